"""Air quality for everybody, as table 3 of Quyết định 1459/QĐ-TCMT asks: colour, place, every parameter and which is
highest, advice, method and source. Station by station, the worst first; never a mean over stations. Works without script.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.telemetry import queries as telemetry
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.domains.environment import aqi, queries
from haidang.kernel import clock, registry
from haidang.kernel.action import PUBLIC, Actor
from haidang.kernel.bilingual import name_of, shown

from .scale import AVERAGED, TRUST, Mark, aqi_mark

KIND = "air_station"
HOURS = 24
RADIUS_KM = 2.2
CORNERS = 32
FAR_OFF = 0.9  # degrees from the middle of the stations
NOWHERE = (108.0, 14.0)
KM_OF_DEGREE = 111.32


@dataclass(frozen=True, slots=True)
class Part:
    """One parameter of a station: its index and the concentration (µg/m³) it comes from."""

    name: str
    averaging: str
    concentration: float
    decimals: int
    mark: Mark
    is_highest: bool
    reads_low: bool


@dataclass(frozen=True, slots=True)
class Station:
    """One station: index of the last hour and of 24 hours with their parts; None where it cannot be computed.

    `past` are the last 24 hourly indices, oldest first; `at` is the moment of the newest reading.
    """

    thing: Thing
    name: str
    place: str
    source: str
    office: str
    hour: Mark | None
    parts: list[Part]
    day: Mark | None
    day_parts: list[Part]
    day_hours: int
    everyone: str
    sensitive: str
    past: list[Mark | None]
    at: datetime | None
    is_lost: bool

    @property
    def highest(self) -> str:
        return self.parts[0].name if self.parts else ""


def page(request: HttpRequest) -> HttpResponse:
    actor: Actor = getattr(request, "actor", PUBLIC)
    listed = stations(actor)
    until = clock.hour_of(clock.now())
    facts = {
        "stations": listed,
        "since": until - timedelta(hours=1),
        "until": until,
        "levels": list(_levels()),
        "map": _map(listed),
        "source": aqi.TABLE.source,
        "valid_from": aqi.TABLE.valid_from,
        "trust": TRUST[aqi.TABLE.trust],
        "sources": sorted({one.source for one in listed if one.source}),
    }
    return render(request, "environment/air.html", facts)


def stations(actor: Actor) -> list[Station]:
    """Every air station the actor may see: the worst first, those without an index last."""
    known = {one.code: one for one in things(actor, types=[KIND])}
    newest = _newest(actor, list(known))
    found = [
        _station(actor, known[one.thing], one.hour, one.last_24h, newest)
        for one in queries.air(actor)
        if one.thing in known
    ]
    silent = known.keys() - {one.thing.code for one in found}
    return found + [_station(actor, known[code], None, None, newest) for code in sorted(silent)]


def _newest(actor: Actor, codes: list[str]) -> dict[str, telemetry.Now]:
    """The newest measured reading of each station."""
    found: dict[str, telemetry.Now] = {}
    for one in telemetry.latest(actor, things=codes):
        before = found.get(one.named.thing)
        if one.named.key in aqi.PARAMETERS and (before is None or one.at > before.at):
            found[one.named.thing] = one
    return found


def _station(
    actor: Actor, thing: Thing, hour: aqi.Aqi | None, day: aqi.Aqi | None, newest: dict[str, telemetry.Now]
) -> Station:
    now = newest.get(thing.code)
    return Station(
        thing=thing,
        name=name_of(thing),
        place=name_of(thing.place),
        source=name_of(thing.source) or "",
        office=name_of(thing.office) or "",
        hour=aqi_mark(hour.index) if hour else None,
        parts=_parts(hour),
        day=aqi_mark(day.index) if day else None,
        day_parts=_parts(day),
        day_hours=day.hours if day else 0,
        everyone=shown(hour.level.everyone) if hour else "",
        sensitive=shown(hour.level.sensitive) if hour else "",
        past=_past(actor, thing.code),
        at=now.at if now else None,
        is_lost=now is None or now.freshness == "lost",
    )


def _parts(index: aqi.Aqi | None) -> list[Part]:
    return [
        Part(
            name=_name_of(part.parameter),
            averaging=str(AVERAGED[part.averaging]),
            concentration=part.concentration,
            decimals=0 if part.concentration >= 100 else 1,
            mark=aqi_mark(part.index),
            is_highest=number == 0,
            reads_low=part.reads_low,
        )
        for number, part in enumerate(index.parts if index else ())
    ]


def _name_of(parameter: str) -> str:
    facts = registry.series(queries.DOMAIN, parameter)
    return shown(facts.name) if facts else parameter


def _past(actor: Actor, code: str) -> list[Mark | None]:
    """The index at the end of each of the last 24 hours."""
    until = clock.hour_of(clock.now()) + queries.HOUR
    start = until - HOURS * queries.HOUR
    try:
        found = telemetry.hours(actor, code, "vn_aqi_h", start, until)
    except telemetry.Unseen:
        return []
    first = int(start.timestamp())
    slots: list[Mark | None] = [None] * HOURS
    for at, mean in zip(found.start_us.tolist(), found.mean.tolist(), strict=True):
        if not math.isnan(mean):
            slots[(at // 1_000_000 - first) // 3600] = aqi_mark(round(mean))
    return slots


def _levels() -> Iterator[dict[str, Any]]:
    """The six levels with the range of each."""
    uptos = [-1, *(one.upto for one in aqi.LEVELS)]
    for level, (below, upto) in zip(aqi.LEVELS, pairwise(uptos), strict=True):
        yield {
            "mark": Mark(upto, shown(level.name), level.colour),
            "from": below + 1,
            "upto": upto,
            "everyone": shown(level.everyone),
            "sensitive": shown(level.sensitive),
        }


def _map(listed: list[Station]) -> dict[str, Any]:
    """Stations as discs in their official colour with their index beside; no frame of its own for the country."""
    placed = [one for one in listed if one.thing.lon is not None and one.thing.lat is not None]
    tags = [_feature(one, "Point", [one.thing.lon, one.thing.lat], tag=_tag(one)) for one in placed]
    discs = [
        _feature(one, "Polygon", [_circle(one.thing)], colour=one.hour.colour if one.hour else "$norm", opacity=0.85)
        for one in placed
    ]
    layer = {"id": "stations", "label": _("Trạm không khí"), "icon": "wind", "units": True, "on": True}
    return {
        "communes_url": reverse("outlines", args=["communes"]),
        **_view([(one.thing.lon, one.thing.lat) for one in placed]),  # type: ignore[misc]
        "layers": [layer | {"data": {"type": "FeatureCollection", "features": tags}}],
        "areas": {"type": "FeatureCollection", "features": discs},
    }


def _view(points: list[tuple[float, float]]) -> dict[str, Any]:
    """Where the map begins: around the stations, without those far off, which an inset shows."""
    if not points:
        return {"centre": NOWHERE, "zoom": 5}
    middle = tuple(median(one[axis] for one in points) for axis in (0, 1))
    near = [one for one in points if max(abs(one[axis] - middle[axis]) for axis in (0, 1)) < FAR_OFF]
    corners = [[side(one[axis] for one in near) for axis in (0, 1)] for side in (min, max)]
    return {"centre": middle, "zoom": 9, "bounds": corners}


def _tag(one: Station) -> str:
    return f"{one.hour.index} · {one.place}" if one.hour else one.thing.code


def _feature(one: Station, shape: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    facts = {"id": one.thing.code, "name": one.name, **properties}
    return {"type": "Feature", "geometry": {"type": shape, "coordinates": coordinates}, "properties": facts}


def _circle(thing: Thing) -> list[list[float]]:
    assert thing.lon is not None
    assert thing.lat is not None
    tall = RADIUS_KM / KM_OF_DEGREE
    wide = tall / math.cos(math.radians(thing.lat))
    angles = (2 * math.pi * corner / CORNERS for corner in range(CORNERS + 1))
    return [[thing.lon + wide * math.cos(angle), thing.lat + tall * math.sin(angle)] for angle in angles]
