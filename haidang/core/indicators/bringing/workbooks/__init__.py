"""Figures in Excel: a form's template out, the filled file in, tables of many periods in, bad cells marked."""
