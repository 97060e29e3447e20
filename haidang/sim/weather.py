"""The sky over the province: season, day and night, monsoon and sea breeze, showers that are born, drift and die.

Climate: monthly means as they are usual at Vũng Tàu, rounded; no record of a real day. Positions are kilometres east
and north of the province's centre, moments seconds since 1970-01-01 UTC, local time is UTC+7.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from haidang.kernel.geo import Point

from .noise import Noise, Numbers

DAY = 86_400.0
HOUR = 3_600.0
ZONE = 7 * HOUR
YEAR = 365.2425 * DAY
KM_OF_DEGREE = 111.2
MEAN_TEMPERATURE = np.array([25.4, 25.9, 27.3, 28.7, 28.9, 28.0, 27.5, 27.4, 27.3, 27.0, 26.9, 25.9])
WETNESS = np.array([0.02, 0.01, 0.03, 0.2, 0.85, 0.95, 1.0, 0.9, 1.0, 1.0, 0.45, 0.12])
MOST_SHOWERS = 9  # in one day over the whole province
HEAVIEST = 48.0  # mm/h in the core of an ordinary shower


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the plane of the weather, in kilometres."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Shower:
    """A moving cell of rain: where it is born and when, how it drifts (km/h), how wide (km), long (s) and strong (mm/h)."""

    born: float
    lasts: float
    x: float
    y: float
    east: float
    north: float
    radius: float
    peak: float

    def over(self, spot: Spot, seconds: Numbers) -> Numbers:
        """mm/h at the spot."""
        age = (seconds - self.born) / self.lasts
        alive = (age > 0) & (age < 1)
        hours = (seconds - self.born) / HOUR
        far = np.hypot(spot.x - self.x - self.east * hours, spot.y - self.y - self.north * hours) / self.radius
        return np.where(alive, self.peak * np.sin(np.pi * np.clip(age, 0, 1)) ** 2 * np.exp(-(far**2)), 0.0)


@dataclass(frozen=True)
class Weather:
    """The weather over the province, the same for the same noise: moments are seconds since 1970, places are spots."""

    noise: Noise
    centre: Point

    def spot(self, lon: float, lat: float) -> Spot:
        squeeze = np.cos(np.radians(self.centre.lat))
        return Spot((lon - self.centre.lon) * KM_OF_DEGREE * squeeze, (lat - self.centre.lat) * KM_OF_DEGREE)

    def cloud(self, seconds: Numbers) -> Numbers:
        """Share of the sky, 0 to 1."""
        wet = by_month(WETNESS, seconds)
        return np.clip(0.25 + 0.4 * wet + 0.2 * self.noise.smooth(seconds, 5 * HOUR, "cloud"), 0.02, 0.98)

    def temperature(self, spot: Spot, seconds: Numbers) -> Numbers:
        """Of the air, degrees Celsius."""
        swing = 3.6 * (1.25 - 0.7 * self.cloud(seconds)) * _day_swing(seconds)
        drift = 0.7 * self.noise.smooth(seconds, 2 * DAY, "warmth")
        here = 0.25 * self.noise.smooth(seconds, 1.5 * HOUR, "warmth", spot)
        return by_month(MEAN_TEMPERATURE, seconds) + swing + drift + here - 0.02 * spot.y - self._chill(spot, seconds)

    def humidity(self, spot: Spot, seconds: Numbers) -> Numbers:
        """Relative, per cent."""
        warm = self.temperature(spot, seconds) - by_month(MEAN_TEMPERATURE, seconds)
        base = 76.0 + 6.0 * by_month(WETNESS, seconds) - 3.2 * warm
        return np.clip(base + 1.5 * self.noise.smooth(seconds, 3 * HOUR, "damp", spot), 38.0, 97.0)

    def pressure(self, spot: Spot, seconds: Numbers) -> Numbers:
        """At sea level, hPa: the tide of the air with two highs a day, and slow changes."""
        tide = 1.3 * np.cos(4 * np.pi * (hour_of_day(seconds) - 10.0) / 24.0)
        season = 1.6 * np.cos(2 * np.pi * (seconds % YEAR) / YEAR)
        return 1009.5 + tide + season + 1.2 * self.noise.smooth(seconds, 2.5 * DAY, "pressure") + 0.01 * spot.y

    def wind(self, seconds: Numbers) -> tuple[Numbers, Numbers]:
        """Where the air moves to, east and north, m/s: monsoon, and the breeze from the sea in the afternoon."""
        summer = np.cos(2 * np.pi * ((seconds % YEAR) / YEAR - 0.55))
        breeze = np.clip(np.sin(np.pi * (hour_of_day(seconds) - 9.0) / 11.0), 0.0, 1.0)
        gusts = self.noise.smooth(seconds, 40 * 60, "east"), self.noise.smooth(seconds, 40 * 60, "north")
        east = 1.8 * summer + 0.6 * gusts[0] - 0.4 * breeze
        north = 1.0 * summer + 0.6 * gusts[1] + 2.2 * breeze
        return east, north

    def wind_speed(self, seconds: Numbers) -> Numbers:
        return np.hypot(*self.wind(seconds)) + 0.3

    def wind_from(self, seconds: Numbers) -> Numbers:
        """Degrees clockwise from north, where the wind comes from."""
        east, north = self.wind(seconds)
        return np.degrees(np.arctan2(-east, -north)) % 360.0

    def radiation(self, seconds: Numbers) -> Numbers:
        """Of the sun on the ground, W/m2."""
        height = np.clip(np.sin(np.pi * (hour_of_day(seconds) - 5.8) / 12.2), 0.0, 1.0)
        return 960.0 * height * (1.0 - 0.75 * self.cloud(seconds))

    def rain(self, spot: Spot, seconds: Numbers) -> Numbers:
        """Intensity, mm/h."""
        return sum((one.over(spot, seconds) for one in self.showers_near(spot, seconds)), np.zeros_like(seconds))

    def showers_near(self, spot: Spot, seconds: Numbers) -> list[Shower]:
        """Those of the days around that may touch the spot."""
        first, last = int((seconds.min() + ZONE) // DAY) - 1, int((seconds.max() + ZONE) // DAY)
        found = (one for day in range(first, last + 1) for one in self.showers(day))
        return [one for one in found if one.born < seconds.max() and one.born + one.lasts > seconds.min()]

    def showers(self, day: int) -> tuple[Shower, ...]:
        """The showers born on a local day (days since 1970); most in the afternoon, many in the wet season."""
        return _showers(self.noise, day)

    def wet(self, spot: Spot, seconds: Numbers, memory: float, step: float = 600.0) -> Numbers:
        """Rain of the past, mm, forgotten with the time constant `memory` (s): runoff, washed air, damp ground.

        Summed on a fixed grid of `step` seconds, so that one moment has one answer however it is asked.
        """
        behind = int(6 * memory / step) + 1
        first, last = int(seconds.min() // step) - behind, int(seconds.max() // step) + 2
        grid = np.arange(first, last, dtype=np.float64) * step
        fallen = self.rain(spot, grid) * step / HOUR
        if not fallen.any():
            return np.zeros_like(seconds)
        kernel = np.exp(-np.arange(behind) * step / memory)
        stored = np.convolve(fallen, kernel)[: len(grid)]
        return np.interp(seconds, grid, stored)

    def _chill(self, spot: Spot, seconds: Numbers) -> Numbers:
        return np.minimum(self.wet(spot, seconds, HOUR) * 0.35, 3.0)


@lru_cache(maxsize=64)
def _showers(noise: Noise, day: int) -> tuple[Shower, ...]:
    number = np.arange(MOST_SHOWERS, dtype=np.int64) + day * MOST_SHOWERS
    noon = np.array([day * DAY - ZONE + 12 * HOUR])
    wetness = float(by_month(WETNESS, noon)[0])
    dice = {name: noise.uniform(number, "shower", name) for name in ("is", "born", "lasts", "x", "y", "wide", "strong")}
    aside = noise.normal(number, "shower", "aside")
    east, north = 12.0 * np.cos(2 * np.pi * (float(noon[0] % YEAR) / YEAR - 0.55)), 5.0
    return tuple(
        Shower(
            born=day * DAY - ZONE + HOUR * (11.0 + 9.0 * dice["born"][n] + 1.5 * aside[n]),
            lasts=HOUR * (0.7 + 1.1 * dice["lasts"][n]),
            x=-45.0 + 90.0 * dice["x"][n],
            y=-40.0 + 75.0 * dice["y"][n],
            east=east + 4.0 * aside[n],
            north=north + 3.0 * aside[n],
            radius=5.0 + 7.0 * dice["wide"][n],
            peak=min(HEAVIEST, 8.0 * float(np.exp(1.6 * dice["strong"][n]))),
        )
        for n in range(MOST_SHOWERS)
        if dice["is"][n] < wetness * 0.8
    )


def hour_of_day(seconds: Numbers) -> Numbers:
    """Local hours since midnight, 0 to 24."""
    return np.mod(seconds + ZONE, DAY) / HOUR


def by_month(table: Numbers, seconds: Numbers) -> Numbers:
    """Monthly values drawn into a curve through the year."""
    month = (seconds % YEAR) / YEAR * 12.0 - 0.5
    drawn: Numbers = np.interp(np.mod(month, 12.0), np.arange(13), np.append(table, table[0]))
    return drawn


def _day_swing(seconds: Numbers) -> Numbers:
    """-1 before sunrise, +1 in the early afternoon; quick to rise and slow to fall."""
    turn = 2 * np.pi * (hour_of_day(seconds) - 14.0) / 24.0
    return np.cos(turn - 0.25 * np.sin(turn))
