"""Whoever above has to do with the course of a case; filled when the program starts, told within the action under way."""

from collections.abc import Callable

from haidang.kernel.action import Doing

from .models import Case, Timer
from .needs import Given

moved: list[Callable[[Doing, Case, str, Given], None]] = []
"""Told the key of the move that was taken and what was given with it; the case is in its new state, not saved yet."""
extended: list[Callable[[Doing, Case, Timer, str, str], None]] = []
"""Told the clock with its new deadline, the reason, and its key in the catalogue."""
running_out: list[Callable[[Doing, Case], None]] = []
"""Told before a deadline breaks, when somebody is warned of it."""
