"""The catalogue of procedures, as people look for them."""
