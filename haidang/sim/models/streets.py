"""Streets and squares: cars by the hour, queues at junctions, people in squares, cameras, engines and hydrants."""

import numpy as np

from haidang.sim.noise import Numbers
from haidang.sim.weather import HOUR

from .site import TOWNS, Model, Site, Sky, bump, is_weekend, nearness, own, traffic
from .visitors import holiday_mood

ENGINES = {"CC-001": 6.0, "CC-002": 4.0, "CC-003": 5.0, "CC-004": 2.0}


def vehicles(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """In the hour before."""
    size = 500.0 + 2300.0 * nearness(site.spot, TOWNS, 10.0) * own(sky, site, "vehicles", 0.7, 1.0)
    wander = 1.0 + 0.06 * sky.noise.smooth(seconds, 1.2 * HOUR, site.code, "vehicles")
    return np.clip(size * (0.08 + 0.75 * traffic(seconds)) * wander, 5.0, None)


def speed(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """km/h, slower when it is full."""
    free = own(sky, site, "speed", 52.0, 66.0)
    wander = 2.0 * sky.noise.smooth(seconds, 0.5 * HOUR, site.code, "speed")
    return free - 18.0 * traffic(seconds) + wander + 0.8 * sky.noise.white(seconds, site.code, "speed")


def queue(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """m, short of a jam: jams come with exercises and rain."""
    most = own(sky, site, "queue", 120.0, 210.0)
    wander = 1.0 + 0.2 * sky.noise.smooth(seconds, 900.0, site.code, "queue")
    return np.clip(most * traffic(seconds) * wander, 0.0, 360.0)


def crowd(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    evening = 0.2 * bump(seconds, 6.0, 1.5) + bump(seconds, 19.3, 1.8) * (1.0 + 0.3 * is_weekend(seconds))
    wander = 1.0 + 0.08 * sky.noise.smooth(seconds, 0.8 * HOUR, site.code, "crowd")
    return np.clip(own(sky, site, "crowd", 250.0, 520.0) * holiday_mood(seconds) * evening * wander, 0.0, None)


def works(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    return np.ones_like(seconds)


def engines(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """One is being looked after now and then."""
    away = sky.noise.smooth(seconds, 20 * HOUR, site.code, "engines") > 1.2
    left: Numbers = ENGINES.get(site.code, 3.0) - away.astype(np.float64)
    return left


def pressure(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """bar, well above what fire fighting needs."""
    here = own(sky, site, "hydrant", 2.0, 3.2)
    return here + 0.15 * sky.noise.smooth(seconds, 2 * HOUR, site.code, "hydrant")


MODELS: dict[tuple[str, str], Model] = {
    ("camera", "camera_state"): works,
    ("junction", "queue"): queue,
    ("junction", "vehicles_1h"): vehicles,
    ("junction", "lights_state"): works,
    ("traffic_counter", "vehicles_1h"): vehicles,
    ("traffic_counter", "mean_speed"): speed,
    ("public_space", "crowd"): crowd,
    ("fire_station", "engines_ready"): engines,
    ("hydrant", "hydrant_pressure"): pressure,
}
