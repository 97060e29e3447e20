"""What a forecast is made from: one place's values of closed periods in a row, or why they do not suffice."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from haidang.core.indicators.book import Entry
from haidang.core.indicators.cells import Store, trend
from haidang.core.indicators.places import one_row
from haidang.kernel import clock, periods
from haidang.kernel.formula import Quality
from haidang.kernel.periods import Kind, Period, containing

SEASON: dict[Kind, int] = {"day": 7, "week": 52, "month": 12, "quarter": 4, "half": 2, "year": 1}
"""After so many periods the same season comes again."""
LEAST: dict[Kind, int] = {"day": 56, "week": 104, "month": 24, "quarter": 12, "half": 8, "year": 8}
"""Of fewer values no forecast is made: two whole seasons, and enough to test it on what is known."""
MOST: dict[Kind, int] = {"day": 364, "week": 208, "month": 96, "quarter": 48, "half": 24, "year": 30}
"""Older values tell nothing of today."""
AHEAD: dict[Kind, int] = {"day": 14, "week": 13, "month": 12, "quarter": 4, "half": 2, "year": 2}
GAPS = 0.1
"""At most this share of the periods may lack a value; the hole is filled on the line between its neighbours."""
OLD = 2
"""A newest value so many periods behind what was due is too old to go on from."""

Reason = Literal["", "few", "gaps", "old", "failed"]


@dataclass(frozen=True, slots=True)
class Course:
    """Values without holes from the first to `until`. `reason` says why no forecast can be made of them ("": it can)."""

    entry: Entry
    place: int
    until: Period
    values: NDArray[np.float64]
    reason: Reason
    have: int
    is_simulated: bool

    @property
    def season(self) -> int:
        return SEASON[self.until.kind]

    @property
    def need(self) -> int:
        return LEAST[self.until.kind]

    @property
    def ahead(self) -> list[Period]:
        return periods.between(self.until.next, self.until.moved(AHEAD[self.until.kind]))


def courses(entries: list[Entry], place: int) -> list[Course]:
    """One for each indicator that has any value of a closed period at the place."""
    by_kind: dict[Kind, list[Entry]] = {}
    for one in entries:
        by_kind.setdefault(one.period, []).append(one)
    return [one for kind, several in by_kind.items() for one in _of_kind(kind, several, place)]


def _of_kind(kind: Kind, entries: list[Entry], place: int) -> list[Course]:
    last = containing(clock.today(), kind).previous
    asked = periods.between(last.moved(1 - MOST[kind]), last)
    store, row = Store.of(trend([one.id for one in entries], place, asked)), one_row(place)
    found = []
    for one in entries:
        cells = store.cells(one.id, row, asked)
        course = course_of(one, place, asked, cells.value[0], cells.quality[0])
        if course is not None:
            found.append(course)
    return found


def course_of(
    entry: Entry, place: int, asked: list[Period], value: NDArray[np.float64], quality: NDArray[np.int16]
) -> Course | None:
    """None where there is no value at all."""
    there = np.flatnonzero(np.isfinite(value) & ((quality & Quality.PROVISIONAL) == 0))
    if not len(there):
        return None
    first, last = int(there[0]), int(there[-1])
    known = value[first : last + 1].copy()
    holes = np.ones(len(known), np.bool_)
    holes[there - first] = False
    known[holes] = np.interp(np.flatnonzero(holes), there - first, value[there])
    simulated = bool((quality[there] & Quality.SIMULATED).any())
    until = asked[last]
    return Course(entry, place, until, known, _reason(entry, until, len(there), holes), len(there), simulated)


def _reason(entry: Entry, until: Period, have: int, holes: NDArray[np.bool_]) -> Reason:
    if have < LEAST[until.kind]:
        return "few"
    if holes.mean() > GAPS:
        return "gaps"
    due = containing((clock.now() - entry.due).date(), until.kind).previous
    return "old" if until.moved(OLD) < due else ""


__all__ = ["AHEAD", "LEAST", "SEASON", "Course", "Reason", "course_of", "courses"]
