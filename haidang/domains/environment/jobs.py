"""What the centre computes from the stations' readings, as series of their own: hourly VN_AQI, the predicted tide, surge
and sums of rain. Each run also fills what earlier runs missed, up to three days back, and corrects what came late.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import numpy as np

from haidang.core.telemetry import book, queries
from haidang.core.telemetry.queries import Now
from haidang.core.telemetry.readings import microseconds
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.jobs import job

from . import aqi, rain, tide
from .permit_reminders import remind_ending
from .queries import DAY, DOMAIN, HOUR, hourly_means, rain_readings

ACTOR = system(DOMAIN)
SENDER = Sender("environment", source="environment_computed")
MINUTE, STEP = timedelta(minutes=1), timedelta(minutes=10)
AHEAD = timedelta(minutes=4)  # of the five that the door of telemetry allows
LATE_FOR = timedelta(hours=3)
FARTHEST = timedelta(days=3)
MOST_AT_ONCE = 5_000

Newest = dict[tuple[str, str], Now]


@job(cron="7,27 * * * *")
def compute_air() -> None:
    """VN_AQI of each hour, at the end of the hour."""
    newest, end = _newest(), clock.hour_of(clock.now())
    things = _having(newest, "pm25", "air_station") | _having(newest, "pm10", "air_station")
    start = min((_since(newest, thing, "vn_aqi_h", end) for thing in things), default=end)
    means = hourly_means(ACTOR, "air_station", aqi.PARAMETERS, start - DAY, end)
    _keep(reading for thing, hours in means.items() for reading in _air(thing, hours, start, end))


def _air(thing: str, hours: dict[str, list[float | None]], start: datetime, end: datetime) -> Iterator[Reading]:
    """`hours` begin a day before `start`."""
    for after in range(1, int((end - start) / HOUR) + 1):
        index = aqi.of_hour({key: values[: 24 + after] for key, values in hours.items()})
        if index is not None:
            yield Reading(thing, "vn_aqi_h", start + after * HOUR, float(index.index))


@job(cron="*/4 * * * *")
def compute_tide() -> None:
    """The predicted tide of each minute, a little ahead, so that rules can hold every reading against it."""
    newest, end = _newest(), clock.now() + AHEAD
    for thing in _having(newest, "level", "tide_gauge"):
        known = newest.get((thing, "level_predicted"))
        steps = _steps(max(known.at if known else end - FARTHEST, end - FARTHEST), end, MINUTE)
        heights = tide.levels(np.array([step.timestamp() for step in steps])).tolist()
        _keep(
            Reading(thing, "level_predicted", step, round(height, 3))
            for step, height in zip(steps, heights, strict=True)
        )


@job(cron="*/10 * * * *")
def compute_water() -> None:
    """Surge at tide gauges, 1-hour and 24-hour sums at rain gauges, every ten minutes."""
    newest, end = _newest(), clock.now()
    for thing in _having(newest, "level", "tide_gauge"):
        _keep(_surge(thing, _steps(_since(newest, thing, "surge", end), end, STEP)))
    for thing in _having(newest, "rain_10m", "rain_gauge"):
        _keep(_rain(thing, _steps(_since(newest, thing, "rain_1h", end), end, STEP)))


def _surge(thing: str, steps: list[datetime]) -> Iterator[Reading]:
    """Mean level of the ten minutes before each step less the tide in their middle."""
    measured = queries.every(ACTOR, thing, "level", steps[0] - STEP, steps[-1], STEP)
    means = dict(zip(measured.start_us.tolist(), measured.mean.tolist(), strict=True))
    for step in steps:
        mean = means.get(microseconds(step - STEP), np.nan)
        if not np.isnan(mean):
            yield Reading(thing, "surge", step, round(mean - tide.level(step - STEP / 2), 3))


def _rain(thing: str, steps: list[datetime]) -> Iterator[Reading]:
    readings = rain_readings(ACTOR, thing, steps[0] - DAY, steps[-1])
    for step in steps:
        for hours in (1, 24):
            fallen = rain.fallen(readings, step, hours)
            if fallen.known:
                yield Reading(thing, f"rain_{hours}h", step, fallen.amount)


def _newest() -> Newest:
    return queries.latest(ACTOR, domain=DOMAIN).by_name()


def _having(newest: Newest, series: str, kind: str) -> set[str]:
    return {thing for (thing, key), one in newest.items() if key == series and one.named.type == kind}


def _since(newest: Newest, thing: str, series: str, end: datetime) -> datetime:
    """From where to compute: the last result, at least what may have come late since, at most three days."""
    known = newest.get((thing, series))
    done = known.at if known else end - FARTHEST
    return max(min(done, end - LATE_FOR), end - FARTHEST)


def _steps(start: datetime, end: datetime, every: timedelta) -> list[datetime]:
    """Whole steps of the local day, from the one `start` falls in to the last one not after `end`."""
    first = start - (start - clock.start_of(clock.day_of(start))) % every
    return [first + number * every for number in range(int((end - first) / every) + 1)]


def _keep(readings: Iterable[Reading]) -> None:
    """Record what the stations have a series for."""
    known = book.current().ids
    rows = [one for one in readings if (one.thing, one.series) in known]
    for at in range(0, len(rows), MOST_AT_ONCE):
        record(SENDER, rows[at : at + MOST_AT_ONCE])


@job(cron="15 0 * * *")
def remind_of_permits() -> None:
    """Permits that end in 90 or 30 days or have ended, told once each; at 7:15 in Việt Nam."""
    remind_ending()
