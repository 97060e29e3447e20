"""Air stations: what traffic, factories, sea and sky put into the air and take out of it again."""

import numpy as np

from haidang.sim.noise import Numbers
from haidang.sim.weather import HOUR, hour_of_day

from .site import TOWNS, WORKS, Model, Site, Sky, nearness, own, shifts, traffic

WASH = 12.0  # mm of recent rain that take two thirds of the dust out


def still(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """How little the air is stirred, about 0.6 (windy noon) to 1.4 (calm night)."""
    wind = sky.weather.wind_speed(seconds)
    lid = 0.25 * np.cos(2 * np.pi * (hour_of_day(seconds) - 3.0) / 24.0)
    return np.clip(1.25 + lid - 0.13 * wind, 0.5, 1.6)


def emitted(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """What roads and factories near the station let out, 0 to about 1.4."""
    streets = nearness(site.spot, TOWNS, 7.0) * traffic(seconds)
    works = nearness(site.spot, WORKS, 8.0) * (0.4 + 0.5 * shifts(seconds))
    return streets + works


def dust(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """PM2.5, ug/m3: what the region brings, what is let out here, and the rain that washes it down."""
    region = 13.0 + 4.0 * sky.noise.smooth(seconds, 30 * HOUR, "haze")
    region += 4.5 * np.clip(np.cos(2 * np.pi * (seconds % (365.2425 * 86400)) / (365.2425 * 86400)), -0.6, 1.0)
    here = 14.0 * emitted(sky, site, seconds) * own(sky, site, "dust", 0.85, 1.15)
    washed = np.exp(-sky.weather.wet(site.spot, seconds, 4 * HOUR) / WASH)
    wander = 1.0 + 0.06 * sky.noise.smooth(seconds, 0.7 * HOUR, site.code, "dust")
    return np.clip((region + here) * still(sky, site, seconds) * (0.35 + 0.65 * washed) * wander, 2.0, None)


def pm25(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    return np.clip(dust(sky, site, seconds) + 0.6 * sky.noise.white(seconds, site.code, "pm25"), 1.0, None)


def pm10(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    coarse = 1.55 + 0.25 * nearness(site.spot, WORKS, 8.0) + 0.08 * sky.noise.smooth(seconds, HOUR, site.code, "pm10")
    return np.clip(dust(sky, site, seconds) * coarse + 1.2 * sky.noise.white(seconds, site.code, "pm10"), 2.0, None)


def no2(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    made = 7.0 + 38.0 * emitted(sky, site, seconds) * still(sky, site, seconds)
    noise = 1.2 * sky.noise.smooth(seconds, HOUR, site.code, "no2") + 0.8 * sky.noise.white(seconds, site.code, "no2")
    return np.clip(made + noise, 1.0, None)


def so2(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    made = 6.0 + 26.0 * nearness(site.spot, WORKS, 8.0) * shifts(seconds) * still(sky, site, seconds)
    return np.clip(
        made + 1.0 * sky.noise.smooth(seconds, HOUR, site.code, "so2") + _fast(sky, site, seconds, "so2"), 0.5, None
    )


def co(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """ug/m3"""
    made = 380.0 + 1100.0 * emitted(sky, site, seconds) * still(sky, site, seconds)
    noise = 35.0 * sky.noise.smooth(seconds, HOUR, site.code, "co") + 15.0 * sky.noise.white(seconds, site.code, "co")
    return np.clip(made + noise, 100.0, None)


def o3(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    """Made by the sun, eaten by fresh NO."""
    sun = sky.weather.radiation(seconds - 1.5 * HOUR) / 900.0
    made = 32.0 + 68.0 * sun - 14.0 * emitted(sky, site, seconds)
    noise = 2.5 * sky.noise.smooth(seconds, HOUR, site.code, "o3") + _fast(sky, site, seconds, "o3")
    return np.clip(made + noise, 4.0, None)


def temperature(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    return sky.weather.temperature(site.spot, seconds) + 0.08 * sky.noise.white(seconds, site.code, "temperature")


def humidity(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    return np.clip(
        sky.weather.humidity(site.spot, seconds) + 0.3 * sky.noise.white(seconds, site.code, "damp"), 20.0, 99.5
    )


def pressure(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    return sky.weather.pressure(site.spot, seconds) + 0.06 * sky.noise.white(seconds, site.code, "pressure")


def wind_speed(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    gust = 0.25 * sky.noise.smooth(seconds, 900.0, site.code, "gust") + 0.1 * sky.noise.white(
        seconds, site.code, "gust"
    )
    return np.clip(sky.weather.wind_speed(seconds) * own(sky, site, "open", 0.8, 1.2) + gust, 0.1, None)


def wind_direction(sky: Sky, site: Site, seconds: Numbers) -> Numbers:
    return (sky.weather.wind_from(seconds) + 8.0 * sky.noise.smooth(seconds, 900.0, site.code, "veer")) % 360.0


def _fast(sky: Sky, site: Site, seconds: Numbers, name: str) -> Numbers:
    return 0.6 * sky.noise.white(seconds, site.code, name)


_SERIES: dict[str, Model] = {
    "pm25": pm25,
    "pm10": pm10,
    "no2": no2,
    "so2": so2,
    "co": co,
    "o3": o3,
    "temp": temperature,
    "humidity": humidity,
    "pressure": pressure,
    "wind_speed": wind_speed,
    "wind_dir": wind_direction,
}
MODELS: dict[tuple[str, str], Model] = {("air_station", key): model for key, model in _SERIES.items()}
