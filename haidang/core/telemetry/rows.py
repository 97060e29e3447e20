"""The readings of several deliveries as columns, sorted, each series and moment once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import marks
from .book import Facts
from .readings import Columns, Delivery, microseconds
from .wire import Column, Float8, Int2, Int4, Moment

Moments = NDArray[np.int64]


@dataclass(slots=True)
class Rows:
    """`owner` is the position of the delivery, `place` that of the reading in it; `quality` is what the sender said and
    then our mark."""

    series: NDArray[np.int32]
    at: Moments
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]
    received: Moments
    owner: NDArray[np.intp]
    place: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.series)

    def only(self, which: NDArray[Any]) -> "Rows":
        return Rows(*(getattr(self, name)[which] for name in self.__slots__))

    def columns(self) -> list[Column]:
        """series_id, at, value, quality"""
        return [Int4(self.series), Moment(self.at), Float8(self.value), Int2(self.quality)]


@dataclass(slots=True)
class Gathered:
    """`rows` are sorted by series and time. Where several came for one moment only the last is in them: those before it
    are `repeated` when they say the same, else `replaced` (by `replacing`, row by row)."""

    rows: Rows
    repeated: Rows
    replaced: Rows
    replacing: Rows


def gathered(deliveries: Sequence[Delivery], resolved: Sequence[Columns], facts: Facts) -> Gathered:
    """Put the good readings of all deliveries together and mark what shows in each alone."""
    sizes = [len(one.series) for one in resolved]
    received = np.array([microseconds(one.received_at) for one in deliveries], np.int64)
    rows = Rows(
        series=np.concatenate([one.series for one in resolved]),
        at=np.concatenate([one.at for one in resolved]),
        value=np.concatenate([one.value for one in resolved]),
        quality=np.concatenate([one.sent for one in resolved]),
        received=np.repeat(received, sizes),
        owner=np.repeat(np.arange(len(resolved)), sizes),
        place=np.concatenate([one.place for one in resolved]),
    )
    rows.quality = marks.simple(facts, rows.series, rows.value, rows.quality)
    return _once(rows.only(np.lexsort((rows.at, rows.series))))  # a stable sort: the last to come stays the last


def _once(rows: Rows) -> Gathered:
    is_followed = np.zeros(len(rows), np.bool_)
    is_followed[:-1] = (rows.series[1:] == rows.series[:-1]) & (rows.at[1:] == rows.at[:-1])
    earlier = np.flatnonzero(is_followed)
    same = (rows.value[earlier] == rows.value[earlier + 1]) & (rows.quality[earlier] == rows.quality[earlier + 1])
    replaced = earlier[~same]
    return Gathered(
        rows=rows.only(~is_followed) if len(earlier) else rows,
        repeated=rows.only(earlier[same]),
        replaced=rows.only(replaced),
        replacing=rows.only(replaced + 1),
    )
