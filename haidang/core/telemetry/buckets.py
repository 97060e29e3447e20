"""Readings and hourly sums in buckets of equal length. Local midnight is always an edge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haidang.kernel import clock

from . import rollups, wire
from .rollups import LOCAL_US
from .wire import Column, Float8, Int4, Moment

FROM_DAYS = timedelta(days=62)  # a longer range of whole days is read from the daily sums


@dataclass(frozen=True, slots=True)
class Buckets:
    """One entry a bucket that has a reading; sorted by series and start. `series_id` is 0 when series were merged.

    `mean` is NaN where no reading entered averages; `all` counts those that did and those that did not.
    """

    series_id: NDArray[np.int32]
    start_us: NDArray[np.int64]
    n: NDArray[np.int64]
    all: NDArray[np.int64]
    sum: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    last: NDArray[np.float64]

    @property
    def mean(self) -> NDArray[np.float64]:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.n > 0, self.sum / self.n, np.nan)

    def __len__(self) -> int:
        return len(self.start_us)


_SUMS = """
SELECT array_agg(series_id), array_agg(start), array_agg(n), array_agg(n + bad + down), array_agg(sum), array_agg(low),
       array_agg(high), array_agg(last)
FROM ({rows}) AS sums
"""
_NAMES = "series_id, n, bad, down, sum, low, high, last"
_HOURS = f"""
SELECT {_NAMES}, hour AS start FROM rollup_hour
WHERE series_id = ANY(%(series)s) AND hour >= %(start)s AND hour < %(end)s ORDER BY series_id, hour
"""  # noqa: S608
# All series of an hour as one, with the last value of the highest series id.
_HOURS_TOGETHER = """
SELECT 0 AS series_id, sum(n)::int AS n, sum(bad)::int AS bad, sum(down)::int AS down, sum(sum) AS sum, min(low) AS low,
       max(high) AS high, coalesce((max(ARRAY[series_id, last]) FILTER (WHERE n > 0))[2], 'NaN') AS last, hour AS start
FROM rollup_hour WHERE series_id = ANY(%(series)s) AND hour >= %(start)s AND hour < %(end)s GROUP BY hour ORDER BY hour
"""
# Closed days from the daily sums, days that changed since from their hours, the rest from its hours.
_DAYS = f"""
SELECT {_NAMES}, day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS start FROM rollup_day
WHERE series_id = ANY(%(series)s) AND day >= %(first)s AND day < %(closed)s
  AND NOT EXISTS (
      SELECT FROM dirty_day WHERE dirty_day.series_id = rollup_day.series_id AND dirty_day.day = rollup_day.day
  )
UNION ALL
SELECT hours.series_id, n, bad, down, sum, low, high, last, hour AS start FROM dirty_day JOIN rollup_hour AS hours
    ON hours.series_id = dirty_day.series_id
   AND hour >= day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
   AND hour < (day + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
WHERE dirty_day.series_id = ANY(%(series)s) AND day >= %(first)s AND day < %(closed)s
UNION ALL
SELECT {_NAMES}, hour AS start FROM rollup_hour
WHERE series_id = ANY(%(series)s) AND hour >= %(start)s AND hour < %(end)s
  AND (hour < %(first_at)s OR hour >= %(closed_at)s)
"""  # noqa: S608


def from_hours(
    series: Sequence[int], start: datetime, end: datetime, length: timedelta, *, apart: bool = False
) -> Buckets:
    """Buckets of whole hours. Hours that begin within the range count."""
    whole_days = length % timedelta(days=1) == timedelta(0) and end - start > FROM_DAYS
    apart = apart or len(series) == 1
    question = _DAYS if whole_days else _HOURS if apart else _HOURS_TOGETHER
    arguments: dict[str, Any] = {"series": Int4(np.array(series, np.int32)), "start": start, "end": end}
    if whole_days:
        arguments |= _closed_days(start, end)
    found = wire.cursor().execute(_SUMS.format(rows=question), arguments, binary=True)
    kinds: tuple[type[Column], ...] = (Int4, Moment, Int4, Int4, Float8, Float8, Float8, Float8)
    sums = Buckets(*wire.columns(found, *kinds))
    return _merged(sums, int(length / timedelta(microseconds=1)), apart=apart)


def _closed_days(start: datetime, end: datetime) -> dict[str, Any]:
    """The days within the range that `rollup_day` speaks for: from `first` until before `closed`."""
    first = clock.day_of(start)
    if start > clock.start_of(first):
        first += timedelta(days=1)
    closed = max(first, min(clock.day_of(end), rollups.closed_until()))
    moments = {"first_at": clock.start_of(first), "closed_at": clock.start_of(closed)}
    return {"first": first, "closed": closed, **moments}


def _merged(sums: Buckets, width_us: int, *, apart: bool) -> Buckets:
    edge = _edges(sums.start_us, width_us)
    series = sums.series_id if apart else np.zeros_like(sums.series_id)
    order = np.lexsort((sums.start_us, edge, series))
    return _reduced(sums, series, edge, order)


def _edges(at: NDArray[np.int64], width_us: int) -> NDArray[np.int64]:
    """Where each moment's bucket begins: counted from local midnight for widths that divide a day, else from 1970."""
    return (at + LOCAL_US) // width_us * width_us - LOCAL_US


def _reduced(sums: Buckets, series: NDArray[np.int32], edge: NDArray[np.int64], order: NDArray[np.intp]) -> Buckets:
    if not len(order):
        return sums
    series, edge = series[order], edge[order]
    starts = np.flatnonzero(np.r_[True, (series[1:] != series[:-1]) | (edge[1:] != edge[:-1])])
    has = sums.n[order] > 0
    newest = np.maximum.reduceat(np.where(has, np.arange(len(order)), -1), starts)
    return Buckets(
        series_id=series[starts],
        start_us=edge[starts],
        n=np.add.reduceat(sums.n[order], starts).astype(np.int64),
        all=np.add.reduceat(sums.all[order], starts).astype(np.int64),
        sum=np.add.reduceat(sums.sum[order], starts),
        low=np.minimum.reduceat(sums.low[order], starts),
        high=np.maximum.reduceat(sums.high[order], starts),
        last=np.where(newest >= 0, sums.last[order][newest], np.nan),
    )


def from_readings(
    series: int, at: NDArray[np.int64], value: NDArray[np.float64], counts: NDArray[np.bool_], length: timedelta
) -> Buckets:
    """Buckets of any length over readings sorted by time; `counts` says which enter averages."""
    each = Buckets(
        series_id=np.full(len(at), series, np.int32),
        start_us=at,
        n=counts.astype(np.int64),
        all=np.ones(len(at), np.int64),
        sum=np.where(counts, value, 0.0),
        low=np.where(counts, value, np.inf),
        high=np.where(counts, value, -np.inf),
        last=value,
    )
    return _merged(each, int(length / timedelta(microseconds=1)), apart=True)
