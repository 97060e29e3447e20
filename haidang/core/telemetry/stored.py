"""The one way to stored readings, wherever they lie: days in tables and days in files, for any process.

Asks nobody's permission: whoever answers to people asks through `queries`.
"""

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from . import wire
from .archive import days, files
from .archive.columns import NOTHING, Stored, laid_over
from .readings import microseconds
from .wire import Float8, Int2, Int4, Int8, Moment

__all__ = ["Stored", "reaches_files", "stored", "unreadable"]

_HOT = """
SELECT array_agg(series_id), array_agg(at), array_agg(value), array_agg(quality), array_agg(origin) FROM (
    SELECT series_id, at, value, quality, origin FROM reading
    WHERE series_id = ANY(%s) AND at >= %s AND at < %s ORDER BY series_id, at) AS found
"""


def stored(
    series: Sequence[int] | NDArray[np.integer],
    start: datetime,
    end: datetime,
    *,
    origins: bool = False,
    lacking: dict[date, str] | None = None,
) -> Stored:
    """The readings of these series from `start` until before `end`, by series and time, of every quality; `origin` is 0
    unless it is asked for.

    The tables are asked first: a day is taken from them only in the moment in which its file begins to count, so that
    whatever changes meanwhile is found once at least, and what is found twice counts once. Raises Damaged when a file of
    the archive cannot be read; given `lacking`, the days of such files are named there and the others answered.
    """
    wanted = np.unique(np.asarray(series, np.int32))
    if not len(wanted) or start >= end:
        return NOTHING
    hot = _hot(wanted, start, end)
    filed = days.filed(start, end)
    if not filed:
        return hot
    found = files.read(filed, wanted, microseconds(start), microseconds(end), origins=origins, lacking=lacking)
    return laid_over(hot, found)


def reaches_files(start: datetime, end: datetime) -> bool:
    """Whether part of a range lies in files; for those who would rather ask a question of their own of the tables."""
    return bool(days.filed(start, end))


def unreadable(series: Sequence[int], start: datetime, end: datetime) -> dict[date, str]:
    """Days of which these readings cannot be read, and why. Reads a day at a time; what is amiss is noted."""
    wanted = np.unique(np.asarray(series, np.int32))
    return files.unreadable(days.filed(start, end), wanted, microseconds(start), microseconds(end))


def _hot(series: NDArray[np.int32], start: datetime, end: datetime) -> Stored:
    found = wire.cursor().execute(_HOT, [Int4(series), start, end], binary=True)
    number, at, value, quality, origin = wire.columns(found, Int4, Moment, Float8, Int2, Int8)
    return Stored(number, at, value, quality.astype(np.uint8), origin)
