"""The one way to read: every question takes the actor and answers only with series whose place, office and data class
the actor may see. Answers are columns; moments are int64 microseconds since 1970 (`moment_of` makes one a datetime).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from haidang.core.directory.permissions import scope_of
from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.once import is_kept, once

from . import book, newest
from .book import Book, Named
from .buckets import Buckets, from_hours, from_readings
from .downsample import lttb, min_max
from .marks import IN_AVERAGES
from .readings import microseconds, moment_of
from .stored import stored
from .wire import Int4

LATE_AFTER, LOST_AFTER = 2, 5  # cadences of the series, by the time of measurement
MOST_RAW = 200_000  # readings drawn from one by one; a longer range is drawn from its hours
MOST_POINTS = 20_000

Freshness = Literal["live", "late", "lost"]
FRESHNESS: tuple[Freshness, ...] = ("live", "late", "lost")
LOST = FRESHNESS.index("lost")


class Unseen(LookupError):
    """There is no such series, or none that the actor may see."""


@dataclass(frozen=True, slots=True)
class Now:
    """The newest reading of one series."""

    series_id: int
    named: Named
    at: datetime
    value: float
    quality: int
    received_at: datetime
    freshness: Freshness

    @property
    def name(self) -> str:
        return self.named.name

    @property
    def decimals(self) -> int:
        return self.named.decimals


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest readings of many series, ascending by id. `freshness` indexes FRESHNESS."""

    book: Book
    series_id: NDArray[np.int32]
    at_us: NDArray[np.int64]
    value: NDArray[np.float64]
    quality: NDArray[np.int16]
    received_us: NDArray[np.int64]
    freshness: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.series_id)

    def __iter__(self) -> Iterator[Now]:
        columns = (self.series_id, self.at_us, self.value, self.quality, self.received_us, self.freshness)
        for number, at, value, quality, received, fresh in zip(*(one.tolist() for one in columns), strict=True):
            named = self.book.named[number]
            yield Now(number, named, moment_of(at), value, quality, moment_of(received), FRESHNESS[fresh])

    def take(self, which: NDArray[Any]) -> "Latest":
        """Those that a mask or places name."""
        columns = (self.series_id, self.at_us, self.value, self.quality, self.received_us, self.freshness)
        return Latest(self.book, *(column[which] for column in columns))

    def of(self, *, series: str = "", types: Sequence[str] = ()) -> "Latest":
        """Those of one quantity, of things of these types."""
        return self.take(self.book.where(series=series, types=types)[self.series_id])

    def at_place(self, place: int) -> Now:
        return next(iter(self.take(np.array([place]))))

    @property
    def is_lost(self) -> NDArray[np.bool_]:
        lost: NDArray[np.bool_] = self.freshness == LOST
        return lost

    @property
    def newest_at(self) -> datetime | None:
        return moment_of(int(self.at_us.max())) if len(self) else None

    def things(self) -> set[str]:
        """The things these series are of."""
        return self.book.columns.codes(self.series_id.astype(np.intp))

    def speaking(self) -> set[str]:
        """Those of them with at least one series that is not lost."""
        return self.book.columns.codes(self.series_id[~self.is_lost].astype(np.intp))

    def by_name(self) -> dict[tuple[str, str], Now]:
        """(thing, series) -> newest reading"""
        return {(one.named.thing, one.named.key): one for one in self}


@dataclass(frozen=True, slots=True)
class Points:
    """Part of one series, sorted by time. `of` says how many readings it was chosen from; `lacking` which days of the
    range could not be read, and why (core/telemetry/lacking.py says it)."""

    named: Named
    at_us: NDArray[np.int64]
    value: NDArray[np.float64]
    quality: NDArray[np.int16]
    of: int
    lacking: Mapping[date, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.at_us)


