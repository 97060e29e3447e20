"""The checks of figures that people and machines bring, before anything is written: what is wrong with which value."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Literal

import numpy as np
from django.utils.translation import gettext as _

from haidang.core.indicators import cells
from haidang.core.indicators.book import Book, Entry
from haidang.core.indicators.cells import Columns
from haidang.core.indicators.places import LEVELS, Axis, of_before
from haidang.core.telemetry.wire import Date, Int4
from haidang.kernel import clock
from haidang.kernel.formula import Quality
from haidang.kernel.periods import NoPeriod, Period, containing, read

Problem = Literal[
    "unknown_indicator", "unknown_place", "wrong_period", "future", "not_a_number", "out_of_range", "computed",
    "not_here", "jump", "parts", "twice", "changed",
]  # fmt: skip
WARNINGS = ("jump", "parts")
"""Problems that a word of explanation overcomes."""


@dataclass(frozen=True, slots=True)
class Given:
    """One figure as brought: the code of the indicator, the key of the place ("" the province), the period by name."""

    indicator: str
    place: str
    period: str
    value: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is wrong with the figure `at` (counted from 0): in words fit to be shown."""

    at: int
    problem: Problem
    message: str

    @property
    def is_warning(self) -> bool:
        return self.problem in WARNINGS


@dataclass(slots=True)
class Checked:
    """The good ones as columns, and what is wrong with the others."""

    columns: Columns
    rows: list[int] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    @property
    def errors(self) -> list[Told]:
        return [one for one in self.told if not one.is_warning]

    @property
    def warnings(self) -> list[Told]:
        return [one for one in self.told if one.is_warning]


Row = tuple[Entry, Period, int, float]
Wrong = tuple[Problem, str]


def checked(known: Book, axis: Axis, given: Sequence[Given], places: dict[str, int]) -> Checked:
    """`places` gives the id of each place by key, of offices as minus their id by code."""
    told: list[Told] = []
    rows: list[tuple[int, date, int, float, int]] = []
    at: list[int] = []
    seen: set[tuple[int, date, int]] = set()
    reader = _Reader(known, axis, places)
    for number, one in enumerate(given):
        found = reader.read(one)
        if len(found) == 2:
            told.append(Told(number, *found))
            continue
        entry, period, place, value = found
        where = (entry.id, period.first, place)
        if where in seen:
            told.append(Told(number, "twice", _("Ô này đã có một giá trị khác trong cùng lượt.")))
            continue
        seen.add(where)
        rows.append((*where, value, 0))
        at.append(number)
    columns = Columns.of(rows)
    told += _jumps(known, columns, at) + _parts(known, columns, at)
    return Checked(columns, at, sorted(told, key=lambda one: one.at))


@dataclass
class _Reader:
    """Reads figures one by one; what they have in common is looked at once."""

    known: Book
    axis: Axis
    places: dict[str, int]
    today: date = field(default_factory=clock.today)
    old: dict[int, date] = field(default_factory=of_before)
    _heads: dict[tuple[str, str], tuple[Entry, Period] | Wrong] = field(default_factory=dict)
    _here: dict[tuple[str, str], int | Wrong] = field(default_factory=dict)

    def read(self, one: Given) -> Row | Wrong:
        key = (one.indicator, one.period)
        if key not in self._heads:
            self._heads[key] = self._head(one)
        head = self._heads[key]
        if isinstance(head[0], str):
            return head
        entry, period = head
        place = self._place(entry, one.place, period)
        if not isinstance(place, int):
            return place
        if period.kind != entry.period:
            example = containing(self.today, entry.period).text
            return "wrong_period", _("Chỉ tiêu này theo kỳ khác: ghi như %(example)s.") % {"example": example}
        if period.first > self.today:
            return "future", _("Kỳ %(period)s chưa đến.") % {"period": one.period}
        if one.value is None or not isfinite(one.value):
            return "not_a_number", _("Không phải một số.")
        if not entry.facts.least <= one.value <= entry.facts.most:
            message = _("Ngoài khoảng cho phép, từ %(least)s đến %(most)s.")
            return "out_of_range", message % {"least": _end(entry.facts.least), "most": _end(entry.facts.most)}
        return entry, period, place, float(one.value)

    def _head(self, one: Given) -> tuple[Entry, Period] | Wrong:
        entry = self.known.by_code.get(one.indicator)
        if entry is None:
            return "unknown_indicator", _("Không có chỉ tiêu mã %(code)s.") % {"code": one.indicator}
        if entry.tree is not None or entry.facts.is_computed:
            return "computed", _("%(code)s do chương trình tính, không nhập tay.") % {"code": one.indicator}
        try:
            return entry, read(one.period)
        except NoPeriod:
            message = _("Kỳ “%(period)s” không đúng: ghi như 2026, 2026-Q3, 2026-07, 2026-W31, 2026-07-15.")
            return "wrong_period", message % {"period": one.period}

    def _place(self, entry: Entry, key: str, period: Period) -> int | Wrong:
        """The id of the place; whether there was one that is no more depends on the period."""
        known = self._here.get((entry.code, key))
        if known is not None:
            return known
        place = self.places.get(key) if key else self.axis.root_id
        wrong = _place_problem(self.axis, entry, key, place, period, self.old)
        found = wrong or place or self.axis.root_id
        if place not in self.old:
            self._here[entry.code, key] = found
        return found


