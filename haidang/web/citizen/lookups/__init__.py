"""Asking other bodies' registers about oneself."""
