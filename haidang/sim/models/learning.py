"""Schools on school days: nearly everybody comes; now and then a school where many are ill. Trial exams in mid-month."""

import numpy as np

from haidang.sim.noise import Numbers
from haidang.sim.weather import DAY, ZONE

from .site import Model, Site, Sky, is_weekend, number_of, own

ILL_SCHOOLS = 0.012
"""The share of school weeks in which many are away."""
SUMMER = (6, 7, 8)
EXAM_DAYS = (15, 16)


def _days(seconds: Numbers) -> tuple[Numbers, Numbers]:
    """Month (1 to 12) and day of the month, local."""
    days = np.floor((seconds + ZONE) / DAY).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    month: Numbers = np.asarray(months.astype(np.int64) % 12 + 1, np.float64)
    day: Numbers = np.asarray((days - months).astype(np.int64) + 1, np.float64)
    return month, day


def attendance(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """% of the pupils; nothing on free days."""
    day = np.floor((seconds + ZONE) / DAY).astype(np.int64)
    week = (day + 3) // 7
    is_ill = sky.noise.uniform(week, site.code, "ill") < ILL_SCHOOLS
    away = 1.0 + own(sky, site, "away", 0.4, 2.2) + np.abs(0.6 * sky.noise.normal(day, site.code, "away"))
    away = np.where(is_ill, away + 14.0 + 4.0 * sky.noise.uniform(day, site.code, "how ill"), away)
    month, _day = _days(seconds)
    is_open = (is_weekend(seconds) == 0) & ~np.isin(month, SUMMER)
    return np.where(is_open, np.clip(100.0 - away, 60.0, 100.0), np.nan)


def absent(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    pupils = number_of(site, "pupils", 500.0)
    many: Numbers = np.round(pupils * (1.0 - attendance(sky, site, seconds) / 100.0))
    return many


def candidates_absent(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """On the days of trial exams only."""
    _month, day = _days(seconds)
    share = 0.004 + 0.004 * sky.noise.uniform(day.astype(np.int64), site.code, "exam")
    many: Numbers = np.round(number_of(site, "candidates", 400.0) * share)
    return np.where(np.isin(day, EXAM_DAYS), many, np.nan)


MODELS: dict[tuple[str, str], Model] = {
    ("school", "attendance"): attendance,
    ("school", "absent_pupils"): absent,
    ("exam_site", "candidates_absent"): candidates_absent,
}
