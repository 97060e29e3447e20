"""Data quality "đúng, đủ, sạch, sống" (right, complete, clean, alive) over the last 24 hours, from counters alone.

Whether a series is alive is of this moment; the rest of many series is as the worker last counted it (`counted_at`).

right     good readings among those that should have been good (range, jump, stuck, marked bad by the sender)
complete  readings there are, those of calibration and device faults included, among those the cadence promises
clean     deliveries without fault: taken among taken, refused and repeated (per source only)
alive     series whose newest reading is not older than two cadences, by its time of measurement

Each is 0 .. 1, or None when there is nothing to judge by. Series of things out of service are not judged.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from haidang.core.directory.models import Office
from haidang.core.directory.queries import visible
from haidang.core.things.models import Source
from haidang.kernel import clock
from haidang.kernel.action import Actor

from . import book, day_sums, queries
from .book import Book
from .day_sums import WINDOW
from .queries import FRESHNESS, Freshness
from .readings import microseconds, moment_of
from .sources import COUNTS

Dimension = Literal["right", "complete", "clean", "alive"]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scores:
    """The four scores of a source, a thing or a series, 0..1; None where nothing can be judged."""

    right: float | None = None
    complete: float | None = None
    clean: float | None = None
    alive: float | None = None

    @property
    def worst(self) -> tuple[Dimension, float] | None:
        """The lowest score and what it is about."""
        known: list[tuple[Dimension, float]] = [
            (name, score)
            for name in ("alive", "right", "complete", "clean")
            if (score := getattr(self, name)) is not None
        ]
        return min(known, key=lambda one: one[1]) if known else None

    @property
    def wrongness(self) -> float:
        """0 all well .. 1; for sorting. What cannot be judged is not wrong."""
        return 1 - self.worst[1] if self.worst else 0.0


@dataclass(frozen=True, slots=True)
class SeriesQuality:
    thing: str
    series: str
    scores: Scores
    freshness: Freshness | Literal["none"]
    last_at: datetime | None
    expected: int
    good: int
    bad: int
    down: int
    late: int


@dataclass(frozen=True, slots=True)
class Quality:
    """Of a source or an office. `states` counts series by freshness: live, late, lost, none."""

    counted_at: datetime

    scores: Scores
    series: int
    states: dict[str, int]
    last_at: datetime | None
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceQuality:
    source: Source
    quality: Quality


@dataclass(frozen=True, slots=True)
class OfficeQuality:
    office: Office
    quality: Quality


@dataclass(frozen=True, slots=True)
class _Judged:
    """Columns over the series under judgement."""

    book: Book
    counted_at: datetime
    series: NDArray[np.intp]
    expected: Numbers
    good: Numbers
    bad: Numbers
    down: Numbers
    late: Numbers
    last_us: Numbers
    state: NDArray[np.uint8]  # index of FRESHNESS, 3 for none

    def of(self, which: NDArray[np.intp] | slice) -> "_Judged":
        columns = {name: getattr(self, name)[which] for name in self.__slots__[2:]}
        return replace(self, **columns)

    def by(self, owner: NDArray[Any]) -> "dict[int, _Judged]":
        """Those of each owner."""
        order = np.argsort(owner, kind="stable")
        ordered, owners = self.of(order), owner[order]
        names, starts = np.unique(owners, return_index=True)
        ends = np.append(starts, len(owners))[1:]
        spans = zip(names.tolist(), starts.tolist(), ends.tolist(), strict=True)
        return {name: ordered.of(slice(start, end)) for name, start, end in spans}

    def worst(self, most: int | None) -> NDArray[np.intp]:
        """The rows of the worst series; among equals by name."""
        there = np.minimum(self.good + self.bad + self.down, self.expected)
        with np.errstate(divide="ignore", invalid="ignore"):
            right = self.good / (self.good + self.bad)
            complete = there / self.expected
        lowest = np.fmin(np.fmin(right, complete), self.state == 0)
        columns = self.book.columns
        return np.lexsort((columns.key[self.series], columns.thing[self.series], lowest))[:most]


def sources_by_fault(actor: Actor) -> list[SourceQuality]:
    """Every source the actor may see, the worst first."""
    judged = _judged(_seen(actor))
    counts = _source_counts()
    parts = judged.by(judged.book.facts.source[judged.series])
    nothing = judged.of(slice(0))
    found = [
        SourceQuality(source, _summed(parts.get(source.pk, nothing), counts.get(source.pk, {})))
        for source in Source.objects.filter(visible(actor, Source)).select_related("office")
    ]
    return sorted(found, key=lambda one: (-one.quality.scores.wrongness, one.source.key))


def offices_by_fault(actor: Actor) -> list[OfficeQuality]:
    """Every office that owns things with series, the worst first."""
    judged = _judged(_seen(actor))
    codes = [code for _place, code, _class in judged.book.groups]
    places = {code: place for place, code in enumerate(codes)}
    owner = np.array([places[code] for code in codes], np.intp)[judged.book.facts.group[judged.series]]
    parts = judged.by(owner)
    offices = {office.code: office for office in Office.objects.filter(code__in={codes[one] for one in parts} - {""})}
    found = [
        OfficeQuality(offices[codes[one]], _summed(part, {})) for one, part in parts.items() if codes[one] in offices
    ]
    return sorted(found, key=lambda one: (-one.quality.scores.wrongness, one.office.code))


def series_quality(actor: Actor, things: Iterable[str]) -> list[SeriesQuality]:
    """Every series of some things, in the order of the things."""
    known = book.current()
    seen = queries.seen_by(known, actor)
    numbers = [number for thing in things for number in known.of_thing.get(thing, ()) if seen[number]]
    judged = _judged(np.array(numbers, np.intp), known)
    return [_one(judged, row) for row in range(len(judged.series))]


def of_source(actor: Actor, source: Source, most: int | None = None) -> list[SeriesQuality]:
    """The series of one source, the worst first."""
    numbers = _seen(actor)
    known = book.held()
    judged = _judged(numbers[known.facts.source[numbers] == source.pk], known)
    return [_one(judged, row) for row in judged.worst(most).tolist()]


def _seen(actor: Actor) -> NDArray[np.intp]:
    known = book.current()
    return np.flatnonzero(queries.seen_by(known, actor) & known.facts.is_watched)


def _judged(series: NDArray[np.intp], known: Book | None = None) -> _Judged:
    known = known or book.held()
    counted = day_sums.of(series)
    begins = np.maximum(known.facts.since_us[series], microseconds(counted.start))
    expected = np.maximum((microseconds(counted.at) - begins) // known.facts.cadence_us[series], 0)
    number, *sums = counted.columns
    good, bad, down, late = (_spread(number, column, series, len(known.facts.group)) for column in sums)
    wanted = np.zeros(len(known.facts.group), np.bool_)
    wanted[series] = True
    newest = queries.latest_where(known, wanted)
    last_us = _spread(newest.series_id, newest.at_us, series, len(known.facts.group))
    state = _spread(newest.series_id, newest.freshness, series, len(known.facts.group), none=len(FRESHNESS))
    return _Judged(known, counted.at, series, expected, good, bad, down, late, last_us, state.astype(np.uint8))


def _spread(number: NDArray[Any], column: NDArray[Any], series: NDArray[np.intp], size: int, none: int = 0) -> Numbers:
    """The column's value for each of `series`, `none` for those it says nothing of."""
    by_number = np.full(size, none, np.int64)
    fits = number < size
    by_number[number[fits]] = column[fits]
    return by_number[series]


