"""Outbreaks in weekly counts: Farrington's improved method where there are years to compare with, EARS where not."""
