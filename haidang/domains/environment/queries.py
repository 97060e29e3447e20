"""What the pages ask: VN_AQI, VN_WQI, the tide against the gauge, and rain. Every answer holds only what the actor may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from haidang.core.telemetry import book, queries
from haidang.core.telemetry.queries import Now
from haidang.core.telemetry.readings import microseconds, moment_of
from haidang.kernel import clock
from haidang.kernel.action import Actor

from . import aqi, rain, tide, wqi

DOMAIN = "environment"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COMING_TIDES = timedelta(hours=30)
RAIN_HOURS = (1, 12, 24)
WATER_KEYS = (*wqi.TABLE.parameters.keys() - {"do_saturation"}, "do", "water_temp")

Means = dict[str, dict[str, list[float | None]]]


@dataclass(frozen=True, slots=True)
class Air:
    """VN_AQI of one station: of the hour that ended at `until`, and of the 24 hours before it."""

    thing: str
    until: datetime
    hour: aqi.Aqi | None
    last_24h: aqi.Aqi | None


@dataclass(frozen=True, slots=True)
class Water:
    """VN_WQI of one station from the means of the hour that ended at `until`."""

    thing: str
    until: datetime
    index: wqi.Wqi | None


@dataclass(frozen=True, slots=True)
class Sea:
    """The tide at a gauge: predicted now (m above gauge zero), measured, and the next high and low waters."""

    thing: str
    predicted: float
    measured: Now | None
    coming: tuple[tide.Turn, ...]

    @property
    def surge(self) -> float | None:
        """Measured less predicted at the moment of measurement, m; None without a fresh reading."""
        if self.measured is None or self.measured.freshness == "lost" or self.measured.quality:
            return None
        return self.measured.value - tide.level(self.measured.at)


@dataclass(frozen=True, slots=True)
class Rain:
    """Rain at a gauge over the last 1, 12 and 24 hours."""

    thing: str
    sums: tuple[rain.Fallen, ...]


def worst_air(actor: Actor, most: int) -> list[str] | None:
    """The air stations with the highest newest index; None when all of them are few enough."""
    newest = queries.latest(actor, domain=DOMAIN).of(types=["air_station"])
    every = newest.things()
    if len(every) <= most:
        return None
    indices = newest.of(series="vn_aqi_h")
    worst = [one.named.thing for one in indices.take(np.argsort(-indices.value)[:most])]
    return worst + sorted(every - set(worst))[: most - len(worst)]


def air(actor: Actor, until: datetime | None = None, things: Sequence[str] | None = None) -> list[Air]:
    """Every air station or some of them, worst first; stations without an index last."""
    end = clock.hour_of(until or clock.now())
    means = hourly_means(actor, "air_station", aqi.PARAMETERS, end - DAY, end, things)
    found = [Air(thing, end, aqi.of_hour(hours), aqi.of_day(hours)) for thing, hours in means.items()]
    return sorted(found, key=lambda one: (one.hour is None, -one.hour.index if one.hour else 0, one.thing))


def air_of_day(actor: Actor, day: date) -> dict[str, aqi.Aqi]:
    """VN_AQI of a local day by station; of today, from the hours that have ended."""
    start = clock.start_of(day)
    end = min(start + DAY, clock.hour_of(clock.now()))
    if end <= start:
        return {}
    means = hourly_means(actor, "air_station", aqi.PARAMETERS, start, end)
    indices = {thing: aqi.of_day(hours) for thing, hours in means.items()}
    return {thing: index for thing, index in indices.items() if index is not None}


def water(actor: Actor, until: datetime | None = None) -> list[Water]:
    """Every surface-water station, worst first; stations without an index last."""
    end = clock.hour_of(until or clock.now())
    found = []
    for thing, means in hourly_means(actor, "surface_water_station", WATER_KEYS, end - HOUR, end).items():
        sample = {key: values[-1] for key, values in means.items()}
        found.append(
            Water(thing, end, wqi.of_sample({key: value for key, value in sample.items() if value is not None}))
        )
    return sorted(found, key=lambda one: (one.index is None, one.index.index if one.index else 0, one.thing))


def sea(actor: Actor) -> list[Sea]:
    """Every tide gauge."""
    now = clock.now()
    predicted = tide.level(now)
    coming = tuple(tide.turns(now, now + COMING_TIDES))
    newest = queries.latest(actor, series="level", domain=DOMAIN)
    return [Sea(one.named.thing, predicted, one, coming) for one in newest if one.named.type == "tide_gauge"]


def rains(actor: Actor, until: datetime | None = None) -> list[Rain]:
    """Every rain gauge, wettest hour first."""
    end = until or clock.now()
    found = []
    for one in queries.latest(actor, series="rain_10m", domain=DOMAIN):
        readings = rain_readings(actor, one.named.thing, end - DAY, end)
        found.append(Rain(one.named.thing, tuple(rain.fallen(readings, end, hours) for hours in RAIN_HOURS)))
    return sorted(found, key=lambda one: (-one.sums[0].amount, one.thing))


def rain_readings(actor: Actor, thing: str, start: datetime, end: datetime) -> list[tuple[datetime, float]]:
    """Ten-minute rain (mm) after `start` up to and including `end`."""
    edge = timedelta(microseconds=1)
    found = queries.points(actor, thing, "rain_10m", start + edge, end + edge, how="all")
    return [(moment_of(at), value) for at, value in zip(found.at_us.tolist(), found.value.tolist(), strict=True)]


def hourly_means(
    actor: Actor, kind: str, keys: Iterable[str], start: datetime, end: datetime, things: Sequence[str] | None = None
) -> Means:
    """Means of whole hours by station of a kind and series key: one entry an hour, None where nothing was measured.

    Only stations and series that measured something in the range are there.
    """
    first, size = microseconds(start), int((end - start) / HOUR)
    found: Means = {}
    for key in keys:
        sums = queries.aggregate(actor, key, start, end, domain=DOMAIN, types=[kind], things=things, apart=True)
        named = book.held().named
        hours = (sums.start_us - first) // microseconds_of(HOUR)
        for number, hour, mean in zip(sums.series_id.tolist(), hours.tolist(), sums.mean.tolist(), strict=True):
            if not np.isnan(mean):
                of_thing = found.setdefault(named[number].thing, {})
                of_thing.setdefault(key, [None] * size)[hour] = mean
    return found


def microseconds_of(length: timedelta) -> int:
    return length // timedelta(microseconds=1)