def _one(judged: _Judged, row: int) -> SeriesQuality:
    named = judged.book.named[int(judged.series[row])]
    figures = {name: int(getattr(judged, name)[row]) for name in ("expected", "good", "bad", "down", "late")}
    state = int(judged.state[row])
    last = int(judged.last_us[row])
    there = figures["good"] + figures["bad"] + figures["down"]
    scores = Scores(
        right=_share(figures["good"], figures["good"] + figures["bad"]),
        complete=_share(min(there, figures["expected"]), figures["expected"]),
        alive=float(state == 0),
    )
    return SeriesQuality(
        named.thing,
        named.key,
        scores,
        FRESHNESS[state] if state < len(FRESHNESS) else "none",
        moment_of(last) if last else None,
        **figures,
    )


def _summed(judged: _Judged, counts: dict[str, int]) -> Quality:
    states = np.bincount(judged.state, minlength=4).tolist()
    last = int(judged.last_us.max()) if len(judged.series) else 0
    return Quality(
        counted_at=judged.counted_at,
        scores=_scores(judged, counts),
        series=len(judged.series),
        states=dict(zip((*FRESHNESS, "none"), states, strict=True)),
        last_at=moment_of(last) if last else None,
        counts=counts,
    )


def _scores(judged: _Judged, counts: dict[str, int]) -> Scores:
    good, bad = int(judged.good.sum()), int(judged.bad.sum())
    there = judged.good + judged.bad + judged.down
    expected = int(judged.expected.sum())
    taken = sum(counts.get(name, 0) for name in ("good", "bad", "down", "late"))
    faults = counts.get("rejected", 0) + counts.get("duplicate", 0)
    return Scores(
        right=_share(good, good + bad),
        complete=_share(int(np.minimum(there, judged.expected).sum()), expected),
        clean=_share(taken, taken + faults),
        alive=_share(int((judged.state == 0).sum()), len(judged.series)),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _source_counts() -> dict[int, dict[str, int]]:
    """Source id -> what it sent in the window, by what became of it."""
    with connection.cursor() as cursor:
        sums = ", ".join(f"sum({name})" for name in COUNTS)
        cursor.execute(
            f"SELECT source_id, {sums} FROM source_hour WHERE hour >= %s GROUP BY source_id",  # noqa: S608
            [clock.hour_of(clock.now()) - WINDOW],
        )
        return {row[0]: dict(zip(COUNTS, (int(one) for one in row[1:]), strict=True)) for row in cursor.fetchall()}
