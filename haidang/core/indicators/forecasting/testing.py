"""Which method is best is tried on what is known: from several moments of the past, as if the rest had not come yet.

The error shown is the mean distance of those forecasts from what came; the interval follows from the same distances.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .methods import METHODS, Name, Values, carried_on

ORIGINS = 6
"""So many moments of the past are gone on from."""
MARGIN = 0.98
"""A method must be better than the plain one by this, or the plain one is taken."""
INTERVAL = 0.9
"""The share of what comes that is to lie within the interval."""
FEW = 3
"""A step tried fewer times than this says nothing by itself."""
_T95 = (6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753,
        1.746, 1.740, 1.734, 1.729, 1.725)  # fmt: skip
"""Student's t at 95 per cent, for 1 to 20 degrees of freedom: few trials make a wider interval."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A method on the past. `distances` are forecast minus what came, [origins x steps], NaN where nothing came yet.

    `error` and `plain_error` (of the same season before) are mean absolute distances in the indicator's unit; `within`
    is the share of what came that lay within the interval.
    """

    method: Name
    error: float
    plain_error: float
    distances: Values
    widths: Values
    within: float


def best(values: Values, season: int, ahead: int) -> Tried | None:
    """The method with the smallest error. None where not even the plain one can be tried."""
    steps = min(ahead, max(season, 2), ORIGINS)
    tried = {name: found for name in METHODS if (found := _distances(name, values, season, steps)) is not None}
    plain = tried.get("seasonal_naive")
    if plain is None:
        return None
    errors = {name: float(np.nanmean(np.abs(one))) for name, one in tried.items()}
    chosen = min(errors, key=lambda name: errors[name] * (MARGIN if name == "seasonal_naive" else 1.0))
    distances = tried[chosen]
    widths = half_widths(distances, ahead)
    within = np.abs(distances) <= widths[: distances.shape[1]]
    share = float(within[np.isfinite(distances)].mean())
    return Tried(chosen, errors[chosen], errors["seasonal_naive"], distances, widths, share)


def _distances(name: Name, values: Values, season: int, steps: int) -> Values | None:
    """From each of the last moments, the newest last; None where it cannot be tried from each of them."""
    found = np.full((ORIGINS, steps), np.nan)
    for row in range(ORIGINS):
        at = len(values) - ORIGINS + row
        if at < season:
            return None
        made = carried_on(name, values[:at], season, steps)
        if made is None:
            return None
        came = values[at : at + steps]
        found[row, : len(came)] = made[: len(came)] - came
    return found


def half_widths(distances: Values, ahead: int) -> Values:
    """Half the interval for each step: from the distances so many steps ahead and from all of them, whichever is wider.

    Never narrower than for the step before; beyond the steps that were tried it widens as a random walk does. On made-up
    courses of 36 to 60 months with trend, season and noise 88 per cent of what came lay within (asked for: 90).
    """
    count = np.isfinite(distances).sum(axis=0)
    spread, pooled = np.sqrt(np.nanmean(distances**2, axis=0)), np.sqrt(np.nanmean(distances**2))
    widths = np.where(count < FEW, 0.0, spread * _t95(count))
    widths = np.maximum.accumulate(np.maximum(widths, pooled * _t95(np.array(len(distances) - 1))))
    beyond = np.arange(len(widths) + 1, ahead + 1)
    return np.concatenate([widths, widths[-1] * np.sqrt(beyond / len(widths))])[:ahead]


def _t95(freedom: NDArray[np.int_]) -> Values:
    return np.array(_T95)[np.clip(freedom, 1, len(_T95)) - 1]


def expected_newest(tried: Tried, values: Values) -> tuple[float, float]:
    """What the newest value was expected to be from the one before on, and half the interval; it has no say in that itself."""
    others = tried.distances[:-1].copy()
    row, step = np.indices(others.shape)
    others[row + step >= len(others)] = np.nan
    others = others[:, np.isfinite(others).any(axis=0)]
    return float(values[-1] + tried.distances[-1, 0]), float(half_widths(others, 1)[0])
