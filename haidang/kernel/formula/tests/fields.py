"""Data for formulas without any table: three places below a province, eighteen months."""

import numpy as np

from haidang.kernel import units
from haidang.kernel.formula import Cells, Grid, evaluate, parse
from haidang.kernel.periods import between, read

PERIODS = tuple(between(read("2025-01"), read("2026-06")))
GRID = Grid(PERIODS, np.array([-1, 0, 0, 0]), np.array([0, 2, 2, 2], np.int16))
UNITS = {"a": "hồ sơ", "b": "hồ sơ", "money": "tỷ đồng", "people": "người", "score": "điểm", "share": "%"}


class Fields:
    """`values` gives each name an array over GRID; NaN is missing. Others are ones."""

    def __init__(self, **values: np.ndarray) -> None:
        self.values = values

    def unit(self, leaf):
        return units.unit(UNITS[leaf.key])

    def level(self, leaf):
        return 2

    def over_time(self, leaf):
        return "sum"

    def cells(self, leaf, grid):
        return Cells.given(self.values.get(leaf.key, np.ones(grid.shape)).astype(float))


def computed(formula: str, **values: np.ndarray) -> Cells:
    return evaluate(parse(formula, "farm"), GRID, Fields(**values))


def spread(*by_place: float) -> np.ndarray:
    """The same number at all times."""
    return np.repeat(np.array(by_place, float)[:, None], len(PERIODS), axis=1)


def in_time(*numbers: float) -> np.ndarray:
    """The same numbers at each place."""
    return np.tile(np.array(numbers, float), (4, 1))
