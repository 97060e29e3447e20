"""Sea, rivers, canals and rain. Levels follow the real tide of Vũng Tàu, delayed and damped on the way inland."""

from dataclasses import dataclass

import numpy as np

from haidang.domains.environment import tide
from haidang.sim.noise import Numbers
from haidang.sim.weather import HOUR, Spot, hour_of_day

from .site import Model, Site, Sky, own

RAIN_SUM = 600.0  # seconds
TIDE_STEP = 300.0  # seconds between computed points of the tide; a curve of hours loses a millimetre in between
MEAN_SEA = 2.72  # m above the zero of the Vũng Tàu gauge


@dataclass(frozen=True, slots=True)
class Reach:
    """How a gauge follows the sea and the rain: its zero, share and delay (s) of the tide, m a mm of stored rain."""

    zero: float
    share: float
    delay: float
    runoff: float
    memory: float
    catchment: Spot


GAUGES = {
    "WL-001": Reach(2.60, 0.90, 1200, 0.006, 2 * HOUR, Spot(-8, -9)),
    "WL-002": Reach(MEAN_SEA, 1.00, 0, 0.0, HOUR, Spot(-9, -12)),
    "WL-003": Reach(1.90, 0.35, 5400, 0.012, 8 * HOUR, Spot(4, 12)),
    "WL-004": Reach(2.65, 0.95, 2700, 0.003, 6 * HOUR, Spot(-10, 18)),
    "WL-005": Reach(1.70, 0.25, 4500, 0.014, 9 * HOUR, Spot(25, 14)),
    "WL-006": Reach(2.40, 0.70, 1800, 0.005, 4 * HOUR, Spot(5, 0)),
}
ELSEWHERE = Reach(1.0, 0.3, 3600, 0.008, 6 * HOUR, Spot(0, 0))


def sea(seconds: Numbers) -> Numbers:
    """The predicted tide at Vũng Tàu, m above the zero of its gauge."""
    first, last = np.floor(seconds.min() / TIDE_STEP), np.ceil(seconds.max() / TIDE_STEP)
    grid = np.arange(first, last + 2) * TIDE_STEP
    if len(grid) > len(seconds) * 2:
        return tide.levels(seconds)
    return np.interp(seconds, grid, tide.levels(grid))


def level(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """m above the zero of the gauge."""
    reach = GAUGES.get(site.code, ELSEWHERE)
    from_sea = reach.share * (sea(seconds - reach.delay) - MEAN_SEA)
    from_rain = reach.runoff * sky.weather.wet(reach.catchment, seconds - 0.5 * HOUR, reach.memory)
    swell = 0.04 * sky.noise.smooth(seconds, 9 * HOUR, "surge")
    ripple = 0.006 * sky.noise.smooth(seconds, 400.0, site.code, "ripple") + 0.003 * sky.noise.white(seconds, site.code)
    return reach.zero + from_sea + from_rain + swell * max(reach.share, 0.3) + ripple


def rain(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """mm fallen in the ten minutes before each moment."""
    step = RAIN_SUM / 5
    back = np.arange(0.0, RAIN_SUM, step) + step / 2
    intensity = sky.weather.rain(site.spot, (seconds[:, None] - back).ravel()).reshape(len(seconds), len(back))
    fallen = intensity.sum(axis=1) * step / HOUR
    return np.where(fallen < 0.05, 0.0, fallen)


def water_temperature(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    slow = 0.55 * (sky.weather.temperature(site.spot, seconds - 2.5 * HOUR) - 27.5)
    return 28.3 + slow * 0.5 + 0.05 * sky.noise.white(seconds, site.code, "warm")


def ph(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    sun = 0.12 * np.cos(2 * np.pi * (hour_of_day(seconds) - 15.0) / 24.0)
    wander = 0.08 * sky.noise.smooth(seconds, 6 * HOUR, site.code, "ph") + 0.01 * sky.noise.white(
        seconds, site.code, "ph"
    )
    return own(sky, site, "ph", 7.0, 7.5) + sun + wander


def oxygen(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """Dissolved, mg/L: plants make it by day and use it by night."""
    sun = 0.45 * np.cos(2 * np.pi * (hour_of_day(seconds) - 15.5) / 24.0)
    wander = 0.15 * sky.noise.smooth(seconds, 5 * HOUR, site.code, "do") + 0.03 * sky.noise.white(
        seconds, site.code, "do"
    )
    return own(sky, site, "do", 6.0, 6.8) + sun + wander


def stirred(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """How much recent rain has muddied the water: 0 to about 2."""
    return sky.weather.wet(site.spot, seconds - 0.5 * HOUR, 10 * HOUR) / 15.0


def solids(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    calm = own(sky, site, "tss", 12.0, 20.0) + 2.0 * sky.noise.smooth(seconds, 3 * HOUR, site.code, "tss")
    return np.clip(
        calm * (1.0 + 0.5 * stirred(sky, site, seconds)) + 0.4 * sky.noise.white(seconds, site.code, "tss"), 2.0, None
    )


def turbidity(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    return np.clip(0.75 * solids(sky, site, seconds) + 0.3 * sky.noise.white(seconds, site.code, "turb"), 0.5, None)


def demand(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """COD, mg/L"""
    calm = own(sky, site, "cod", 7.0, 9.5) + 0.7 * sky.noise.smooth(seconds, 5 * HOUR, site.code, "cod")
    return np.clip(
        calm * (1.0 + 0.12 * stirred(sky, site, seconds)) + 0.1 * sky.noise.white(seconds, site.code, "cod"), 2.0, None
    )


def conductivity(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """uS/cm; near the coast it breathes with the tide."""
    salt = 1800.0 if site.code == "SW-002" else 60.0
    return np.clip(
        320.0 + salt * (sea(seconds - HOUR) - 1.0) * 0.5 + 6.0 * sky.noise.smooth(seconds, HOUR, site.code, "cond"),
        60.0,
        None,
    )


def around(low: float, high: float, floor: float = 0.0) -> Model:
    """A station's own level between low and high, with a fifth of it as slow wandering."""
    middle = (low + high) / 2

    def model(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
        here = own(sky, site, f"{low} {high}", low, high)
        wander = 0.08 * sky.noise.smooth(seconds, 4 * HOUR, site.code, low, high)
        return np.clip(here + middle * (wander + 0.012 * sky.noise.white(seconds, site.code, low, high)), floor, None)

    return model


_SURFACE: dict[str, Model] = {
    "water_temp": water_temperature,
    "ph": ph,
    "do": oxygen,
    "tss": solids,
    "turb": turbidity,
    "cod": demand,
    "nh4_n": around(0.10, 0.18, floor=0.02),
    "no3_n": around(0.6, 1.2, floor=0.05),
    "cond": conductivity,
}
MODELS: dict[tuple[str, str], Model] = {
    **{("surface_water_station", key): model for key, model in _SURFACE.items()},
    ("water_gauge", "level"): level,
    ("tide_gauge", "level"): level,
    ("rain_gauge", "rain_10m"): rain,
}
