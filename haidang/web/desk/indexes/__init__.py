"""Composite indexes: what the province scores itself, six characteristics of a smart city, self-assessments."""
