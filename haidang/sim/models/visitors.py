"""Guests in hotels, people on beaches and at the gates of sights: weekends, holidays, months, and the sun."""

from functools import cache

import numpy as np

from haidang.provinces import pack
from haidang.sim.noise import Numbers
from haidang.sim.weather import DAY, HOUR, ZONE, by_month

from .site import Model, Site, Sky, bump, is_weekend, own

SEASON = np.array([0.78, 0.95, 0.74, 0.92, 0.98, 1.15, 1.2, 1.02, 0.72, 0.68, 0.7, 0.85])
"""By month: Tết, the last of April, the school holidays; the rains keep people at home."""
ROOMS, CAPACITY = 40.0, 2000.0
GUESTS_A_ROOM = 1.9
RED_FROM = 9.5  # m/s of wind over the sea: what brings the red flag out in the demo


@cache
def _field(code: str, key: str, otherwise: float) -> float:
    thing = next((one for one in pack.chosen().things if one.code == code), None)
    value = thing.fields.get(key, otherwise) if thing else otherwise
    return float(value)


def holiday_mood(seconds: Numbers) -> Numbers:
    """1 on a working day of a middling month; the evening before a free day counts as free."""
    free = np.maximum(is_weekend(seconds), is_weekend(seconds + 10 * HOUR))
    return by_month(SEASON, seconds) * (1.0 + 0.45 * free)


def _use(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """Share of the rooms in use, of the night that ends at the moment."""
    night = (np.floor((seconds + ZONE) / DAY) - 0.3) * DAY
    here = own(sky, site, "rooms", 0.38, 0.56)
    return np.clip(here * holiday_mood(night) + 0.06 * sky.noise.smooth(night, 3 * DAY, site.code, "use"), 0.03, 1.0)


def rooms_used(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    used: Numbers = np.round(_field(site.code, "rooms", ROOMS) * _use(sky, site, seconds))
    return used


def rooms_free(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    return _field(site.code, "rooms", ROOMS) - rooms_used(sky, site, seconds)


def guests(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    wander = 1.0 + 0.05 * sky.noise.smooth(seconds, 2 * DAY, site.code, "guests")
    many: Numbers = np.round(rooms_used(sky, site, seconds) * GUESTS_A_ROOM * wander)
    return many


def guests_foreign(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    share = own(sky, site, "foreign", 0.03, 0.18)
    many: Numbers = np.round(guests(sky, site, seconds) * share)
    return many


def room_use(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    return 100.0 * rooms_used(sky, site, seconds) / _field(site.code, "rooms", ROOMS)


def on_the_beach(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """Early bathers, many before sunset, fewer under clouds."""
    hours = 0.35 * bump(seconds, 6.2, 1.2) + 0.8 * bump(seconds, 16.9, 1.6) + 0.12 * bump(seconds, 10.0, 3.0)
    sun = 1.0 - 0.5 * sky.weather.cloud(seconds)
    wander = 1.0 + 0.08 * sky.noise.smooth(seconds, 0.7 * HOUR, site.code, "beach")
    crowd = _field(site.code, "capacity", CAPACITY) * own(sky, site, "beach", 0.28, 0.42)
    return np.clip(crowd * holiday_mood(seconds) * hours * sun * wander, 0.0, None)


def flag(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """Green, yellow in a fresh wind; red stays for exercises and storms."""
    wind = sky.weather.wind_speed(np.floor(seconds / HOUR) * HOUR)
    return np.where(wind >= RED_FROM, 2.0, np.where(wind >= 0.72 * RED_FROM, 1.0, 0.0))


def through_gate(most: float) -> Model:
    """Visitors in the hour before."""

    def model(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
        open_ = bump(seconds, 9.6, 1.8) + 0.9 * bump(seconds, 15.4, 1.9)
        here = own(sky, site, "gate", 0.4, 1.0) * most
        wander = 1.0 + 0.12 * sky.noise.smooth(seconds, 2 * HOUR, site.code, "gate")
        return np.clip(np.round(here * holiday_mood(seconds) * open_ * wander), 0.0, None)

    return model


MODELS: dict[tuple[str, str], Model] = {
    ("lodging", "rooms_free"): rooms_free,
    ("lodging", "guests_tonight"): guests,
    ("lodging", "guests_foreign"): guests_foreign,
    ("lodging", "room_use"): room_use,
    ("beach", "people"): on_the_beach,
    ("beach", "flag"): flag,
    ("attraction", "visits"): through_gate(420.0),
}
