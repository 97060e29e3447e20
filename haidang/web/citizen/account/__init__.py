"""Signing in to the app, and what one signs in with."""
