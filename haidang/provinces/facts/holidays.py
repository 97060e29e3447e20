"""Days off and days that were swapped."""

from datetime import date
from typing import Literal

from haidang.kernel.manifest import Words

from .base import Facts, Mark, Text


class Holiday(Facts, frozen=True, kw_only=True):
    """A day without office hours. `substitute` stands for a holiday that fell on a weekly day off.

    `expected` is computed from the law before the yearly announcement; `statute_to_check` is decided in principle only.
    """

    on: date
    name: Words
    kind: Literal["public", "substitute"] = "public"
    status: Literal["in_force", "expected", "statute_to_check"] = "in_force"
    source: Text
    trust: Mark

    @property
    def counts(self) -> bool:
        """Whether the legal clock stands still on this day."""
        return self.status != "statute_to_check"


class SwappedDay(Facts, frozen=True, kw_only=True):
    """A working day given off and made up for on a weekly day off."""

    off_on: date
    worked_on: date
    source: Text
    trust: Mark


class HolidaysFile(Facts, frozen=True, kw_only=True):
    holidays: list[Holiday] = []
    swapped: list[SwappedDay] = []
