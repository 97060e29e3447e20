"""Directives: those that are one's own, one of them, giving one on any number."""
