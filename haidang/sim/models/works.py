"""Public works and their money, terminals and parks: slow starts, a rush at the end of the year, some that lag."""

from datetime import date

import numpy as np

from haidang.sim.noise import Numbers
from haidang.sim.weather import DAY, HOUR, ZONE

from .site import Model, Site, Sky, own, text_of

LAGGING, SLOW = 0.55, 0.8
"""Of the payments of others: projects that wait for land, and those that something else holds up."""
RUSH = 1.5
"""Payments go with the part of the year to this power."""


def _day(seconds: Numbers) -> Numbers:
    return np.floor((seconds + ZONE) / DAY)


def _part_of_year(seconds: Numbers) -> Numbers:
    days = _day(seconds).astype("datetime64[D]")
    years = days.astype("datetime64[Y]")
    begins = years.astype("datetime64[D]").astype(np.int64)
    length = (years + 1).astype("datetime64[D]").astype(np.int64) - begins
    return np.asarray((days.astype(np.int64) - begins + 1) / length)


def disbursed(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """% of the year's plan, in steps: the treasury pays when work has been accepted."""
    weeks = np.floor(seconds / (7 * DAY)) * 7 * DAY
    held = text_of(site, "held_up_by")
    pace = own(sky, site, "pace", 0.86, 1.06) if not held else LAGGING if held == "Mặt bằng" else SLOW
    part = np.clip(_part_of_year(np.maximum(weeks, seconds - 7 * DAY)), 0.0, 1.0)
    return np.clip(100.0 * pace * part**RUSH * own(sky, site, "paid", 0.92, 1.02), 0.0, 100.0)


def progress(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """% of the whole work, between its first and last day."""
    starts, ends = (_ordinal(text_of(site, name)) for name in ("starts_on", "ends_on"))
    pace = 0.7 if text_of(site, "held_up_by") else own(sky, site, "work", 0.9, 1.05)
    return np.clip(100.0 * pace * (_day(seconds) - starts) / max(ends - starts, 1), 0.0, 100.0)


def _ordinal(text: str) -> int:
    """Days since 1970."""
    return date.fromisoformat(text or "2025-01-01").toordinal() - 719_163


def berth_use(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    here = own(sky, site, "berth", 52.0, 74.0)
    return np.clip(here + 12.0 * sky.noise.smooth(seconds, 14 * HOUR, site.code, "berth"), 0.0, 100.0)


def ships_waiting(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    full = np.clip((berth_use(sky, site, seconds) - 55.0) / 45.0, 0.0, 1.0)
    return np.round(7.0 * full * own(sky, site, "queue", 0.5, 1.0))


def park_let(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    return np.clip(own(sky, site, "let", 48.0, 92.0) + 0.5 * sky.noise.smooth(seconds, 60 * DAY, site.code), 0.0, 100.0)


MODELS: dict[tuple[str, str], Model] = {
    ("public_project", "disbursed"): disbursed,
    ("public_project", "progress"): progress,
    ("seaport", "berth_use"): berth_use,
    ("seaport", "ships_waiting"): ships_waiting,
    ("industrial_park", "park_let"): park_let,
}
