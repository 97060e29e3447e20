"""Quantiles of counts: negative binomial where they spread more than Poisson, Poisson where not."""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LARGE = 400.0
"""Above this mean the sum of probabilities begins too small for a double; the expansion is right to a case by then."""


def upper_quantile(mean: Floats, spread: Floats, alpha: float) -> Floats:
    """The least count that is exceeded with a chance of at most `alpha`; variance is mean x spread, spread >= 1."""
    mean, spread = np.asarray(mean, np.float64), np.asarray(spread, np.float64)
    found = np.full(mean.shape, np.nan)
    is_small = mean <= LARGE
    found[is_small] = _summed(mean[is_small], spread[is_small], 1.0 - alpha)
    is_large = mean > LARGE
    found[is_large] = _expanded(mean[is_large], spread[is_large], 1.0 - alpha)
    return found


def _summed(mean: Floats, spread: Floats, share: float) -> Floats:
    """Probabilities of 0, 1, 2 ... added up until all have their share."""
    is_wide = spread > 1.0 + 1e-9
    size = np.where(is_wide, mean / np.where(is_wide, spread - 1.0, 1.0), 0.0)
    log_none = np.where(is_wide, -size * np.log(spread), -mean)
    chance = np.exp(log_none)
    total, found = chance.copy(), np.where(chance >= share, 0.0, np.nan)
    for count in range(1, _most(mean, spread)):
        ratio = np.where(is_wide, (size + count - 1) * (1.0 - 1.0 / spread), mean) / count
        chance = chance * ratio
        total = total + chance
        found = np.where(np.isnan(found) & (total >= share), float(count), found)
        if not np.isnan(found).any():
            break
    return found


def _most(mean: Floats, spread: Floats) -> int:
    if not len(mean):
        return 1
    reach = mean + 12.0 * np.sqrt(mean * spread) + 12.0 * spread + 50.0
    return math.ceil(float(np.max(reach)))


def _expanded(mean: Floats, spread: Floats, share: float) -> Floats:
    """Cornish and Fisher's expansion with the skewness of the negative binomial, (2 spread - 1) / deviation."""
    z = NormalDist().inv_cdf(share)
    deviation = np.sqrt(mean * spread)
    skew = (2.0 * spread - 1.0) / deviation
    return np.ceil(mean + deviation * (z + skew * (z * z - 1.0) / 6.0) - 0.5)
