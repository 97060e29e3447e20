"""Reports of an incident: the situation at a moment, and the end; composed once, kept as composed, printed when asked for."""
