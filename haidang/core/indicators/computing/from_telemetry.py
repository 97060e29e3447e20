"""What sensors measured in a period, at each commune and in the province: the series of formulas.

A station counts by the commune it stands in; the province's is over all stations, each with the same weight. Shares are
of days (of hours, for daily indicators) whose mean lies beyond the limit. A station with readings on less than half
of the days that have passed says nothing of the period.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haidang.core.indicators.cells import SIMULATED, day_number
from haidang.core.indicators.places import Axis
from haidang.core.telemetry import book as telemetry_book
from haidang.core.telemetry import wire
from haidang.core.telemetry.book import Book
from haidang.core.telemetry.buckets import Buckets, from_hours
from haidang.core.telemetry.wire import Int4
from haidang.kernel import clock
from haidang.kernel.formula import Cells, Quality, SeriesOf, Why
from haidang.kernel.periods import Period

LEAST, FULL = 0.5, 0.75
LOCAL_US = 7 * 3_600_000_000
DAY_US = 86_400_000_000


def cells(leaf: SeriesOf, axis: Axis, periods: list[Period]) -> Cells:
    """On the grid of the axis and these periods, which follow each other."""
    shape = (len(axis), len(periods))
    known = telemetry_book.current()
    series = np.flatnonzero(known.where(series=leaf.key, domain=leaf.domain))
    start, end = clock.start_of(periods[0].first), min(clock.start_of(periods[-1].next.first), clock.now())
    if not len(series) or start >= end:
        return Cells.missing(shape, Why.NO_VALUE)
    step = timedelta(hours=1) if periods[0].kind == "day" else timedelta(days=1)
    found = from_hours(series.tolist(), start, end, step, apart=True)
    by_series = _by_period(leaf, found, series, periods, step)
    return _by_place(leaf, by_series, known, series, axis, shape)


def _by_period(
    leaf: SeriesOf, found: Buckets, series: NDArray[np.intp], periods: list[Period], step: timedelta
) -> Cells:
    """One row a series."""
    shape = (len(series), len(periods))
    days = ((found.start_us + LOCAL_US) // DAY_US).astype(np.int64)
    firsts = np.array([day_number(one.first) for one in periods])
    good = found.n > 0
    row = np.searchsorted(series, found.series_id)[good]
    column = (np.searchsorted(firsts, days, side="right") - 1)[good]
    at = row * shape[1] + column
    size = shape[0] * shape[1]
    steps = np.bincount(at, minlength=size)
    value = _summed(leaf, found, good, at, size, steps)
    share = steps / np.tile([max(_passed(one, step), 1) for one in periods], shape[0])
    why = np.where(steps == 0, Why.NO_VALUE, np.where(share < LEAST, Why.TOO_FEW, Why.PRESENT))
    quality = np.where(share < FULL, Quality.PARTIAL, 0)
    return Cells.made(value.reshape(shape), why.reshape(shape).astype(np.int16), quality.reshape(shape))


def _summed(
    leaf: SeriesOf, found: Buckets, good: NDArray[np.bool_], at: NDArray[np.intp], size: int, steps: NDArray[np.intp]
) -> NDArray[np.float64]:
    n, total = found.n[good], found.sum[good]
    with np.errstate(invalid="ignore", divide="ignore"):
        match leaf.how:
            case "sum":
                return np.bincount(at, total, size).astype(np.float64)
            case "count":
                return np.bincount(at, n, size).astype(np.float64)
            case "max" | "min":
                worst = np.full(size, -np.inf if leaf.how == "max" else np.inf)
                pick = np.maximum if leaf.how == "max" else np.minimum
                pick.at(worst, at, (found.high if leaf.how == "max" else found.low)[good])
                return worst
            case "last":
                last = np.full(size, np.nan)
                last[at] = found.last[good]  # in order of time, so that the newest stays
                return last
            case "share_above" | "share_below":
                mean = total / n
                limit = leaf.limit or 0.0
                beyond = mean > limit if leaf.how == "share_above" else mean < limit
                return 100 * np.bincount(at, beyond, size) / steps
            case _:
                return np.bincount(at, total, size) / np.bincount(at, n, size)


def _passed(period: Period, step: timedelta) -> int:
    """How many steps of the period have passed."""
    until = min(clock.start_of(period.next.first), clock.now())
    return int((until - clock.start_of(period.first)) / step)


def _by_place(
    leaf: SeriesOf, mine: Cells, known: Book, series: NDArray[np.intp], axis: Axis, shape: tuple[int, int]
) -> Cells:
    paths = [known.named[int(number)].place for number in series]
    simulated = np.array([known.named[int(number)].is_simulated for number in series])
    quality = np.where(simulated[:, None], mine.quality | SIMULATED, mine.quality)
    value, why, marks = np.full(shape, np.nan), np.full(shape, np.int16(Why.NO_VALUE)), np.zeros(shape, np.int16)
    rows: dict[int, list[int]] = {axis.root: list(range(len(series)))}
    for at, path in enumerate(paths):
        row = axis.row_at.get(path)
        if row is not None and row != axis.root:
            rows.setdefault(row, []).append(at)
    for row, which in rows.items():
        there = mine.is_there[which]
        some = there.any(axis=0)
        value[row] = np.where(some, _over_stations(leaf.how, mine.value[which], there), np.nan)
        why[row] = np.where(some, 0, mine.why[which].max(axis=0))
        marks[row] = np.bitwise_or.reduce(np.where(there, quality[which], 0), axis=0)
    return Cells.made(value, why, marks)


def _over_stations(how: str, value: NDArray[np.float64], there: NDArray[np.bool_]) -> Any:
    present = np.where(there, value, 0.0)
    match how:
        case "max":
            return np.where(there, value, -np.inf).max(axis=0)
        case "min":
            return np.where(there, value, np.inf).min(axis=0)
        case "count":
            return present.sum(axis=0)
        case _:  # rain and the like too: the mean over the gauges
            return present.sum(axis=0) / np.maximum(there.sum(axis=0), 1)


def first_day(leaf: SeriesOf) -> date | None:
    """Of its first reading that is kept in hours."""
    series = np.flatnonzero(telemetry_book.current().where(series=leaf.key, domain=leaf.domain)).astype(np.int32)
    found = wire.cursor().execute("SELECT min(hour) FROM rollup_hour WHERE series_id = ANY(%s)", [Int4(series)])
    row = found.fetchone()
    return clock.day_of(row[0]) if row and row[0] else None
