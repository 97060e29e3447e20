"""Documents the province issues: composed, signed, checked by anybody, kept for their owner."""
