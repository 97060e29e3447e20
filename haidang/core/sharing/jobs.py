"""The jobs of this app, where the worker looks for them."""

from .deliveries import deliver, look_at_journal, take_up_what_was_left

__all__ = ["deliver", "look_at_journal", "take_up_what_was_left"]
