"""Stored readings as columns for the engine: where each series stands, and what led to a moment.

Only good readings and late ones (quality 0 and 6) are of interest here.
"""

import numpy as np

from haidang.core.telemetry import wire
from haidang.core.telemetry.marks import IN_AVERAGES
from haidang.core.telemetry.readings import moment_of
from haidang.core.telemetry.stored import reaches_files, stored
from haidang.core.telemetry.wire import Float8, Int4, Moment

from .engine import Readings
from .phases import LONG_AGO, Floats, Ints

_NEWEST = """
SELECT array_agg(series_id), array_agg(good_at), array_agg(good_value), array_agg(at)
FROM latest WHERE series_id = ANY(%s)
"""
_BEFORE = """
SELECT array_agg(before.series_id), array_agg(before.at), array_agg(before.value)
FROM unnest(%s, %s) AS wanted(series_id, at), LATERAL (
    SELECT series_id, at, value FROM reading
    WHERE series_id = wanted.series_id AND at < wanted.at AND at >= wanted.at - interval '1 day' AND quality IN (0, 6)
    ORDER BY at DESC LIMIT 1) AS before
"""
_LEAD_UP = """
SELECT array_agg(series_id), array_agg(at), array_agg(value) FROM (
    SELECT last.series_id, last.at, last.value FROM unnest(%s, %s) AS wanted(series_id, at), LATERAL (
        SELECT series_id, at, value FROM reading
        WHERE series_id = wanted.series_id AND at <= wanted.at AND at >= wanted.at - interval '2 days'
        AND quality IN (0, 6) ORDER BY at DESC LIMIT %s) AS last
    ORDER BY last.series_id, last.at) AS found
"""
DAY_US = 86_400_000_000


def newest(series: Ints) -> tuple[Ints, Ints, Floats, Ints]:
    """Of those series that ever spoke: id, moment and value of the last good reading, moment of the last of any kind."""
    found = wire.cursor().execute(_NEWEST, [Int4(series)], binary=True)
    ids, good_at, value, at = wire.columns(found, Int4, Moment, Float8, Moment)
    return ids.astype(np.int64), np.where(good_at == wire.NEVER_US, LONG_AGO, good_at), value, at


def newest_before(series: Ints, moment: Ints) -> tuple[Ints, Ints, Floats]:
    """For pairs of a series and a moment: id, moment and value of the last reading before it, within a day."""
    if len(series) and _reaches_files(int(moment.min()) - DAY_US, int(moment.max())):
        return _newest_before_in_files(series, moment)
    found = wire.cursor().execute(_BEFORE, [Int4(series), Moment(moment)], binary=True)
    ids, at, value = wire.columns(found, Int4, Moment, Float8)
    return ids.astype(np.int64), at, value


def between(series: Ints, since: int, until: int, *, any_quality: bool = False, partly: bool = False) -> Readings:
    """Readings of some series from `since` inclusive to `until` exclusive, by series and time.

    Raises Damaged when a file of the archive cannot be read; what judges now goes on `partly`, without its days.
    """
    found = stored(series, moment_of(since), moment_of(until), lacking={} if partly else None)
    if not any_quality:
        found = found.only(IN_AVERAGES[found.quality])
    return Readings(found.series, found.at, found.value, found.quality, np.zeros(len(found), np.uint8))


def lead_up(series: Ints, until: Ints, count: int) -> dict[int, list[tuple[int, float]]]:
    """For pairs of a series and a moment: the last `count` readings up to it, oldest first, as (moment, value)."""
    if len(series) and _reaches_files(int(until.min()) - 2 * DAY_US, int(until.max())):
        return _lead_up_in_files(series, until, count)
    found = wire.cursor().execute(_LEAD_UP, [Int4(series), Moment(until), count], binary=True)
    points: dict[int, list[tuple[int, float]]] = {}
    columns = (column.tolist() for column in wire.columns(found, Int4, Moment, Float8))
    for one, at, value in zip(*columns, strict=True):
        points.setdefault(one, []).append((at, value))
    return points


def _reaches_files(since: int, until: int) -> bool:
    return reaches_files(moment_of(since), moment_of(until))


def _newest_before_in_files(series: Ints, moment: Ints) -> tuple[Ints, Ints, Floats]:
    """The same where some of the days lie in files: read as a whole, then looked up."""
    found = between(series, int(moment.min()) - DAY_US, int(moment.max()), partly=True)
    spans = [_span(found, one, at - DAY_US, at) for one, at in zip(series.tolist(), moment.tolist(), strict=True)]
    rows = np.array([end - 1 for first, end in spans if end > first], np.int64)
    return found.series[rows].astype(np.int64), found.at[rows], found.value[rows]


def _lead_up_in_files(series: Ints, until: Ints, count: int) -> dict[int, list[tuple[int, float]]]:
    found = between(series, int(until.min()) - 2 * DAY_US, int(until.max()) + 1, partly=True)
    points: dict[int, list[tuple[int, float]]] = {}
    for one, at in zip(series.tolist(), until.tolist(), strict=True):
        first, end = _span(found, one, at - 2 * DAY_US, at + 1)
        rows = slice(max(first, end - count), end)
        if end > first:
            points[one] = list(zip(found.at[rows].tolist(), found.value[rows].tolist(), strict=True))
    return points


def _span(found: Readings, series: int, since: int, until: int) -> tuple[int, int]:
    """The rows of one series from `since` until before `until`; rows are sorted by series and time."""
    first, end = np.searchsorted(found.series, [series, series + 1]).tolist()
    begin, stop = np.searchsorted(found.at[first:end], [since, until]).tolist()
    return first + begin, first + stop
