"""What formulas ask of other periods: before, of last year, from January on, of the last few."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from haidang.kernel.periods import Period

from .cells import Cells, Floats, Grid, Why


def moved(cells: Cells, periods: tuple[Period, ...], to: Callable[[Period], Period]) -> Cells:
    """Each period's value is that of the period `to` names."""
    column = {period.first: at for at, period in enumerate(periods)}
    source = np.array([column.get(to(period).first, -1) for period in periods], np.intp)
    taken = cells.columns(np.maximum(source, 0))
    return Cells.made(taken.value, np.where(source < 0, np.int16(Why.NOT_REACHED), taken.why), taken.quality)


def before(cells: Cells, grid: Grid, steps: int) -> Cells:
    """The values of so many periods earlier."""
    return moved(cells, grid.periods, lambda period: period.moved(-steps))


def of_last_year(cells: Cells, grid: Grid) -> Cells:
    """The values of the same period a year earlier."""
    return moved(cells, grid.periods, lambda period: period.year_before)


def from_january(cells: Cells, grid: Grid, how: str) -> Cells:
    """From the first period that begins in the year up to each: the sum, mean, largest or last of the values."""
    if how == "last":
        return cells
    starts, at = [], 0
    for number, period in enumerate(grid.periods):
        if number == 0 or period.first.year != grid.periods[number - 1].first.year:
            at = number
        starts.append(at)
    reached = _begins_a_year(grid.periods[0])
    return _windows(cells, np.array(starts), reached, how)


def _begins_a_year(first: Period) -> bool:
    return first.previous.first.year != first.first.year


def of_last(cells: Cells, count: int) -> Cells:
    """The mean of so many periods up to each."""
    ends = np.arange(cells.value.shape[1])
    starts = ends - count + 1
    made = _windows(cells, np.maximum(starts, 0), True, "mean")
    why = np.where(starts < 0, np.int16(Why.NOT_REACHED), made.why)
    return Cells.made(made.value, why, made.quality)


def _windows(cells: Cells, starts: NDArray[np.intp], reached: bool, how: str) -> Cells:
    """Over the columns from `starts[t]` to t. Any that is missing is named; an unreached first year has no values."""
    shape = cells.value.shape
    value, quality, why = np.empty(shape), np.empty(shape, np.int16), np.empty(shape, np.int16)
    for column in range(shape[1]):
        part = slice(int(starts[column]), column + 1)
        there = cells.is_there[:, part]
        some = cells.value[:, part]
        value[:, column] = _together(some, how)
        quality[:, column] = np.bitwise_or.reduce(cells.quality[:, part], axis=1)
        gone = np.where(there.any(axis=1), np.int16(Why.SOME_MISSING), cells.why[:, column])
        why[:, column] = np.where(there.all(axis=1), np.int16(0), gone)
        if not reached and starts[column] == 0:
            why[:, column] = Why.NOT_REACHED
    return Cells.made(value, why, quality)


def _together(some: Floats, how: str) -> Floats:
    """One number a row."""
    made: Floats = some.max(axis=1) if how == "max" else some.sum(axis=1)
    return made / some.shape[1] if how == "mean" else made
