"""Power and water supply: the load curve of a coast with towns, tourists and factories."""

import numpy as np

from haidang.sim.noise import Numbers
from haidang.sim.weather import HOUR

from .site import TOWNS, WORKS, Model, Site, Sky, bump, nearness, own, people, shifts

RATED_MVA = {"PW-001": 63.0, "PW-002": 63.0, "PW-003": 126.0, "PW-004": 80.0, "PW-005": 250.0, "PW-008": 16.0}
OTHER_MVA = 40.0


def loading(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """Share of what the transformers are made for, 0.3 to about 0.75: homes, factories, cooling on hot days."""
    works = nearness(site.spot, WORKS, 10.0)
    homes = 0.28 + 0.42 * people(seconds) + 0.12 * bump(seconds, 14.5, 3.0)
    made = (1 - works) * homes + works * (0.3 + 0.42 * shifts(seconds))
    heat = 0.012 * (sky.weather.temperature(site.spot, seconds - 0.5 * HOUR) - 28.0)
    wander = 0.015 * sky.noise.smooth(seconds, 0.5 * HOUR, site.code, "load")
    fine = 0.002 * sky.noise.white(seconds, site.code, "load")
    return np.clip((made + heat) * own(sky, site, "load", 0.85, 1.0) + wander + fine, 0.05, 1.3)


def load_percent(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    return 100.0 * loading(sky, site, seconds)


def load_mw(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    return loading(sky, site, seconds) * RATED_MVA.get(site.code, OTHER_MVA) * 0.95


def voltage(nominal: float) -> Model:
    """Sinks a little under load. kV."""

    def model(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
        sag = 0.022 * (loading(sky, site, seconds) - 0.5)
        wander = 0.003 * sky.noise.smooth(seconds, 0.3 * HOUR, site.code, "voltage")
        fine = 0.0006 * sky.noise.white(seconds, site.code, "voltage")
        volts: Numbers = nominal * (1.008 - sag + wander + fine)
        return volts

    return model


def current(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """A on the 22 kV side."""
    amperes: Numbers = load_mw(sky, site, seconds) * 1000.0 / (3.0**0.5 * 22.0 * 0.95)
    return amperes


def is_live(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """1 while the busbar has voltage."""
    return np.ones_like(seconds)


def drawn(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """How much water the zone uses, 0.35 to about 1.1 of its mean day."""
    wander = 0.03 * sky.noise.smooth(seconds, 0.6 * HOUR, site.code, "drawn")
    return np.clip(0.3 + 0.75 * people(seconds) + wander, 0.2, 1.3)


def water_flow(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """m3/h into the zone."""
    size = 500.0 + 1900.0 * nearness(site.spot, TOWNS, 8.0)
    return size * drawn(sky, site, seconds) * (1.0 + 0.006 * sky.noise.white(seconds, site.code, "flow"))


def water_pressure(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """bar at the zone's critical point."""
    here = own(sky, site, "head", 2.75, 3.15) - 0.55 * (drawn(sky, site, seconds) - 0.6)
    return here + 0.015 * sky.noise.white(seconds, site.code, "bar")


def small(level: float, spread: float) -> Model:
    """Around a level of the zone's own."""

    def model(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
        here = own(sky, site, f"small {level}", level - spread, level + spread)
        wander = 0.5 * spread * sky.noise.smooth(seconds, 2 * HOUR, site.code, level)
        return np.clip(here + wander + 0.1 * spread * sky.noise.white(seconds, site.code, level), 0.0, None)

    return model


_POWER: dict[str, Model] = {
    "load": load_percent,
    "voltage": voltage(22.0),
    "current": current,
    "power_state": is_live,
}
_WATER: dict[str, Model] = {
    "pressure": water_pressure,
    "flow": water_flow,
    "chlorine": small(0.55, 0.06),
    "turbidity": small(0.35, 0.08),
}
MODELS: dict[tuple[str, str], Model] = {
    **{("substation", key): model for key, model in _POWER.items()},
    **{("water_zone", key): model for key, model in _WATER.items()},
}
