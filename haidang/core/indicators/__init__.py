"""Figures that the province is led by: the catalogue of indicators, their values, what they are computed from, targets."""
