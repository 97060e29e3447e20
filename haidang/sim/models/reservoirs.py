"""Reservoirs: full after the rains, low before them; what comes in and what is let out."""

import numpy as np

from haidang.sim.noise import Numbers
from haidang.sim.weather import DAY, HOUR, by_month

from .site import Model, Site, Sky

FULL = {"HC-001": 33.4, "HC-002": 198.0, "HC-003": 0.9}
"""Useful capacity of the demo's reservoirs, million m³: rough."""
BY_MONTH = np.array([0.86, 0.76, 0.64, 0.53, 0.46, 0.48, 0.57, 0.68, 0.79, 0.9, 0.95, 0.93])


def storage(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """% of the useful capacity."""
    share = by_month(BY_MONTH, seconds) + 0.02 * sky.noise.smooth(seconds, 12 * DAY, site.code, "storage")
    return 100.0 * np.clip(share, 0.1, 1.0)


def inflow(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """m³/s: a base of the season and what rained."""
    size = FULL.get(site.code, 10.0) * 0.02
    wet = 0.05 * sky.weather.wet(site.spot, seconds, 10 * HOUR)
    return np.clip(size * (0.6 + by_month(BY_MONTH, seconds - 60 * DAY) + wet), 0.0, None)


def release(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    size = FULL.get(site.code, 10.0) * 0.025
    return size * (1.0 + 0.05 * sky.noise.smooth(seconds, 8 * HOUR, site.code, "release"))


MODELS: dict[tuple[str, str], Model] = {
    ("reservoir", "storage"): storage,
    ("reservoir", "inflow"): inflow,
    ("reservoir", "release"): release,
}
