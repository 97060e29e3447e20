"""Hourly sums beside the readings, in the same transaction: added to for new readings, counted again for changed hours."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import psycopg
from django.db import connection
from numpy.typing import NDArray

from haidang.kernel import clock

from . import wire
from .marks import IN_AVERAGES, IS_BAD, IS_DOWN, LATE
from .readings import microseconds
from .wire import Column, Float8, Int4, Moment

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
LOCAL_US = 7 * HOUR_US  # Asia/Ho_Chi_Minh has had no other offset since 1975

_BEGIN = """
INSERT INTO rollup_hour (series_id, hour, n, bad, down, late, sum, low, high, last)
SELECT * FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_ADD = """
UPDATE rollup_hour AS had SET n = had.n + new.n, bad = had.bad + new.bad, down = had.down + new.down,
    late = had.late + new.late, sum = had.sum + new.sum, low = least(had.low, new.low),
    high = greatest(had.high, new.high), last = CASE WHEN new.n > 0 THEN new.last ELSE had.last END
FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    AS new (series_id, hour, n, bad, down, late, sum, low, high, last)
WHERE had.series_id = new.series_id AND had.hour = new.hour
"""

_COUNTS = """
    count(*) FILTER (WHERE quality IN (0, 6)) AS n, count(*) FILTER (WHERE quality IN (3, 4, 5, 7)) AS bad,
    count(*) FILTER (WHERE quality IN (1, 2)) AS down, count(*) FILTER (WHERE quality = 6) AS late,
    coalesce(sum(value) FILTER (WHERE quality IN (0, 6)), 0) AS sum,
    coalesce(min(value) FILTER (WHERE quality IN (0, 6)), 'Infinity') AS low,
    coalesce(max(value) FILTER (WHERE quality IN (0, 6)), '-Infinity') AS high,
    coalesce((array_agg(value ORDER BY reading.at DESC) FILTER (WHERE quality IN (0, 6)))[1], 'NaN') AS last
"""

_COUNT_AGAIN = f"""
INSERT INTO rollup_hour (series_id, hour, n, bad, down, late, sum, low, high, last)
SELECT dirty.series_id, dirty.hour, counted.*
FROM unnest(%s, %s) AS dirty (series_id, hour)
CROSS JOIN LATERAL (
    SELECT {_COUNTS} FROM reading
    WHERE reading.series_id = dirty.series_id
      AND reading.at >= dirty.hour AND reading.at < dirty.hour + interval '1 hour'
) AS counted
ON CONFLICT (series_id, hour) DO UPDATE SET
    n = excluded.n, bad = excluded.bad, down = excluded.down, late = excluded.late,
    sum = excluded.sum, low = excluded.low, high = excluded.high, last = excluded.last
"""  # noqa: S608

_DIRTY_DAYS = """
INSERT INTO dirty_day (series_id, day)
SELECT DISTINCT series_id, (hour AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM unnest(%s, %s) AS had (series_id, hour)
ON CONFLICT DO NOTHING
"""


@dataclass(slots=True)
class Hours:
    """One entry for each series and hour."""

    series: NDArray[np.int32]
    hour: NDArray[np.int64]

    def columns(self) -> list[Column]:
        return [Int4(self.series), Moment(self.hour)]


def hour_of(at: NDArray[np.int64]) -> NDArray[np.int64]:
    return at - at % HOUR_US


