"""The values of an indicator seen in periods of another length: months make a year, a year holds in its months."""

from datetime import date, datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from haidang.kernel import clock
from haidang.kernel.formula import Cells, Quality, Why
from haidang.kernel.periods import Kind, Period, between, containing, is_longer

How = Literal["sum", "mean", "last", "max"]
OLDEST_CARRIED = 2
"""A value given less often stands for so many of its periods after its own, marked as carried."""


def span(periods: list[Period], kind: Kind) -> list[Period]:
    """The periods of `kind` that must be at hand to say something of these."""
    first, last = periods[0], periods[-1]
    if kind == first.kind:
        return periods
    if is_longer(kind, first.kind):
        return between(containing(first.first, kind).moved(-OLDEST_CARRIED), containing(last.first, kind))
    return between(next(first.parts(kind)), list(last.parts(kind))[-1])


def seen_in(cells: Cells, own: list[Period], periods: list[Period], how: How, due: timedelta) -> Cells:
    """Cells of the periods `own` as cells of `periods`."""
    if own[0].kind == periods[0].kind:
        return cells
    if is_longer(own[0].kind, periods[0].kind):
        return _held(cells, own, periods)
    return _gathered(cells, own, periods, how, due)


def _held(cells: Cells, own: list[Period], periods: list[Period]) -> Cells:
    """The value of the longer period that each lies in, or of the one or two before it."""
    column = {one.first: at for at, one in enumerate(own)}
    at = np.array([column[containing(one.first, own[0].kind).first] for one in periods], np.intp)
    found = cells.columns(at)
    value, why, quality = found.value.copy(), found.why.copy(), found.quality.copy()
    for back in range(1, OLDEST_CARRIED + 1):
        earlier = cells.columns(np.maximum(at - back, 0))
        use = (why != 0) & earlier.is_there & (at >= back)
        value = np.where(use, earlier.value, value)
        quality = np.where(use, earlier.quality | np.int16(Quality.CARRIED), quality)
        why = np.where(use, np.int16(0), why)
    return Cells.made(value, why, quality)


def _gathered(cells: Cells, own: list[Period], periods: list[Period], how: How, due: timedelta) -> Cells:
    """Each longer period from its parts.

    A sum needs every part from the first that is there whose value was due; a mean or the largest does with those there,
    and says so, as a sum that begins late does. While the longer period runs, its value is provisional, and a sum one so far.
    """
    index = {one.first: at for at, one in enumerate(own)}
    shape = (len(cells.value), len(periods))
    value, why, quality = np.full(shape, np.nan), np.full(shape, np.int16(Why.NO_VALUE)), np.zeros(shape, np.int16)
    now = clock.now()
    for column, period in enumerate(periods):
        parts = [index[one.first] for one in period.parts(own[0].kind) if one.first in index]
        if not parts:
            continue
        needed = np.array([_was_due(own[at], due, now) for at in parts])
        one = _gathered_one(cells.columns(parts), needed, how)
        value[:, column], why[:, column], quality[:, column] = one
        if period.last >= clock.today():
            quality[:, column] |= np.int16(Quality.PROVISIONAL | (Quality.TO_DATE if how == "sum" else 0))
    return Cells.made(value, why, quality)


def _was_due(period: Period, due: timedelta, now: datetime) -> bool:
    return clock.start_of(date.fromordinal(period.last.toordinal() + 1)) + due <= now


def _gathered_one(
    cells: Cells, needed: NDArray[np.bool_], how: How
) -> tuple[NDArray[np.float64], NDArray[np.int16], NDArray[np.int16]]:
    there = cells.is_there
    some = there.any(axis=1)
    lacks = (needed & ~there).any(axis=1)
    holes = (needed & ~there & np.logical_or.accumulate(there, axis=1)).any(axis=1)
    quality: NDArray[np.int16] = np.bitwise_or.reduce(np.where(there, cells.quality, 0), axis=1).astype(np.int16)
    count = np.maximum(there.sum(axis=1), 1)
    match how:
        case "sum":
            value = np.where(there, cells.value, 0.0).sum(axis=1)
        case "mean":
            value = np.where(there, cells.value, 0.0).sum(axis=1) / count
        case "max":
            value = np.where(there, cells.value, -np.inf).max(axis=1)
        case _:
            newest = there.shape[1] - 1 - np.argmax(there[:, ::-1], axis=1)
            value = cells.value[np.arange(len(there)), newest]
    why = np.where(some, np.int16(0), np.int16(Why.NO_VALUE))
    if how == "sum":
        why = np.where(some & holes, np.int16(Why.SOME_MISSING), why)
    quality = np.where(some & lacks, quality | np.int16(Quality.PARTIAL), quality)
    return value, why, quality
