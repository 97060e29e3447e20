"""Sending a field report: one plain form of photo, place and words."""
