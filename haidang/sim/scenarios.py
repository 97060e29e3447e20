"""What an exercise does to the stations: each scenario says which signals it touches and what they measure meanwhile.

An exercise is compressed in time: what takes an hour in nature rises here in RISE seconds, and touched stations report
every few seconds, so that a shift sees its alert within a minute. The same seed plays the same way again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from haidang.kernel import registry
from haidang.provinces.pack import Pack

from .models.site import Site
from .models.water import GAUGES, RAIN_SUM
from .noise import Noise, Numbers
from .weather import HOUR, Spot, Weather

RISE = 25.0  # seconds
MOON_HALF_DAY = 12.42 * HOUR
SPRING_TIDE = 1.2  # m above the mean sea: an ordinary spring tide
CREST_AFTER = 20 * 60.0  # seconds from the start to high water, at most
CUT_FOR = 15 * 60.0  # seconds the works are without power, at most
EPISODE_REACH = 30.0  # km


@dataclass(frozen=True)
class Exercise:
    """An exercise as the API tells it; moments in seconds since 1970."""

    code: str
    scenario: str
    parameters: dict[str, Any]
    seed: int
    place: str
    started: float
    ends: float

    def number(self, name: str, otherwise: float) -> float:
        return float(self.parameters.get(name, otherwise))

    @property
    def lasts(self) -> float:
        return max(self.ends - self.started, 1.0)


@dataclass(frozen=True)
class Stage:
    """Where scenarios are played: the sites by code, their communes, and the sky."""

    pack: Pack
    weather: Weather
    sites: dict[str, Site]
    noise: Noise = field(default_factory=lambda: Noise(0))

    def is_inside(self, site: Site, place: str) -> bool:
        """Whether the site lies in a place or in something within it; an unknown place is everywhere."""
        thing = next(one for one in self.pack.things if one.code == site.code)
        at: str | None = thing.place
        while at and at != place:
            at = self.pack.places_by_code[at].parent
        return at == place or place not in self.pack.places_by_code

    def nearest(self, kind: str, to: Site) -> Site:
        there = [site for site in self.sites.values() if site.type == kind]
        return min(there, key=lambda site: _distance(site.spot, to.spot))


Effect = Callable[[Exercise, Stage, Site, str, Numbers, Numbers], Numbers | None]
"""(exercise, stage, site, series, seconds, calm) -> what is measured instead, None for a signal it does not touch."""


def flood_at_high_tide(
    exercise: Exercise, stage: Stage, site: Site, series: str, seconds: Numbers, calm: Numbers
) -> Numbers | None:
    """As if high water of a spring tide came now, with a surge on top and rain that does not run off."""
    rain = exercise.number("rain_mm_per_hour", 45.0)
    grown = rise(exercise, seconds)
    if series == "rain_10m":
        patchy = 1.0 + 0.2 * stage.noise.smooth(seconds, 1800.0, exercise.seed, site.code)
        fallen = np.clip((seconds - exercise.started) / RAIN_SUM, 0.0, 1.0) * rain * RAIN_SUM / HOUR
        return calm + fallen * np.clip(patchy, 0.3, 1.6)
    if series != "level":
        return None
    reach = GAUGES.get(site.code)
    if reach is None:
        return None
    crest = exercise.started + min(CREST_AFTER, exercise.lasts / 4)
    tide = SPRING_TIDE * np.cos(2 * np.pi * (seconds - crest) / MOON_HALF_DAY)
    held = rain * np.clip((seconds - exercise.started) / HOUR, 0.0, 3.0) * reach.runoff
    surge = exercise.number("surge_m", 0.6)
    ripple = 0.01 * stage.noise.smooth(seconds, 60.0, exercise.seed, site.code)
    flooded = reach.zero + reach.share * (tide + surge) + held + ripple
    return calm + (np.maximum(flooded, calm) - calm) * grown


def pm25_episode(
    exercise: Exercise, stage: Stage, site: Site, series: str, seconds: Numbers, calm: Numbers
) -> Numbers | None:
    """Smoke lies over the towns, thickest over one station, thinner with distance."""
    shares = {"pm25": 1.0, "pm10": 1.45}
    if site.type != "air_station" or series not in shares:
        return None
    towns = sorted(one.code for one in stage.sites.values() if one.type == "air_station")
    focus = stage.sites[towns[exercise.seed % len(towns)]]
    thin = float(np.exp(-((_distance(site.spot, focus.spot) / EPISODE_REACH) ** 2)))
    drift = 1.0 + 0.02 * stage.noise.smooth(seconds, 600.0, exercise.seed, site.code)
    peak = exercise.number("peak", 160.0) * thin * drift * shares[series]
    return calm + np.maximum(peak - calm, 0.0) * rise(exercise, seconds)


def station_dead(
    exercise: Exercise, stage: Stage, site: Site, series: str, seconds: Numbers, calm: Numbers
) -> Numbers | None:
    return np.full_like(calm, np.nan) if site.code == exercise.parameters.get("thing") else None


def waste_water_breach(
    exercise: Exercise, stage: Stage, site: Site, series: str, seconds: Numbers, calm: Numbers
) -> Numbers | None:
    """The power of the works fails, treatment stops, and what comes out is several times over its limit."""
    works = stage.sites.get(str(exercise.parameters.get("thing")))
    if works is None:
        return None
    if site.type == "substation" and site == stage.nearest("substation", works):
        cut = seconds < exercise.started + min(CUT_FOR, exercise.lasts / 4)
        return np.where(cut, 0.0, calm)
    if site.code != works.code:
        return None
    times, grown = exercise.number("times", 2.5), rise(exercise, seconds)
    wander = 1.0 + 0.03 * stage.noise.smooth(seconds, 300.0, exercise.seed, series)
    if series == "ph":
        return calm - 2.2 * grown * wander
    limit = _limit(site.type, series)
    return None if limit is None else calm + np.maximum(limit * times * wander - calm, 0.0) * grown


SCENARIOS: dict[str, Effect] = {
    "flood_at_high_tide": flood_at_high_tide,
    "pm25_episode": pm25_episode,
    "station_dead": station_dead,
    "waste_water_breach": waste_water_breach,
}
KEEPS_ITS_CADENCE = frozenset({"rain_10m"})
"""Sums over their cadence: sent more often they would be counted twice."""


def rise(exercise: Exercise, seconds: Numbers) -> Numbers:
    """0 before the start, 1 soon after, and down again over the last tenth."""
    up = np.clip((seconds - exercise.started) / RISE, 0.0, 1.0)
    down = np.clip((exercise.ends - seconds) / (0.1 * exercise.lasts), 0.0, 1.0)
    both = np.minimum(up, down)
    return both * both * (3.0 - 2.0 * both)


def _distance(a: Spot, b: Spot) -> float:
    return float(np.hypot(a.x - b.x, a.y - b.y))


def _limit(kind: str, series: str) -> float | None:
    """The weakest limit in force for the series: what every permit is under."""
    known = registry.thing_type(kind)
    facts = registry.series(known[0].key, series) if known else None
    values = [limit.value for limit in facts.limits if limit.value is not None] if facts else []
    return max(values) if values and series != "water_temp" else None
