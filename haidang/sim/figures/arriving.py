"""When figures come in: most in time, some late, a few never; offices have their habits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from haidang.kernel import clock
from haidang.kernel.manifest.indicator import Indicator
from haidang.kernel.periods import Kind, Period, between, containing
from haidang.sim.noise import Noise, Numbers

LATE, NEVER = 0.05, 0.012
"""Shares of the figures that are late, and of those that never come; what is given twice a year or less comes."""
SELDOM = ("half", "year")
LAZY = 0.1
"""The share of places with three times as many."""
KEPT: dict[Kind, int] = {"day": 125, "week": 130, "month": 36, "quarter": 13, "half": 7, "year": 5}
"""How many periods of history there are of what places below the province give."""
KEPT_OF_PROVINCE = KEPT | {"day": 420, "week": 157}
ODD_HOUR = timedelta(minutes=7)


@dataclass(frozen=True)
class Arrivals:
    """When each figure comes in, following from the noise."""

    noise: Noise

    def moments(self, code: str, one: Indicator, keys: Sequence[str], periods: Sequence[Period]) -> Numbers:
        """[places, periods]: seconds since 1970, inf for what never comes. The facts of `due` say what is in time."""
        due = max(clock.duration(one.due), ODD_HOUR).total_seconds()
        ends = np.array([clock.start_of(period.next.first).timestamp() for period in periods])
        at = np.array([period.first.toordinal() for period in periods], np.int64)
        chance = self.noise.uniforms(at, [(code, key, "comes") for key in keys])
        haste = self.noise.uniforms(at, [(code, key, "haste") for key in keys])
        habit = np.array([3.0 if self.noise.once(key, "lazy") < LAZY and key else 1.0 for key in keys])[:, None]
        in_time = ends[None, :] + due * (0.2 + 0.7 * haste)
        late = ends[None, :] + due * (1.05 + 1.5 * haste)
        if one.period in SELDOM:
            return in_time
        made = np.where(chance < (NEVER + LATE) * habit, late, in_time)
        return np.asarray(np.where(chance < NEVER * habit, np.inf, made))


def history(one: Indicator, kept: int = 0) -> list[Period]:
    """The periods that a new demo has figures of, the one that runs now left out; at least `kept`."""
    usual = KEPT_OF_PROVINCE if one.level == "province" else KEPT
    last = containing(clock.today(), one.period).previous
    return between(last.moved(1 - max(usual[one.period], kept)), last)


def newest(one: Indicator) -> list[Period]:
    """The periods whose figures may still come in."""
    last = containing(clock.today(), one.period).previous
    return between(last.moved(-2), last)


def between_moments(moments: Numbers, after: float, until: float) -> NDArray[np.bool_]:
    return np.asarray((moments > after) & (moments <= until))
