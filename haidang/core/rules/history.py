"""Stored readings as columns for the engine: where each series stands, and what led to a moment.

Only good readings and late ones (quality 0 and 6) are of interest here.
"""

import numpy as np

from haidang.core.telemetry import wire
from haidang.core.telemetry.readings import moment_of
from haidang.core.telemetry.wire import Float8, Int2, Int4, Moment

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
_BETWEEN = """
SELECT array_agg(series_id), array_agg(at), array_agg(value), array_agg(quality) FROM (
    SELECT series_id, at, value, quality FROM reading
    WHERE series_id = ANY(%s) AND at >= %s AND at < %s AND (%s OR quality IN (0, 6)) ORDER BY series_id, at) AS found
"""
_LEAD_UP = """
SELECT array_agg(series_id), array_agg(at), array_agg(value) FROM (
    SELECT last.series_id, last.at, last.value FROM unnest(%s, %s) AS wanted(series_id, at), LATERAL (
        SELECT series_id, at, value FROM reading
        WHERE series_id = wanted.series_id AND at <= wanted.at AND at >= wanted.at - interval '2 days'
        AND quality IN (0, 6) ORDER BY at DESC LIMIT %s) AS last
    ORDER BY last.series_id, last.at) AS found
"""


def newest(series: Ints) -> tuple[Ints, Ints, Floats, Ints]:
    """Of those series that ever spoke: id, moment and value of the last good reading, moment of the last of any kind."""
    found = wire.cursor().execute(_NEWEST, [Int4(series)], binary=True)
    ids, good_at, value, at = wire.columns(found, Int4, Moment, Float8, Moment)
    return ids.astype(np.int64), np.where(good_at == wire.NEVER_US, LONG_AGO, good_at), value, at


def newest_before(series: Ints, moment: Ints) -> tuple[Ints, Ints, Floats]:
    """For pairs of a series and a moment: id, moment and value of the last reading before it, within a day."""
    found = wire.cursor().execute(_BEFORE, [Int4(series), Moment(moment)], binary=True)
    ids, at, value = wire.columns(found, Int4, Moment, Float8)
    return ids.astype(np.int64), at, value


def between(series: Ints, since: int, until: int, *, any_quality: bool = False) -> Readings:
    """Readings of some series from `since` inclusive to `until` exclusive, by series and time."""
    wanted = [Int4(series), moment_of(since), moment_of(until), any_quality]
    found = wire.cursor().execute(_BETWEEN, wanted, binary=True)
    ids, at, value, quality = wire.columns(found, Int4, Moment, Float8, Int2)
    return Readings(ids.astype(np.int32), at, value, quality.astype(np.uint8), np.zeros(len(ids), np.uint8))


def lead_up(series: Ints, until: Ints, count: int) -> dict[int, list[tuple[int, float]]]:
    """For pairs of a series and a moment: the last `count` readings up to it, oldest first, as (moment, value)."""
    found = wire.cursor().execute(_LEAD_UP, [Int4(series), Moment(until), count], binary=True)
    points: dict[int, list[tuple[int, float]]] = {}
    columns = (column.tolist() for column in wire.columns(found, Int4, Moment, Float8))
    for one, at, value in zip(*columns, strict=True):
        points.setdefault(one, []).append((at, value))
    return points
