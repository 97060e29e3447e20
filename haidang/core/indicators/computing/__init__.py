"""Computed figures: what is due, what it is made of, and what comes out."""