def add(
    cursor: psycopg.Cursor[Any],
    series: NDArray[np.int32],
    at: NDArray[np.int64],
    value: NDArray[np.float64],
    quality: NDArray[np.uint8],
    before: NDArray[np.int64],
) -> Hours:
    """Add readings that are newer than all others of their series, sorted by series and time. Returns their hours.

    `before` is the moment of the newest reading so far of each row's series: its hour is the last one with a row.
    """
    hour = hour_of(at)
    starts = np.flatnonzero(np.r_[True, (series[1:] != series[:-1]) | (hour[1:] != hour[:-1])])
    counts = IN_AVERAGES[quality]

    def total(what: NDArray[Any]) -> NDArray[Any]:
        return np.add.reduceat(what, starts)

    hours = Hours(series[starts], hour[starts])
    columns: list[Column] = [
        *hours.columns(),
        *(Int4(total(what.astype(np.int32))) for what in (counts, IS_BAD[quality], IS_DOWN[quality], quality == LATE)),
        Float8(total(np.where(counts, value, 0.0))),
        Float8(np.minimum.reduceat(np.where(counts, value, np.inf), starts)),
        Float8(np.maximum.reduceat(np.where(counts, value, -np.inf), starts)),
        Float8(_last_counted(value, counts, starts)),
    ]
    wire.split(cursor, columns, hour_of(before[starts]) == hours.hour, _ADD, _BEGIN)
    return hours


def _last_counted(
    value: NDArray[np.float64], counts: NDArray[np.bool_], starts: NDArray[np.intp]
) -> NDArray[np.float64]:
    at = np.maximum.reduceat(np.where(counts, np.arange(len(value)), -1), starts)
    return np.where(at >= 0, value[at], np.nan)


def count_again(cursor: psycopg.Cursor[Any], series: NDArray[np.int32], at: NDArray[np.int64]) -> Hours:
    """Count the hours of changed readings anew from the table. Returns the hours."""
    pairs = np.unique(np.stack([series.astype(np.int64), hour_of(at)]), axis=1)
    hours = Hours(pairs[0].astype(np.int32), pairs[1])
    cursor.execute(_COUNT_AGAIN, hours.columns(), prepare=True)
    return hours


def mark_closed_days(cursor: psycopg.Cursor[Any], hours: Hours) -> None:
    """Note the days before today whose hours have changed, for the job that keeps `rollup_day`."""
    today_us = microseconds(clock.start_of(clock.today()))
    closed = hours.hour < today_us
    if closed.any():
        gone = Hours(hours.series[closed], hours.hour[closed])
        cursor.execute(_DIRTY_DAYS, gone.columns(), prepare=True)


_CLOSE = """
INSERT INTO rollup_day (day, series_id, n, bad, down, late, sum, low, high, last)
SELECT (hour AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, series_id, sum(n), sum(bad), sum(down), sum(late), sum(sum),
       min(low), max(high), coalesce((array_agg(last ORDER BY hour DESC) FILTER (WHERE n > 0))[1], 'NaN')
FROM rollup_hour {which}
GROUP BY 1, 2
ON CONFLICT (series_id, day) DO UPDATE SET n = excluded.n, bad = excluded.bad, down = excluded.down,
    late = excluded.late, sum = excluded.sum, low = excluded.low, high = excluded.high, last = excluded.last
"""
_DIRTY = "WITH dirty AS (DELETE FROM dirty_day WHERE day < %s RETURNING series_id, day)"
_OF_DIRTY = """
JOIN dirty USING (series_id)
WHERE hour >= dirty.day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
  AND hour < (dirty.day + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
"""


def closed_until() -> date:
    """The first day that `rollup_day` does not hold yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(day) + 1 FROM rollup_day")
        found = cursor.fetchone()[0]
    return found or date.min


def close_days() -> None:
    """Sum the days that have ended, and those whose hours have changed since. Running it again changes nothing."""
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(hour) FROM rollup_hour")
        oldest = cursor.fetchone()[0]
        if oldest is None:
            return
        day = max(closed_until(), clock.day_of(oldest))
        while day < today:
            bounds = [clock.start_of(day), clock.start_of(day + timedelta(days=1))]
            cursor.execute(_CLOSE.format(which="WHERE hour >= %s AND hour < %s"), bounds)
            day += timedelta(days=1)
        cursor.execute(_DIRTY + _CLOSE.format(which=_OF_DIRTY), [closed_until()])
