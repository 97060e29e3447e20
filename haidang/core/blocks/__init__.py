"""Senders who may not send for a while: why, until when, by whom, and their appeal. Nobody is named: only hashes are kept."""
