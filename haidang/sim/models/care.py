"""Hospitals, ambulances and cold stores: full by day of the week and season of colds, busy in the evening, cool inside."""

import numpy as np

from haidang.sim.noise import Numbers
from haidang.sim.weather import DAY, HOUR

from .site import Model, Site, Sky, bump, is_weekend, number_of, own

LEAST_ICU = 2.0
"""Free beds of intensive care: none is a matter for exercises."""


def _taken(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """Share of the beds in place that are in use."""
    here = own(sky, site, "beds", 0.74, 0.88)
    rest = -0.05 * is_weekend(seconds) + 0.02 * bump(seconds, 11.0, 4.0)
    slow = 0.045 * sky.noise.smooth(seconds, 3 * DAY, site.code, "beds")
    return np.clip(here + rest + slow + 0.01 * sky.noise.smooth(seconds, 5 * HOUR, site.code, "moves"), 0.3, 1.08)


def _beds(site: Site) -> float:
    return number_of(site, "beds_in_place", 100.0)


def beds_free(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    free: Numbers = _beds(site) - np.round(_beds(site) * _taken(sky, site, seconds))
    return free


def bed_use(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    return 100.0 * (1.0 - beds_free(sky, site, seconds) / _beds(site))


def icu_free(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    beds = number_of(site, "icu_beds", 6.0)
    use = own(sky, site, "icu", 0.45, 0.7) + 0.12 * sky.noise.smooth(seconds, 1.5 * DAY, site.code, "icu")
    return np.clip(np.round(beds * (1.0 - use)), LEAST_ICU, beds)


def emergency_waiting(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    size = float(np.sqrt(_beds(site))) * own(sky, site, "waiting", 0.35, 0.6)
    hours = 0.25 + 0.8 * bump(seconds, 10.0, 2.5) + bump(seconds, 20.0, 2.8) * (1.0 + 0.25 * is_weekend(seconds))
    wander = 1.0 + 0.2 * sky.noise.smooth(seconds, 1.5 * HOUR, site.code, "waiting")
    waiting: Numbers = np.clip(np.round(size * hours * wander), 0.0, None)
    return waiting


def oxygen(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """Hours left: filled up every four days, used evenly."""
    since = (seconds + own(sky, site, "oxygen", 0.0, 4.0) * DAY) % (4 * DAY)
    return np.clip(150.0 - since / HOUR + 4.0 * sky.noise.smooth(seconds, 6 * HOUR, site.code, "oxygen"), 45.0, None)


def fridge(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """°C: the compressor comes and goes, the door opens by day."""
    doors = 0.5 * bump(seconds, 9.0, 1.5) + 0.4 * bump(seconds, 14.5, 1.5)
    cycle = 0.5 * np.sin(2 * np.pi * seconds / 2700.0 + own(sky, site, "phase", 0.0, 6.0))
    slow = 0.25 * sky.noise.smooth(seconds, 9 * HOUR, site.code, "fridge")
    return own(sky, site, "cold", 4.2, 5.2) + doors + cycle + slow + 0.05 * sky.noise.white(seconds, site.code, "cold")


def ambulances(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    have = number_of(site, "vehicles", 3.0)
    out = 0.3 + 0.25 * bump(seconds, 10.0, 3.0) + 0.35 * bump(seconds, 19.0, 3.0)
    away = np.round(have * np.clip(out + 0.15 * sky.noise.smooth(seconds, HOUR, site.code, "out"), 0.0, 0.9))
    return np.clip(have - away, 0.0, have)


MODELS: dict[tuple[str, str], Model] = {
    ("hospital", "bed_use"): bed_use,
    ("hospital", "beds_free"): beds_free,
    ("hospital", "icu_free"): icu_free,
    ("hospital", "emergency_waiting"): emergency_waiting,
    ("hospital", "oxygen_hours"): oxygen,
    ("vaccine_store", "fridge_temp"): fridge,
    ("ambulance_post", "ambulances_ready"): ambulances,
}
