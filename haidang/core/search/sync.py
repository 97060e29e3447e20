"""After the sync of files the worker compares what they may have changed: it takes seconds and nobody waits for it."""

from .jobs import after_sync


def sync() -> None:
    after_sync()
