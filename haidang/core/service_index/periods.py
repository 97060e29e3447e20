"""Months, quarters and years as they are named: 2026-11, 2026-Q4, 2026."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from haidang.kernel import clock
from haidang.kernel.action import Invalid

NAMED = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    key: str
    first: date
    last: date

    @property
    def start(self) -> datetime:
        return clock.start_of(self.first)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return clock.start_of(self.last + timedelta(days=1))

    @property
    def until(self) -> datetime:
        """Its end, or now while it lasts: what unfinished work is compared with."""
        return min(self.end, clock.now())

    @property
    def has_begun(self) -> bool:
        return self.start <= clock.now()

    @property
    def name(self) -> str:
        if "Q" in self.key:
            return _("Quý %(quarter)s/%(year)s") % {"quarter": self.key[-1], "year": self.key[:4]}
        if "-" in self.key:
            return _("Tháng %(month)s/%(year)s") % {"month": self.key[5:], "year": self.key[:4]}
        return _("Năm %(year)s") % {"year": self.key}


def read(key: str) -> Period:
    """Raises Invalid."""
    match = NAMED.fullmatch(key)
    if match is None or not 2000 <= int(match[1]) <= 2199:
        raise Invalid("period", _("Ghi kỳ như 2026-11, 2026-Q4 hoặc 2026."), key)
    year = int(match[1])
    if match[2]:
        return _months(key, year, 3 * int(match[2]) - 2, 3)
    return _months(key, year, int(match[3]), 1) if match[3] else _months(key, year, 1, 12)


def _months(key: str, year: int, month: int, number: int) -> Period:
    after = date(year + (month + number - 1) // 12, (month + number - 1) % 12 + 1, 1)
    return Period(key, date(year, month, 1), after - timedelta(days=1))


def month_of(day: date) -> Period:
    return read(f"{day:%Y-%m}")


def around(day: date) -> list[Period]:
    """The month, the quarter and the year a day lies in."""
    return [month_of(day), read(f"{day.year}-Q{(day.month + 2) // 3}"), read(str(day.year))]


def months_until(period: Period, number: int) -> list[Period]:
    """So many months up to the last of the period (or today's, while it lasts), oldest first."""
    day = min(period.last, clock.today()).replace(day=1)
    found = []
    for _month in range(number):
        found.append(month_of(day))
        day = (day - timedelta(days=1)).replace(day=1)
    return found[::-1]