def latest(
    actor: Actor, *, things: Sequence[str] | None = None, series: str = "", domain: str = "", place: str = ""
) -> Latest:
    """The newest reading of everything the actor may see, or of some things, one quantity, a domain, a place subtree."""
    if things is None:
        asked = ("latest of", actor, series, domain, place)
        return once(asked, lambda: _latest(actor, None, series, domain, place))
    return _latest(actor, things, series, domain, place)


def _latest(actor: Actor, things: Sequence[str] | None, series: str, domain: str, place: str) -> Latest:
    known = book.current()
    wanted = seen_by(known, actor)
    if things is not None:
        wanted = wanted & _only(known, [number for thing in things for number in known.of_thing.get(thing, ())])
    if series or domain or place:
        wanted = wanted & known.where(series=series, domain=domain, place=place)
    return latest_where(known, wanted)


def seen_by(known: Book, actor: Actor) -> NDArray[np.bool_]:
    """By series id: whether the actor may see it. Not to be changed: a page asks once."""
    return once(("series seen", known.version, actor), lambda: known.seen_by(scope_of(actor)))


def latest_of(numbers: Sequence[int]) -> Latest:
    """The newest readings of series already seen through `numbers_of`; asks nobody's permission."""
    known = book.current()
    return latest_where(known, _only(known, [number for number in numbers if number in known.named]))


def numbers_of(actor: Actor, names: Sequence[str]) -> list[int]:
    """Ids of the series called `thing/series` that the actor may see; others are left out."""
    known = book.current()
    seen = seen_by(known, actor)
    found = (known.ids.get(tuple(name.split("/", 1))) for name in names if "/" in name)  # type: ignore[arg-type]
    return [number for number in found if number is not None and seen[number]]


def _only(known: Book, numbers: Sequence[int]) -> NDArray[np.bool_]:
    which = np.zeros(len(known.facts.group), np.bool_)
    which[numbers] = True
    return which


def latest_where(known: Book, wanted: NDArray[np.bool_]) -> Latest:
    """The newest readings of the series ids that `wanted` is true for; asks nobody's permission.

    Of many the whole table is read, once for a page.
    """
    numbers = np.flatnonzero(wanted)
    if len(numbers) * 4 > len(known.named) or is_kept("latest"):
        columns = once("latest", newest.whole)
    else:
        columns = newest.of("WHERE series_id = ANY(%s)", [Int4(numbers)])
    number = columns[0]
    kept = number < len(wanted)  # a series made since the book was read
    kept[kept] = wanted[number[kept]]
    number, at, value, quality, received = (column[kept] for column in columns)
    return Latest(known, number, at, value, quality, received, freshness(at, known.facts.cadence_us[number]))


