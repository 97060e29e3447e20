"""What formulas ask of other places: the sum of what lies below, the province's own."""

import numpy as np

from .cells import COMMUNE, PROVINCE, Cells, Grid, Why


def summed_below(cells: Cells, grid: Grid, level: int) -> Cells:
    """At each place the sum of the places of `level` below it; one that is missing makes it missing."""
    rows = np.flatnonzero(grid.below(level))
    above = grid.parent[rows]
    value = np.zeros(grid.shape)
    quality = np.zeros(grid.shape, np.int16)
    there = np.zeros(grid.shape, np.intp)
    count = np.bincount(above, minlength=grid.shape[0])
    np.add.at(value, above, np.nan_to_num(cells.value[rows]))
    np.bitwise_or.at(quality, above, cells.quality[rows])
    np.add.at(there, above, cells.is_there[rows].astype(np.intp))
    why = np.where(there == count[:, None], 0, np.where(there == 0, Why.NO_VALUE, Why.SOME_MISSING))
    why = np.where(count[:, None] == 0, np.int16(Why.NOT_HERE), why)
    return Cells.made(value, why, quality)


def of_the_whole(cells: Cells, grid: Grid) -> Cells:
    """The province's value at every place."""
    row = np.full(grid.shape[0], grid.root)
    return Cells(cells.value[row], cells.why[row], cells.quality[row])


__all__ = ["COMMUNE", "PROVINCE", "of_the_whole", "summed_below"]
