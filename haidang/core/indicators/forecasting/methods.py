"""The ways a course is carried on. Each takes values and gives so many more, or None where it cannot work with so few.

The two plain ones say what anybody would; the others come from statsmodels, which is slow to load and therefore loaded
by the job alone.
"""

import warnings
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Name = Literal["seasonal_naive", "seasonal_growth", "theta", "holt_winters"]
Method = Callable[[Values, int, int], Values | None]
SEASONS_NEEDED = 2


def seasonal_naive(values: Values, season: int, ahead: int) -> Values | None:
    """As in the same season before: what every other way must beat."""
    if len(values) < season:
        return None
    return np.resize(values[-season:], ahead)


def seasonal_growth(values: Values, season: int, ahead: int) -> Values | None:
    """As in the same season before, moved by as much as the newest season lies above the one before it."""
    if len(values) < SEASONS_NEEDED * season or len(values) < 3:
        return None
    span = max(season, min(len(values) // 2, 3))
    step = (values[-span:].mean() - values[-2 * span : -span].mean()) / span
    rounds = np.arange(ahead) // season + 1
    return np.asarray(np.resize(values[-season:], ahead) + step * season * rounds, np.float64)


def theta(values: Values, season: int, ahead: int) -> Values | None:
    """Assimakopoulos and Nikolopoulos 2000: half a line, half exponential smoothing, seasons taken out before."""
    if len(values) < max(SEASONS_NEEDED * season, 8):
        return None
    from statsmodels.tsa.forecasting.theta import ThetaModel

    multiplies = season > 1 and values.min() > 0
    kind = "multiplicative" if multiplies else "additive"
    made = ThetaModel(values, period=season, deseasonalize=season > 1, use_test=False, method=kind).fit(disp=False)
    return np.asarray(made.forecast(ahead), np.float64)


def holt_winters(values: Values, season: int, ahead: int) -> Values | None:
    """Exponential smoothing of level, damped trend and additive seasons."""
    seasonal = 1 < season <= 12
    if len(values) < max(SEASONS_NEEDED * season, 10 + 2 * (season // 2)) or season > 12:
        return None
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    model = ExponentialSmoothing(
        values, trend="add", damped_trend=True, seasonal="add" if seasonal else None,
        seasonal_periods=season if seasonal else None, initialization_method="heuristic",
    )  # fmt: skip
    return np.asarray(model.fit().forecast(ahead), np.float64)


METHODS: dict[Name, Method] = {
    "seasonal_naive": seasonal_naive, "seasonal_growth": seasonal_growth, "theta": theta, "holt_winters": holt_winters,
}  # fmt: skip


def carried_on(name: Name, values: Values, season: int, ahead: int) -> Values | None:
    """None too where the method fails on these numbers or runs away."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            found = METHODS[name](values, season, ahead)
        except (ValueError, ArithmeticError, np.linalg.LinAlgError):
            return None
    return found if found is not None and np.isfinite(found).all() else None
