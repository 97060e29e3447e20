"""Hourly sums beside the readings, in the same transaction: added to for new readings, counted again for changed hours.

The hour in which a series' newest reading lies is open and stands in `latest`; it goes to `past_hour` when the series
leaves it. The view `rollup_hour` shows both.
"""

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

_LEAVE = """
INSERT INTO past_hour (series_id, hour, n, bad, down, late, sum, low, high, last)
SELECT series_id, date_bin('1 hour', at, 'epoch'), n, bad, down, late, sum, low, high, last FROM latest
WHERE series_id = ANY(%s) AND n + bad + down > 0
"""
_BEGIN = """
INSERT INTO past_hour (series_id, hour, n, bad, down, late, sum, low, high, last)
SELECT * FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_ADD = """
UPDATE past_hour AS had SET n = had.n + new.n, bad = had.bad + new.bad, down = had.down + new.down,
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

_COUNTED = f"""
unnest(%s, %s) AS dirty (series_id, hour)
CROSS JOIN LATERAL (
    SELECT {_COUNTS} FROM reading
    WHERE reading.series_id = dirty.series_id
      AND reading.at >= dirty.hour AND reading.at < dirty.hour + interval '1 hour'
) AS counted
"""  # noqa: S608
_COUNT_PAST = f"""
INSERT INTO past_hour (series_id, hour, n, bad, down, late, sum, low, high, last)
SELECT dirty.series_id, dirty.hour, counted.* FROM {_COUNTED}
ON CONFLICT (series_id, hour) DO UPDATE SET
    n = excluded.n, bad = excluded.bad, down = excluded.down, late = excluded.late,
    sum = excluded.sum, low = excluded.low, high = excluded.high, last = excluded.last
"""  # noqa: S608
_COUNT_OPEN = f"""
UPDATE latest SET n = counted.n, bad = counted.bad, down = counted.down, late = counted.late,
    sum = counted.sum, low = counted.low, high = counted.high, last = counted.last
FROM {_COUNTED} WHERE latest.series_id = dirty.series_id
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


@dataclass(slots=True)
class Sums:
    """One entry for each series and hour of some readings, ascending."""

    hours: Hours
    counts: list[NDArray[np.int32]]  # n, bad, down, late
    values: list[NDArray[np.float64]]  # sum, low, high, last

    @classmethod
    def of(
        cls,
        series: NDArray[np.int32],
        at: NDArray[np.int64],
        value: NDArray[np.float64],
        quality: NDArray[np.uint8],
    ) -> "tuple[Sums, NDArray[np.intp]]":
        """Of readings sorted by series and time, and the position of the first of each entry."""
        hour = hour_of(at)
        starts = np.flatnonzero(np.r_[len(at) > 0, (series[1:] != series[:-1]) | (hour[1:] != hour[:-1])][: len(at)])
        counted = IN_AVERAGES[quality]
        kinds = (counted, IS_BAD[quality], IS_DOWN[quality], quality == LATE)
        if not len(starts):
            nothing = np.empty(0, np.int32)
            return cls(Hours(nothing, hour), [nothing] * 4, [value] * 4), starts
        sums = cls(
            Hours(series[starts], hour[starts]),
            [np.add.reduceat(kind.astype(np.int32), starts) for kind in kinds],
            [
                np.add.reduceat(np.where(counted, value, 0.0), starts),
                np.minimum.reduceat(np.where(counted, value, np.inf), starts),
                np.maximum.reduceat(np.where(counted, value, -np.inf), starts),
                _last_counted(value, counted, starts),
            ],
        )
        return sums, starts

    @property
    def readings(self) -> NDArray[np.int32]:
        """How many there are of each entry."""
        n, bad, down, _late = self.counts
        return n + bad + down

    def only(self, which: NDArray[Any]) -> "Sums":
        hours = Hours(self.hours.series[which], self.hours.hour[which])
        return Sums(hours, [one[which] for one in self.counts], [one[which] for one in self.values])

    def spread(self, places: NDArray[np.intp], size: int) -> list[Column]:
        """n .. last as columns of that length, with nothing to add but at the places."""
        nothing = (0, 0, 0, 0, 0.0, np.inf, -np.inf, np.nan)
        kinds: list[type[Column]] = [Int4] * 4 + [Float8] * 4
        sums: list[NDArray[Any]] = [*self.counts, *self.values]
        columns: list[Column] = []
        for kind, nought, had in zip(kinds, nothing, sums, strict=True):
            whole = np.full(size, nought, had.dtype)
            whole[places] = had
            columns.append(kind(whole))
        return columns

    def columns(self) -> list[Column]:
        return [*self.hours.columns(), *(Int4(one) for one in self.counts), *(Float8(one) for one in self.values)]


def hour_of(at: NDArray[np.int64]) -> NDArray[np.int64]:
    return at - at % HOUR_US


def leave_open_hours(cursor: psycopg.Cursor[Any], sums: Sums, before: NDArray[np.int64]) -> Sums:
    """Make room in `latest` for the hours in which the newest readings now lie; returns the sums of these.

    `sums` are of readings newer than all others of their series, `before` are the moments of the newest so far of each
    row's series. Called before `latest` is written: the hour that a series leaves is taken from there.
    """
    series, hour, had = sums.hours.series, sums.hours.hour, hour_of(before)
    is_last = np.r_[series[1:] != series[:-1], True] if len(series) else np.empty(0, np.bool_)
    leaves = is_last & (hour != had) & (before != wire.NEVER_US)
    if leaves.any():
        cursor.execute(_LEAVE, [Int4(series[leaves])], prepare=True)
    if not is_last.all():
        wire.split(cursor, sums.only(~is_last).columns(), (hour == had)[~is_last], _ADD, _BEGIN)
    return sums.only(is_last)


def _last_counted(
    value: NDArray[np.float64], counts: NDArray[np.bool_], starts: NDArray[np.intp]
) -> NDArray[np.float64]:
    at = np.maximum.reduceat(np.where(counts, np.arange(len(value)), -1), starts)
    return np.where(at >= 0, value[at], np.nan)


def count_again(
    cursor: psycopg.Cursor[Any], series: NDArray[np.int32], at: NDArray[np.int64], newest: NDArray[np.int64]
) -> Hours:
    """Count the hours of changed readings anew from the table. `newest` are the moments of the newest reading of each
    row's series as `latest` has them now. Returns the hours."""
    pairs = np.unique(np.stack([series.astype(np.int64), hour_of(at), hour_of(newest)]), axis=1)
    hours, is_open = Hours(pairs[0].astype(np.int32), pairs[1]), pairs[1] == pairs[2]
    wire.split(cursor, hours.columns(), is_open, _COUNT_OPEN, _COUNT_PAST)
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
