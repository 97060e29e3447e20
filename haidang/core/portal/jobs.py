"""The jobs of this app, where the worker looks for them."""

from .fetching import fetch_files
from .outbox import send_due

__all__ = ["fetch_files", "send_due"]
