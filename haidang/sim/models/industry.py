"""What factories let into water and air: steps of their shifts, batches, and treatment that follows with a delay."""

import numpy as np

from haidang.sim.noise import Numbers
from haidang.sim.weather import HOUR

from .site import Model, Site, Sky, own, shifts


def busy(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """How much is made, 0.3 to about 1.1: shifts, and batches of some hours."""
    batches = 0.10 * sky.noise.smooth(seconds, 3 * HOUR, site.code, "batch")
    return np.clip(shifts(seconds - 0.5 * HOUR) + batches, 0.2, 1.15)


def share_of(limit: float, low: float, high: float, swing: float = 0.35) -> Model:
    """A quantity that stays between two shares of a limit and rises with what is made."""

    def model(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
        here = own(sky, site, f"{limit} {low}", low, high)
        load = 1.0 + swing * (busy(sky, site, seconds - HOUR) - 0.8)
        wander = 0.05 * sky.noise.smooth(seconds, 1.5 * HOUR, site.code, limit, low)
        fine = 0.008 * sky.noise.white(seconds, site.code, limit, low)
        return np.clip(limit * here * (load + wander + fine), 0.0, None)

    return model


def flow(most: float) -> Model:
    """m3/h of what leaves the works."""

    def model(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
        here = own(sky, site, "flow", 0.55, 1.0) * most * busy(sky, site, seconds)
        return np.clip(here * (1.0 + 0.015 * sky.noise.white(seconds, site.code, "flow")), 0.0, None)

    return model


def flow_in(most: float) -> Model:
    out = flow(most)
    return lambda sky, site, seconds: out(sky, site, seconds + 1.5 * HOUR) * 1.04


def ph(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    wander = 0.15 * sky.noise.smooth(seconds, 2 * HOUR, site.code, "ph") + 0.015 * sky.noise.white(
        seconds, site.code, "ph"
    )
    return own(sky, site, "ph", 7.0, 7.6) + wander


def warm(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    out = sky.weather.temperature(site.spot, seconds - HOUR)
    return (
        30.0 + 0.3 * (out - 28.0) + 1.2 * busy(sky, site, seconds) + 0.04 * sky.noise.white(seconds, site.code, "warm")
    )


def around(level: float, load: float, slow: float, fast: float) -> Model:
    """level + load x busy, with slow and fast noise."""

    def model(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
        made = level * own(sky, site, f"around {level}", 0.96, 1.04) + load * (busy(sky, site, seconds) - 0.8)
        wander = slow * sky.noise.smooth(seconds, 0.8 * HOUR, site.code, level, load)
        return made + wander + fast * sky.noise.white(seconds, site.code, level, load)

    return model


_WASTE: dict[str, Model] = {
    "flow_out": flow(160.0),
    "flow_in": flow_in(160.0),
    "water_temp": warm,
    "ph": ph,
    "cod": share_of(75.0, 0.50, 0.70),
    "tss": share_of(50.0, 0.45, 0.65),
    "nh4_n": share_of(5.0, 0.40, 0.60),
}
_STACK: dict[str, Model] = {
    "stack_flow": flow(68_000.0),
    "stack_temp": around(138.0, 18.0, 2.0, 0.4),
    "stack_pressure": around(100.6, 0.3, 0.1, 0.03),
    "stack_o2": around(9.5, -1.2, 0.3, 0.08),
    "dust": share_of(120.0, 0.35, 0.55),
    "stack_so2": share_of(400.0, 0.35, 0.60),
    "stack_nox": share_of(680.0, 0.35, 0.60),
    "stack_co": share_of(800.0, 0.25, 0.50),
}
MODELS: dict[tuple[str, str], Model] = {
    **{("wastewater_station", key): model for key, model in _WASTE.items()},
    **{("stack_station", key): model for key, model in _STACK.items()},
}
