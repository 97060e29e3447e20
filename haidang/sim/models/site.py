"""What a model is asked with, and what several models share: the rhythm of people, and where they are."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np

from haidang.provinces import pack
from haidang.sim.noise import Noise, Numbers
from haidang.sim.weather import DAY, ZONE, Spot, Weather, hour_of_day

TOWNS = (Spot(-8.0, -11.0), Spot(3.0, 5.0), Spot(-11.0, 15.0))
"""Vũng Tàu, Bà Rịa, Phú Mỹ."""
WORKS = (Spot(-13.0, 14.0), Spot(-11.0, 7.0))
"""The ports and factories along the Thị Vải."""


@dataclass(frozen=True, slots=True)
class Site:
    """A station: its code, kind, place in the plane of the weather, and its name in files."""

    code: str
    type: str
    spot: Spot
    alias: str = ""


class Sky(Protocol):
    """What models may ask the world."""

    @property
    def noise(self) -> Noise: ...
    @property
    def weather(self) -> Weather: ...


Model = Callable[[Sky, Site, Numbers], Numbers]
"""(world, station, seconds) -> values in the unit of the series; any shape, the same out as in."""


def nearness(spot: Spot, to: tuple[Spot, ...], reach: float) -> float:
    """0 far away, 1 in the middle of the nearest of them; `reach` in km."""
    return max(float(np.exp(-np.hypot(spot.x - one.x, spot.y - one.y) / reach)) for one in to)


def is_weekend(seconds: Numbers) -> Numbers:
    """1 on Saturdays and Sundays, else 0."""
    weekday = (np.floor((seconds + ZONE) / DAY) + 3) % 7
    return (weekday >= 5).astype(np.float64)


def bump(seconds: Numbers, at: float, wide: float) -> Numbers:
    """1 at the local hour `at`, falling off over `wide` hours, through midnight."""
    away = (hour_of_day(seconds) - at + 12.0) % 24.0 - 12.0
    return np.exp(-((away / wide) ** 2))


def traffic(seconds: Numbers) -> Numbers:
    """0.1 at night to about 1 in the rush hours."""
    work = 0.15 + 0.85 * bump(seconds, 7.2, 1.3) + 0.75 * bump(seconds, 17.6, 1.6) + 0.35 * bump(seconds, 12.0, 3.5)
    rest = 0.15 + 0.45 * bump(seconds, 10.0, 2.5) + 0.7 * bump(seconds, 19.0, 2.5)
    free = is_weekend(seconds)
    return work * (1 - free) + rest * free


def people(seconds: Numbers) -> Numbers:
    """Use of water and power by households, 0.3 at night to about 1 in the evening."""
    return 0.3 + 0.35 * bump(seconds, 6.5, 1.5) + 0.3 * bump(seconds, 12.0, 2.5) + 0.6 * bump(seconds, 19.0, 2.6)


def shifts(seconds: Numbers) -> Numbers:
    """Work in factories: two shifts, less at night and on Sundays; 0.35 to 1."""
    day = (
        1.0 / (1.0 + np.exp(-(hour_of_day(seconds) - 6.5) * 3.0)) / (1.0 + np.exp((hour_of_day(seconds) - 21.5) * 2.0))
    )
    return 0.35 + 0.65 * day * (1.0 - 0.3 * is_weekend(seconds))


def own(sky: Sky, site: Site, name: str, low: float, high: float) -> float:
    """What is fixed about a station, between low and high."""
    return low + (high - low) * sky.noise.once(site.code, name)


def number_of(site: Site, field: str, otherwise: float) -> float:
    """A property of the thing, as the province's file states it."""
    return float(_fields(site.code).get(field, otherwise))


def text_of(site: Site, field: str) -> str:
    return str(_fields(site.code).get(field, ""))


@cache
def _fields(code: str) -> dict[str, str | float | bool]:
    return next((one.fields for one in pack.chosen().things if one.code == code), {})
