"""How many posts a topic has, against what is usual for it at that hour of the day.

Usual is the mean of the same hour in the last 28 days; the spread is their standard deviation, at least that of counts as
rare as these (the root of the mean) and one post. What passes the usual by three spreads is a spike.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db import connection
from numpy.typing import NDArray

DAYS, LEAST_DAYS = 28, 7
HOUR = timedelta(hours=1)
SPIKE = 3.0

_COUNTS = """
SELECT topic, floor(extract(epoch FROM (%(end)s - at)) / 3600)::int AS back, count(*), count(*) FILTER (WHERE tone < 0)
FROM social_post CROSS JOIN LATERAL unnest(topics) AS topic
WHERE at > %(start)s AND at <= %(end)s AND NOT is_set_aside AND topic = ANY(%(codes)s) GROUP BY 1, 2
"""
_ALL = """
SELECT floor(extract(epoch FROM (%(end)s - at)) / 3600)::int AS back, tone, count(*) FROM social_post
WHERE at > %(start)s AND at <= %(end)s AND NOT is_set_aside GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Volume:
    """Of one topic in the hour up to a moment. `usual` and `z` are None where too little is known."""

    code: str
    posts: int
    negative: int
    usual: float | None
    spread: float | None

    @property
    def z(self) -> float | None:
        if self.usual is None or self.spread is None:
            return None
        return round((self.posts - self.usual) / self.spread, 2)

    @property
    def is_spike(self) -> bool:
        return self.z is not None and self.z >= SPIKE


def counts(codes: list[str], end: datetime, hours: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Posts and negative ones, [topics x hours], the last hour ending at `end`."""
    every, negative = (np.zeros((len(codes), hours), np.int64) for _which in range(2))
    row = {code: at for at, code in enumerate(codes)}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"start": end - hours * HOUR, "end": end, "codes": codes})
        for code, back, number, bad in cursor.fetchall():
            if back < hours:
                every[row[code], hours - 1 - back] = number
                negative[row[code], hours - 1 - back] = bad
    return every, negative


def tones(end: datetime, hours: int) -> NDArray[np.int64]:
    """Posts by tone, [3 x hours]: negative, neutral, positive."""
    found = np.zeros((3, hours), np.int64)
    with connection.cursor() as cursor:
        cursor.execute(_ALL, {"start": end - hours * HOUR, "end": end})
        for back, tone, number in cursor.fetchall():
            if back < hours:
                found[tone + 1, hours - 1 - back] = number
    return found


def usual(every: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and spread of the last hour of each topic by the same hour of the days before; NaN where too few are known.

    A day counts from the first post of the topic on, so that a new topic is not compared with silence.
    """
    hours = every.shape[1]
    same = every[:, [hours - 1 - 24 * day for day in range(1, min(DAYS, (hours - 1) // 24) + 1)]].astype(float)
    first = np.where(every.any(axis=1), (every > 0).argmax(axis=1), hours)
    known = np.array([[hours - 1 - 24 * day >= start for day in range(1, same.shape[1] + 1)] for start in first])
    same = np.where(known.reshape(same.shape), same, np.nan)
    enough = (~np.isnan(same)).sum(axis=1) >= LEAST_DAYS
    mean, spread = np.full(len(every), np.nan), np.full(len(every), np.nan)
    if enough.any():
        mean[enough] = np.nanmean(same[enough], axis=1)
        spread[enough] = np.nanstd(same[enough], axis=1)
    return mean, np.maximum(np.maximum(spread, np.sqrt(np.maximum(mean, 0))), np.where(enough, 1.0, np.nan))


def now(codes: list[str], end: datetime) -> list[Volume]:
    """Each topic in the hour up to `end`."""
    every, negative = counts(codes, end, DAYS * 24 + 1)
    mean, spread = usual(every)
    return [
        Volume(code, int(every[at, -1]), int(negative[at, -1]), *known(mean[at], spread[at]))
        for at, code in enumerate(codes)
    ]


def known(mean: float, spread: float) -> tuple[float | None, float | None]:
    return (None, None) if np.isnan(mean) else (round(float(mean), 2), round(float(spread), 2))


def spikes(codes: list[str], end: datetime, hours: int) -> set[str]:
    """Topics that passed their usual by three spreads in one of the hours up to `end`."""
    every, _negative = counts(codes, end, DAYS * 24 + hours)
    length, found = every.shape[1], set()
    for back in range(hours):
        part = every[:, : length - back]
        mean, spread = usual(part)
        found |= {codes[at] for at in np.flatnonzero((part[:, -1] - mean) / spread >= SPIKE).tolist()}
    return found
