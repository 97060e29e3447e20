"""The jobs of this room stand in fetching.py; the worker finds them here."""

from . import fetching

__all__ = ["fetching"]
