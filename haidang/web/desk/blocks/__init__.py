"""Senders who are kept out, and their appeals."""
