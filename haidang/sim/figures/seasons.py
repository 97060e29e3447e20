"""How figures go through the year and the week: factors around 1."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from haidang.kernel.periods import Period
from haidang.sim.noise import Numbers

from .facts import Season

MONTHS: dict[Season, Sequence[float]] = {
    "flat": [1.0] * 12,
    "rain": [0.7, 0.5, 0.4, 0.4, 0.6, 0.95, 1.25, 1.4, 1.55, 1.6, 1.45, 1.2],
    "dry": [1.3, 1.5, 1.55, 1.4, 1.1, 0.8, 0.65, 0.6, 0.6, 0.7, 0.85, 0.95],
    "beach": [0.8, 1.15, 0.9, 1.05, 1.15, 1.4, 1.45, 1.2, 0.8, 0.65, 0.65, 0.8],
    "year_end": [0.35, 0.4, 0.7, 0.8, 0.9, 1.05, 1.0, 1.05, 1.15, 1.25, 1.45, 1.9],
    "tet": [1.15, 0.75, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.1],
    "school": [1.0, 0.7, 1.0, 1.0, 0.95, 0.0, 0.0, 0.3, 1.0, 1.0, 1.0, 1.0],
    "harvest": [0.9, 1.1, 1.3, 1.15, 0.8, 0.85, 1.05, 1.2, 1.05, 0.85, 0.85, 0.9],
}
WEEK: dict[Season, Sequence[float]] = {
    "beach": [0.8, 0.75, 0.8, 0.85, 1.1, 1.45, 1.25],
    "school": [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0],
}


def factors(season: Season, periods: Sequence[Period]) -> Numbers:
    """One factor a period: the mean over its months; for days the weekday counts too."""
    by_month = np.array(MONTHS[season])
    made = np.array([by_month[_months(one)].mean() for one in periods])
    week = WEEK.get(season)
    if week and periods and periods[0].kind == "day":
        made = made * np.array([week[one.first.weekday()] for one in periods])
    return made


def _months(period: Period) -> NDArray[np.int64]:
    """The months of the year that it has, counted from 0."""
    first, last = period.first, period.last
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return (first.month - 1 + np.arange(count)) % 12
