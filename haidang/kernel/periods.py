"""Periods of figures by name and first day: 2025, 2025-H1, 2025-Q3, 2025-07, 2025-W31 (ISO weeks), 2025-07-15."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, get_args

Kind = Literal["day", "week", "month", "quarter", "half", "year"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MONTHS: dict[Kind, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
A_YEAR: dict[Kind, int] = {"day": 365, "week": 52, "month": 12, "quarter": 4, "half": 2, "year": 1}
"""How many periods back the same one of last year lies (days and weeks: of the same weekday nearest to it)."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Figures of other years are slips of the hand, and the calendar has an end."""

_NAMED = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|W(\d\d)|(\d\d)(?:-(\d\d))?))?")


class NoPeriod(ValueError):
    """A text that names no period; `remedy` says how one is written."""

    def __init__(self, text: str) -> None:
        self.remedy = "write 2025, 2025-H1, 2025-Q3, 2025-07, 2025-W31 or 2025-07-15"
        super().__init__(f"{text!r} is no period: {self.remedy}")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period, from its first day."""

    first: date
    kind: Kind

    @property
    def last(self) -> date:
        return _last(self.first, self.kind)

    @property
    def next(self) -> "Period":
        return self.moved(1)

    @property
    def previous(self) -> "Period":
        return self.moved(-1)

    def moved(self, steps: int) -> "Period":
        """So many periods later, or earlier for a negative number."""
        return Period(first_days(self.first, self.kind, steps), self.kind)

    @property
    def year_before(self) -> "Period":
        """The same period of last year; weeks by their number, the 53rd after the 52nd's."""
        if self.kind == "day":
            return Period(_same_day(self.first), "day")
        if self.kind == "week":
            year, week, _day = self.first.isocalendar()
            return Period(date.fromisocalendar(year - 1, min(week, _weeks_of(year - 1)), 1), "week")
        return self.moved(-A_YEAR[self.kind])

    @property
    def text(self) -> str:
        day = self.first
        match self.kind:
            case "day":
                return day.isoformat()
            case "week":
                year, week, _day = day.isocalendar()
                return f"{year}-W{week:02d}"
            case "month":
                return f"{day:%Y-%m}"
            case "quarter":
                return f"{day.year}-Q{(day.month + 2) // 3}"
            case "half":
                return f"{day.year}-H{1 if day.month < 7 else 2}"
            case _:
                return str(day.year)

    def parts(self, kind: Kind) -> Iterator["Period"]:
        """The shorter periods that begin within this one."""
        one = containing(self.first, kind)
        if one.first < self.first:
            one = one.next
        while one.first <= self.last:
            yield one
            one = one.next


def read(text: str) -> Period:
    """Raises NoPeriod, also for a year that is none of ours."""
    match = _NAMED.fullmatch(text)
    if match is None:
        raise NoPeriod(text)
    year, half, quarter, week, month, day = (int(part) if part else 0 for part in match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoPeriod(text)
    try:
        if half:
            return Period(date(year, 6 * half - 5, 1), "half")
        if quarter:
            return Period(date(year, 3 * quarter - 2, 1), "quarter")
        if match[4]:
            return Period(date.fromisocalendar(year, week, 1), "week")
        if match[6]:
            return Period(date(year, month, day), "day")
        return Period(date(year, month, 1), "month") if match[5] else Period(date(year, 1, 1), "year")
    except ValueError:
        raise NoPeriod(text) from None


def containing(day: date, kind: Kind) -> Period:
    """The period of a kind that a day lies in."""
    if kind == "day":
        return Period(day, kind)
    if kind == "week":
        return Period(day - timedelta(days=day.weekday()), kind)
    length = MONTHS[kind]
    return Period(day.replace(month=(day.month - 1) // length * length + 1, day=1), kind)


def is_first(day: date, kind: Kind) -> bool:
    return containing(day, kind).first == day


def between(start: Period, end: Period) -> list[Period]:
    """All periods from one to another, both included."""
    found, one = [], start
    while one.first <= end.first:
        found.append(one)
        one = one.next
    return found


def is_longer(one: Kind, other: Kind) -> bool:
    return KINDS.index(one) > KINDS.index(other)


@lru_cache(maxsize=4096)
def _last(first: date, kind: Kind) -> date:
    return first_days(first, kind, 1) - timedelta(days=1)


def first_days(day: date, kind: Kind, steps: int) -> date:
    """The first day of the period `steps` after the one that begins on `day`."""
    if kind in ("day", "week"):
        return day + timedelta(days=steps * (7 if kind == "week" else 1))
    months = day.year * 12 + day.month - 1 + steps * MONTHS[kind]
    return date(months // 12, months % 12 + 1, 1)


def _same_day(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _weeks_of(year: int) -> int:
    return date(year, 12, 28).isocalendar().week