def _place_problem(
    axis: Axis, entry: Entry, key: str, place: int | None, period: Period, old: dict[int, date]
) -> Wrong | None:
    row = axis.row_of.get(place) if place is not None else None
    was_there = place is not None and period.first < old.get(place, date.min)
    if row is None and not was_there:
        return "unknown_place", _("Không có nơi mã %(key)s.") % {"key": key}
    level = axis.level[row] if row is not None else LEVELS["commune"]
    if level > 0 and level != LEVELS[entry.facts.level]:
        return "not_here", _("Chỉ tiêu này không giao đến cấp của %(key)s.") % {"key": key}
    if row == axis.root and entry.is_rolled_up:
        return "computed", _("Giá trị toàn tỉnh được cộng từ các xã, không nhập tay.")
    return None


def _end(value: float) -> str:
    return f"{value:g}" if np.isfinite(value) else "…"


def _jumps(known: Book, columns: Columns, at: list[int]) -> list[Told]:
    """Changes against the period before that ask for a word."""
    told = []
    own = list(zip(columns.indicator.tolist(), columns.period.tolist(), columns.place.tolist(), strict=True))
    numbers = {number for number, _day, _place in own if known.by_id[number].facts.jump}
    watched = [n for n, (number, _day, _place) in enumerate(own) if number in numbers]
    previous = {
        (number, day): cells.day_number(Period(cells.day_of(day), known.by_id[number].period).previous.first)
        for number, day in {own[n][:2] for n in watched}
    }
    if not watched:
        return []
    ids, days, places = zip(*[(own[n][0], previous[own[n][:2]], own[n][2]) for n in watched], strict=True)
    found = cells.read(
        "indicator_id = ANY(%s) AND period = ANY(%s) AND place_id = ANY(%s)",
        Int4(np.array(sorted(set(ids)), np.int32)), Date(np.array(sorted(set(days)), np.int32)),
        Int4(np.array(sorted(set(places)), np.int32)),
    )  # fmt: skip
    keys = zip(found.indicator.tolist(), found.period.tolist(), found.place.tolist(), strict=True)
    had = dict(zip(keys, found.value.tolist(), strict=True))
    had |= dict(zip(own, columns.value.tolist(), strict=True))  # several periods in one delivery
    for n in watched:
        number, day, place = own[n]
        old = had.get((number, previous[number, day], place))
        limit = known.by_id[number].facts.jump or 0
        if old and abs(columns.value[n] / old - 1) * 100 > limit:
            columns.quality[n] |= Quality.DOUBTED
            message = _("Thay đổi %(change)s%% so với kỳ trước (%(old)s): ghi lý do.")
            change = f"{(columns.value[n] / old - 1) * 100:+.0f}"
            told.append(Told(at[n], "jump", message % {"change": change, "old": f"{old:g}"}))
    return told


def _parts(known: Book, columns: Columns, at: list[int]) -> list[Told]:
    """Parts that do not add up to their whole, where all are in the same delivery."""
    own = zip(columns.indicator.tolist(), columns.period.tolist(), columns.place.tolist(), strict=True)
    value = dict(zip(own, columns.value.tolist(), strict=True))
    told = []
    whole = [number for number in np.unique(columns.indicator).tolist() if known.by_id[number].facts.parts]
    for n in np.flatnonzero(np.isin(columns.indicator, whole)).tolist():
        entry = known.by_id[int(columns.indicator[n])]
        where = (int(columns.period[n]), int(columns.place[n]))
        codes = [known.by_code.get(f"{entry.domain}.{key}") for key in entry.facts.parts]
        parts = [value.get((part.id, *where)) for part in codes if part is not None]
        numbers = [part for part in parts if part is not None]
        if len(numbers) == len(entry.facts.parts) and abs(sum(numbers) - columns.value[n]) > _rounding(entry):
            message = _("Các phần cộng lại là %(sum)s, không phải %(whole)s.")
            facts = {"sum": f"{sum(numbers):g}", "whole": f"{columns.value[n]:g}"}
            told.append(Told(at[n], "parts", message % facts))
    return told


def _rounding(entry: Entry) -> float:
    """Whole numbers add up exactly; others may be off by half a last digit for the whole and for each part."""
    digits = entry.facts.decimals
    return 1e-9 if digits == 0 else float(0.5 * 10**-digits * (len(entry.facts.parts) + 1) + 1e-9)
