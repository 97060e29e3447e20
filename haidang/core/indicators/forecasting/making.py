"""Makes the forecasts whose values have changed since, a few seconds' worth at a time, and keeps each as a new version."""

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from haidang.core.indicators import book, places
from haidang.core.indicators.book import Entry
from haidang.core.indicators.models import Expectation, Forecast
from haidang.kernel import clock
from haidang.kernel.action import Actor, Doing, action

from . import testing
from .course import Course, courses
from .methods import Values, carried_on
from .testing import Tried

SECONDS = 8.0
"""After so long the rest waits for the next run, so that other work of the worker gets its turn."""
KEPT = 14
"""So many versions of a forecast stay readable."""
AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Run:
    """How many forecasts were made, how many indicators have too little for one, whether more wait."""

    made: int
    refused: int
    is_unfinished: bool


@dataclass(frozen=True, slots=True)
class Worked:
    """One course with what the methods made of it: `tried` and `ahead` are None where there is no forecast."""

    course: Course
    mark: int
    before: Forecast | None
    tried: Tried | None
    ahead: Values | None


def make_changed(actor: Actor, *, seconds: float = SECONDS) -> Run:
    """The province's forecasts whose values changed, as far as the time suffices; computed first, then kept at once."""
    root, began = places.today().root_id, time.monotonic()
    done: list[Worked] = []
    unfinished = False
    for course, mark, before in _changed(root):
        if time.monotonic() - began > seconds:
            unfinished = True
            break
        done.append(worked(course, mark, before))
    if done:
        keep(actor, done)
    made = sum(one.ahead is not None for one in done)
    return Run(made, len(done) - made, unfinished)


def worked(course: Course, mark: int, before: Forecast | None) -> Worked:
    ahead = len(course.ahead)
    tried = testing.best(course.values, course.season, ahead) if not course.reason else None
    made = carried_on(tried.method, course.values, course.season, ahead) if tried else None
    return Worked(course, mark, before, tried, made)


@action("forecast.make")
def keep(do: Doing, done: list[Worked]) -> None:
    """As the newest versions, with what was expected of each newest value."""
    for one in done:
        _keep(one)
    do.event.facts |= {"forecasts": sum(one.ahead is not None for one in done), "looked_at": len(done)}


def _changed(place: int) -> Iterator[tuple[Course, int, Forecast | None]]:
    entries = sorted(book.current().by_code.values(), key=lambda one: (not one.is_judged, one.code))
    for start in range(0, len(entries), AT_ONCE):
        part = entries[start : start + AT_ONCE]
        known = {
            one.indicator_id: one
            for one in Forecast.objects.filter(
                place_id=place, is_newest=True, indicator_id__in=[one.id for one in part]
            ).defer("points")
        }
        for course in courses(part, place):
            mark, before = print_of(course), known.get(course.entry.id)
            if before is None or before.print != mark:
                yield course, mark, before


def print_of(course: Course) -> int:
    """Another number when the values, their last period or the verdict on them is another."""
    said = f"{course.until.text} {course.reason} {course.have}".encode()
    return zlib.crc32(said + course.values.tobytes())


def _keep(one: Worked) -> None:
    course, before = one.course, one.before
    forecast = Forecast(
        indicator_id=course.entry.id, place_id=course.place, version=(before.version if before else 0) + 1,
        made_at=clock.now(), until=course.until.first, count=course.have, need=course.need, print=one.mark,
        reason=course.reason or ("" if one.ahead is not None else "failed"), is_simulated=course.is_simulated,
    )  # fmt: skip
    if one.tried is not None and one.ahead is not None:
        _fill(forecast, course, one.tried, one.ahead)
    if before is not None:
        Forecast.objects.filter(pk=before.pk).update(is_newest=False)
    forecast.save()
    if one.tried is not None and one.ahead is not None:
        _expect(course, one.tried)
    _forget_old(forecast)


def _fill(forecast: Forecast, course: Course, tried: Tried, made: Values) -> None:
    forecast.method, forecast.within = tried.method, tried.within
    forecast.error, forecast.plain_error = tried.error, tried.plain_error
    forecast.level = float(np.abs(course.values[-max(course.season, 4) :]).mean())
    forecast.points = [
        [
            period.first.isoformat(),
            *(_bounded(course.entry, float(one)) for one in (value, value - width, value + width)),
        ]
        for period, value, width in zip(course.ahead, made, tried.widths, strict=True)
    ]


def _bounded(entry: Entry, value: float) -> float:
    """No forecast of what cannot be: below nought for what is counted, outside the range the indicator can have."""
    return min(max(value, entry.facts.least), entry.facts.most)


def _expect(course: Course, tried: Tried) -> None:
    """What was expected of the newest value: as the last forecast before it said, else as this method says without it."""
    entry, period = course.entry, course.until
    said = _said_before(entry.id, course.place, period.first)
    forecast = said[0] if said is not None else None
    expected, low, high = said[1:] if said is not None else _worked_out(course, tried)
    value = float(course.values[-1])
    Expectation.objects.filter(indicator_id=entry.id, place_id=course.place, is_newest=True).update(is_newest=False)
    Expectation.objects.update_or_create(
        indicator_id=entry.id, place_id=course.place, period=period.first,
        defaults={
            "value": value, "expected": expected, "low": low, "high": high, "forecast": forecast, "at": clock.now(),
            "score": score(value, expected, low, high, 0.5 * 10.0**-entry.facts.decimals), "is_newest": True,
        },
    )  # fmt: skip


def _worked_out(course: Course, tried: Tried) -> tuple[float, float, float]:
    """Expected, low and high, from the values before the newest alone."""
    expected, half = testing.expected_newest(tried, course.values)
    entry = course.entry
    return _bounded(entry, expected), _bounded(entry, expected - half), _bounded(entry, expected + half)


def score(value: float, expected: float, low: float, high: float, least: float) -> float:
    """How far off, in distances from what was expected to the end of the interval on that side.

    An interval narrower than what is shown of a number counts as that wide.
    """
    half = max(high - expected if value > expected else expected - low, least)
    return (value - expected) / half


def _said_before(indicator: int, place: int, day: date) -> tuple[Forecast, float, float, float] | None:
    rows = Forecast.objects.filter(indicator_id=indicator, place_id=place, reason="", until__lt=day)
    forecast = rows.order_by("-version").first()
    if forecast is None:
        return None
    point = next((one for one in forecast.points if one[0] == day.isoformat()), None)
    if point is None:
        return None
    return forecast, float(point[1]), float(point[2]), float(point[3])


def _forget_old(forecast: Forecast) -> None:
    if forecast.version > KEPT:
        Forecast.objects.filter(
            indicator_id=forecast.indicator_id, place_id=forecast.place_id, version__lte=forecast.version - KEPT
        ).delete()