def freshness(at_us: NDArray[np.int64], cadence_us: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Indexes of FRESHNESS."""
    age = microseconds(clock.now()) - at_us
    return ((age >= LATE_AFTER * cadence_us).astype(np.uint8) + (age >= LOST_AFTER * cadence_us)).astype(np.uint8)


def named(actor: Actor, thing: str, series: str) -> tuple[int, Named]:
    """Id and facts of one series. Raises Unseen."""
    known = book.current()
    number = known.ids.get((thing, series))
    if number is None or not scope_of(actor).covers(*known.groups[int(known.facts.group[number])], "series"):
        raise Unseen(f"{thing}/{series}")
    return number, known.named[number]


def points(
    actor: Actor,
    thing: str,
    series: str,
    start: datetime,
    end: datetime,
    *,
    points: int = 500,
    how: Literal["lttb", "minmax", "all"] = "lttb",
    flagged: bool = False,
    partly: bool = False,
) -> Points:
    """One series from `start` until before `end`, thinned to about `points` for a chart.

    Readings that do not enter averages are left out unless `flagged`. Days that a damaged file of the archive has are left
    out and named with the answer when `partly` is true. Raises Unseen, Invalid, Damaged.
    """
    number, facts = named(actor, thing, series)
    _check_range(start, end)
    if not 3 <= points <= MOST_POINTS:
        raise Invalid("points", _("Từ 3 đến %(most)s điểm.") % {"most": MOST_POINTS}, points)
    cadence_us = int(book.held().facts.cadence_us[number])
    if (end - start) / timedelta(microseconds=cadence_us) > MOST_RAW and how != "all":
        return _points_of_hours(number, facts, start, end, points)
    lacking: dict[date, str] = {}
    at, value, quality = _readings(number, start, end, lacking if partly else None)
    if not flagged:
        good = IN_AVERAGES[quality]
        at, value, quality = at[good], value[good], quality[good]
    if how == "all":
        chosen = np.arange(len(at))
    else:
        chosen = (min_max if how == "minmax" else lttb)(at, value, points)
    return Points(facts, at[chosen], value[chosen], quality[chosen], len(at), lacking)


def _points_of_hours(number: int, facts: Named, start: datetime, end: datetime, points: int) -> Points:
    hours = from_hours([number], start, end, timedelta(hours=1))
    chosen = lttb(hours.start_us, hours.mean, points)
    quality = np.zeros(len(chosen), np.int16)
    return Points(facts, hours.start_us[chosen], hours.mean[chosen], quality, int(hours.n.sum()))


def _readings(
    number: int, start: datetime, end: datetime, lacking: dict[date, str] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int16]]:
    found = stored([number], start, end, lacking=lacking)
    return found.at, found.value, found.quality.astype(np.int16)


def every(actor: Actor, thing: str, series: str, start: datetime, end: datetime, length: timedelta) -> Buckets:
    """One series in buckets of equal length, local midnight being an edge: n, mean, low, high, sum, last.

    Whole hours come from the hourly sums. Empty buckets are left out. Raises Unseen, Invalid.
    """
    number, _facts = named(actor, thing, series)
    _check_range(start, end)
    if length < timedelta(seconds=1) or (end - start) / length > MOST_POINTS:
        message = _("Từ 1 giây trở lên, và không quá %(most)s khoảng trong đoạn đã chọn.")
        raise Invalid("every", message % {"most": MOST_POINTS}, str(length))
    if length % timedelta(hours=1) == timedelta(0):
        return from_hours([number], start, end, length)
    at, value, quality = _readings(number, start, end)
    return from_readings(number, at, value, IN_AVERAGES[quality], length)


def hours(actor: Actor, thing: str, series: str, start: datetime, end: datetime) -> Buckets:
    """The hourly sums of one series. Raises Unseen, Invalid."""
    return every(actor, thing, series, start, end, timedelta(hours=1))


def days(actor: Actor, thing: str, series: str, start: datetime, end: datetime) -> Buckets:
    """Local days of one series. Raises Unseen, Invalid."""
    return every(actor, thing, series, start, end, timedelta(days=1))


def aggregate(
    actor: Actor,
    series: str,
    start: datetime,
    end: datetime,
    *,
    place: str = "",
    domain: str = "",
    types: Sequence[str] = (),
    things: Sequence[str] | None = None,
    length: timedelta = timedelta(hours=1),
    apart: bool = False,
) -> Buckets:
    """One quantity over all the things of a place subtree, a domain, some types, in buckets of whole hours.

    `apart` keeps the series apart; otherwise each bucket is over all of them. Raises Invalid.
    """
    _check_range(start, end)
    if length < timedelta(hours=1) or length % timedelta(hours=1):
        raise Invalid("every", _("Phải là số giờ tròn: 1h, 2h, 1d."), str(length))
    known = book.current()
    wanted = seen_by(known, actor) & known.where(series=series, domain=domain, place=place, types=types)
    if things is not None:
        wanted = wanted & _only(known, [number for thing in things for number in known.of_thing.get(thing, ())])
    return from_hours(np.flatnonzero(wanted).tolist(), start, end, length, apart=apart)


def _check_range(start: datetime, end: datetime) -> None:
    if start.tzinfo is None or end.tzinfo is None:
        raise Invalid("from", _("Thời điểm phải có múi giờ."), str(start))
    if start >= end:
        raise Invalid("to", _("Phải sau thời điểm bắt đầu."), str(end))
