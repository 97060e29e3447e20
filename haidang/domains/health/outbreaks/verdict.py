"""The word on the last week of each series: Farrington's where there are years, EARS where there are only weeks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import ears, farrington

Floats = NDArray[np.float64]

FARRINGTON, EARS, NONE = "farrington", "ears", "none"
EARS_WEEKS = 12
"""Reports of so many of the last weeks at least."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One entry a series; NaN in `upper` where the method is none."""

    expected: Floats
    upper: Floats
    method: list[str]
    is_alarm: NDArray[np.bool_]


def of_last_week(counts: Floats, settings: farrington.Settings | None = None) -> Verdict:
    """`counts` [series, weeks], NaN where nothing was reported."""
    chosen = settings or farrington.Settings()
    years = farrington.judge(counts, chosen)
    early = ears.judge(counts[:, -EARS_WEEKS:], "C2")
    is_enough = np.nansum(counts[:, -chosen.within :], axis=1) >= chosen.least_cases
    has_years = np.isfinite(years.upper)
    is_short = ~farrington.is_long_enough(counts, chosen)
    by_ears = is_short & is_enough & np.isfinite(early.upper[:, -1])
    upper = np.where(by_ears, np.floor(early.upper[:, -1]), years.upper)
    expected = np.where(by_ears, early.expected[:, -1], np.where(is_short, np.nan, years.expected))
    method = np.where(has_years, FARRINGTON, np.where(by_ears, EARS, NONE))
    return Verdict(expected, upper, method.tolist(), years.alarm | (by_ears & early.alarm[:, -1]))
