"""Forecasts and what was expected, as people ask for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from haidang.core.indicators import book, places
from haidang.core.indicators.book import Entry
from haidang.core.indicators.models import Expectation, Forecast
from haidang.core.indicators.seeing import entries_of, entry_of
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.formula import Quality
from haidang.kernel.periods import Period, containing


@dataclass(frozen=True, slots=True)
class Point:
    period: Period
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Carried:
    """A forecast as shown. `points` are empty where there is none; then `row.reason` says why."""

    entry: Entry
    row: Forecast
    points: list[Point]

    @property
    def until(self) -> Period:
        return Period(self.row.until, self.entry.period)

    @property
    def error_share(self) -> float | None:
        """The mean distance in the back-test as a share of the usual size; None where that is nought."""
        return self.row.error / self.row.level if self.row.error is not None and self.row.level else None

    @property
    def plain_share(self) -> float | None:
        return self.row.plain_error / self.row.level if self.row.plain_error is not None and self.row.level else None

    @property
    def is_old(self) -> bool:
        """Whether its first steps are past without a newer value."""
        return bool(self.points) and self.points[0].period.last < clock.today() - self.entry.due


def forecast(actor: Actor, code: str, *, place: int | None = None) -> Carried | None:
    """The newest one; None before the first. Raises Unseen."""
    entry = entry_of(actor, code)
    at = place if place is not None else places.today().root_id
    row = Forecast.objects.filter(indicator_id=entry.id, place_id=at, is_newest=True).first()
    return carried(entry, row) if row is not None else None


def carried(entry: Entry, row: Forecast) -> Carried:
    points = [
        Point(Period(date.fromisoformat(day), entry.period), value, low, high) for day, value, low, high in row.points
    ]
    return Carried(entry, row, points)


def versions(actor: Actor, code: str, *, place: int | None = None) -> list[Carried]:
    """Newest first. Raises Unseen."""
    entry = entry_of(actor, code)
    at = place if place is not None else places.today().root_id
    rows = Forecast.objects.filter(indicator_id=entry.id, place_id=at)
    return [carried(entry, row) for row in rows.order_by("-version")]


@dataclass(frozen=True, slots=True)
class Expected:
    """A value beside what it was expected to be."""

    entry: Entry
    period: Period
    value: float
    quality: Quality
    expected: float
    low: float
    high: float
    score: float
    row: Expectation

    @property
    def is_above(self) -> bool:
        return self.value > self.expected

    @property
    def is_better(self) -> bool | None:
        """Whether the surprise is a good one; None where the indicator has no better side."""
        match self.entry.facts.direction:
            case "up":
                return self.is_above
            case "down":
                return not self.is_above
        return None


def expected(actor: Actor, code: str, *, place: int | None = None, limit: int = 13) -> list[Expected]:
    """The newest values beside what was expected of them, newest first. Raises Unseen."""
    entry = entry_of(actor, code)
    at = place if place is not None else places.today().root_id
    rows = Expectation.objects.filter(indicator_id=entry.id, place_id=at).order_by("-period")[:limit]
    simulated = _simulated([entry.id], at)
    return [_expected(entry, row, simulated) for row in rows]


def unexpected(actor: Actor, *, place: int | None = None, domain: str = "", most: int | None = None) -> list[Expected]:
    """Newest values outside the interval of what was expected, the farthest first; not those that are long past."""
    known = book.current().by_id
    at = place if place is not None else places.today().root_id
    rows = Expectation.objects.filter(Q(score__gt=1) | Q(score__lt=-1), place_id=at, is_newest=True)
    there = [(known[row.indicator_id], row) for row in rows if row.indicator_id in known]
    seen = {one.id for one in entries_of(actor, [entry.code for entry, _row in there])}
    simulated = _simulated(seen, at)
    found = [
        _expected(entry, row, simulated)
        for entry, row in there
        if entry.id in seen and domain in ("", entry.domain) and is_fresh(entry, row.period)
    ]
    found.sort(key=lambda one: (-abs(one.score), one.entry.code))
    return found[:most]


def is_fresh(entry: Entry, day: date) -> bool:
    """Whether the value of a period is still what people act on: of the newest period that was due, or a later one."""
    newest = containing((clock.now() - entry.due).date(), entry.period).previous
    return Period(day, entry.period).first >= newest.previous.first


def _simulated(indicators: Iterable[int], place: int) -> set[int]:
    """Those with simulated values in their course."""
    rows = Forecast.objects.filter(place_id=place, is_newest=True, is_simulated=True, indicator_id__in=indicators)
    return set(rows.values_list("indicator_id", flat=True))


def _expected(entry: Entry, row: Expectation, simulated: set[int]) -> Expected:
    period, quality = Period(row.period, entry.period), Quality.SIMULATED if entry.id in simulated else Quality.GOOD
    return Expected(entry, period, row.value, quality, row.expected, row.low, row.high, row.score, row)
