"""The legal clock of a case: a limit, when it began, and the marks made on it; everything else follows from them.

    clock = Clock(limit="15wd", started_at=received_at)
    clock = clock.pause(asked_at, "Thiếu bản vẽ").resume(answered_at)
    clock.standing(hours, clock_now).due_at

A clock is a value: each move gives a new one, or says why it is not open. `as_dict` and `read` take it to and from a JSON
column. Time that the citizen is waited for is deducted: it moves the original deadline as well as the extended one.
"""

from .clock import Clock
from .keeping import as_dict, read
from .marks import ClockRules, Extend, Mark, Pause, Resume, Standing, Stop

__all__ = [
    "Clock", "ClockRules", "Extend", "Mark", "Pause", "Resume", "Standing", "Stop", "as_dict", "read",
]  # fmt: skip
