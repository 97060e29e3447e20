"""What every series brought in the last 24 hours: good, bad, down and late readings.

Of a few series it is counted when asked. Of many the worker counts it every five minutes and leaves it in the cache that
all processes share; what the answer is of (`at`) goes with it, and when the worker is silent it is counted after all.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.core.cache import cache
from numpy.typing import NDArray

from haidang.kernel import clock
from haidang.kernel.once import once

from . import wire
from .wire import Int4, Int8

WINDOW = timedelta(hours=24)
FEW = 1000
KEY = "telemetry.day_sums"
HOLDS_FOR = timedelta(minutes=15)

Columns = list[NDArray[np.int32]]

_SUMS = """
SELECT array_agg(series_id), array_agg(n), array_agg(bad), array_agg(down), array_agg(late)
FROM (SELECT series_id, sum(n) AS n, sum(bad) AS bad, sum(down) AS down, sum(late) AS late
      FROM rollup_hour WHERE hour >= %s {only} GROUP BY series_id) AS sums
"""


@dataclass(frozen=True, slots=True)
class DaySums:
    """Columns: series id, good, bad, down, late; of the hours since `start` as they stood at `at`."""

    at: datetime
    columns: Columns

    @property
    def start(self) -> datetime:
        return clock.hour_of(self.at) - WINDOW


def of(series: NDArray[np.intp]) -> DaySums:
    """The sums of these series, and perhaps of others."""
    if len(series) <= FEW:
        return _counted("AND series_id = ANY(%s)", Int4(series))
    return once(KEY, _kept) or _counted("")


def keep() -> None:
    """Count for everybody."""
    sums = _counted("")
    packed = [zlib.compress(column.tobytes(), 1) for column in sums.columns]
    cache.set(KEY, (sums.at, packed), HOLDS_FOR.total_seconds())


def _kept() -> DaySums | None:
    found: tuple[datetime, list[bytes]] | None = cache.get(KEY)
    if found is None or clock.now() - found[0] > HOLDS_FOR:
        return None
    return DaySums(found[0], [np.frombuffer(zlib.decompress(one), np.int32) for one in found[1]])


def _counted(only: str, *arguments: Any) -> DaySums:
    now = clock.now()
    start = clock.hour_of(now) - WINDOW
    question = _SUMS.format(only=only)
    found = wire.cursor().execute(question, [start, *arguments], prepare=True, binary=True)
    series, *sums = wire.columns(found, Int4, Int8, Int8, Int8, Int8)
    order = np.argsort(series)
    return DaySums(now, [column[order].astype(np.int32) for column in (series, *sums)])
