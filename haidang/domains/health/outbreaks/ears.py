"""EARS C1, C2 and C3: a count against the mean of the seven before it, for series without years of history.

L. Hutwagner et al., "The bioterrorism preparedness and response Early Aberration Reporting System (EARS)", J. Urban
Health 80 (2003); formulas as in R. D. Fricker et al., Statistics in Medicine 27 (2008). C2 leaves a gap of two steps
before the judged one, so that an outbreak that begins slowly does not raise its own base; C3 adds up three steps of C2.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Method = Literal["C1", "C2", "C3"]

GAP = {"C1": 0, "C2": 2, "C3": 2}
ALPHA = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
LEAST_SIGMA = 0.5
"""Of sparse counts, as H. Burkom advises: seven zeros in a row are no certainty."""


@dataclass(frozen=True, slots=True)
class Judged:
    """All [series, steps]; NaN where there are not enough steps before."""

    expected: Floats
    upper: Floats
    statistic: Floats
    alarm: NDArray[np.bool_]


def judge(
    counts: Floats,
    method: Method = "C2",
    *,
    baseline: int = 7,
    alpha: float | None = None,
    least_sigma: float = LEAST_SIGMA,
) -> Judged:
    """Judge every step of each series [series, steps] by those before it; NaN counts make NaN answers."""
    counts = np.asarray(counts, np.float64)
    limit = NormalDist().inv_cdf(1.0 - (ALPHA[method] if alpha is None else alpha))
    mean, sigma = _before(counts, baseline, GAP[method], least_sigma)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = (counts - mean) / sigma
    if method != "C3":
        return _judged(counts, mean, mean + limit * sigma, statistic)
    excess = np.maximum(0.0, statistic - 1.0)
    earlier = _shifted(excess, 1) + _shifted(excess, 2)
    return _judged(counts, mean, mean + sigma * (limit - earlier), excess + earlier, limit)


def _judged(counts: Floats, mean: Floats, upper: Floats, statistic: Floats, limit: float | None = None) -> Judged:
    with np.errstate(invalid="ignore"):
        alarm = counts > upper if limit is None else statistic > limit
    return Judged(mean, upper, statistic, alarm)


def _before(counts: Floats, baseline: int, gap: int, least: float) -> tuple[Floats, Floats]:
    """Mean and deviation of the `baseline` steps that end `gap` steps before each, by running sums."""
    mean, sigma = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    first = baseline + gap
    if counts.shape[1] > first:
        known = np.isfinite(counts)
        filled = np.where(known, counts, 0.0)
        full = _sums(known.astype(np.float64), baseline, gap) == baseline
        middle = np.where(full, _sums(filled, baseline, gap) / baseline, np.nan)
        square = _sums(filled * filled, baseline, gap) - baseline * middle * middle
        mean[:, first:] = middle
        sigma[:, first:] = np.maximum(np.sqrt(np.maximum(square, 0.0) / (baseline - 1)), least)
    return mean, sigma


def _sums(values: Floats, baseline: int, gap: int) -> Floats:
    """Over the windows that end `gap` steps before each step that has a whole one."""
    total = np.cumsum(values, axis=1)
    last = values.shape[1] - gap - 1
    sums = total[:, baseline - 1 : last].copy()
    sums[:, 1:] -= total[:, : last - baseline]
    return sums


def _shifted(values: Floats, by: int) -> Floats:
    moved = np.full(values.shape, np.nan)
    moved[:, by:] = values[:, :-by]
    return moved
