"""Where somebody is, as this browser keeps it: the commune they chose, what is measured nearest to it, what holds there."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from haidang.core.citizens import queries as citizens
from haidang.core.directory.models import Place
from haidang.core.telemetry import queries as telemetry
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.kernel import clock, registry
from haidang.kernel.action import PUBLIC
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point, distance_m
from haidang.kernel.manifest import Series
from haidang.provinces import pack
from haidang.web.citizen.report.places import communes

PLACE = "place"
YEAR = 365 * 24 * 3600


def chosen_place(request: HttpRequest) -> Place | None:
    """The commune that this browser keeps, else the home of the account; None when none was chosen, or it is no more."""
    key = request.COOKIES.get(PLACE, "") or _home(request)
    return next((one for one in communes() if one.key == key), None) if key else None


def _home(request: HttpRequest) -> str:
    person = citizens.citizen_of(getattr(request, "actor", PUBLIC))
    home = citizens.home_of(person) if person else None
    return home.place.key if home else ""


def keep_place(answer: HttpResponseBase, place: Place | None) -> None:
    if place is None:
        answer.delete_cookie(PLACE, path="/app/")
    else:
        secure = settings.SESSION_COOKIE_SECURE
        answer.set_cookie(PLACE, place.key, max_age=YEAR, path="/app/", httponly=True, secure=secure, samesite="Lax")


def middle(place: Place | None) -> Point:
    """Of a commune, or of the province."""
    if place is not None and place.lon is not None and place.lat is not None:
        return Point(place.lon, place.lat)
    centre = pack.chosen().province.centre
    return Point(centre.lon, centre.lat)


@dataclass(frozen=True, slots=True)
class Measured:
    """An everyday number from the nearest thing that measures it: how much, what that means, where, when, whose."""

    name: str
    value: float
    unit: str
    decimals: int
    means: str
    severity: int
    thing: str
    source: str
    metres: float
    at: datetime
    cadence: float
    icon: str
    is_simulated: bool


def measured(here: Point) -> list[Measured]:
    """One of each everyday quantity, in the order of the domains; what has been silent for long is left out."""
    known = {one.code: one for one in things(PUBLIC, state="active") if one.lon is not None}
    found = (
        _nearest(here, domain.key, series, known)
        for domain in registry.domains().values()
        for series in domain.series
        if series.everyday
    )
    return [one for one in found if one is not None]


def _nearest(here: Point, domain: str, series: Series, known: dict[str, Thing]) -> Measured | None:
    speaking = [
        one
        for one in telemetry.latest(PUBLIC, series=series.key, domain=domain)
        if one.named.thing in known and one.freshness != "lost"
    ]
    if not speaking:
        return None
    now = min(speaking, key=lambda one: _metres(known[one.named.thing], here))
    thing, kind = known[now.named.thing], registry.thing_type(now.named.type)
    band = next((one for one in series.bands if _is_in(now.value, one.from_, one.below)), None)
    return Measured(
        name=shown(series.name),
        value=now.value,
        unit=now.named.unit,
        decimals=now.named.decimals,
        means=shown(band.name) if band else "",
        severity=band.severity if band else 0,
        thing=name_of(thing),
        source=name_of(thing.source) or "",
        metres=_metres(thing, here),
        at=now.at,
        cadence=clock.duration(series.cadence).total_seconds(),
        icon=kind[1].icon if kind else "activity",
        is_simulated=now.named.is_simulated,
    )


def _metres(thing: Thing, here: Point) -> float:
    assert thing.lon is not None
    assert thing.lat is not None
    return distance_m(Point(thing.lon, thing.lat), here)


def _is_in(value: float, lowest: float | None, below: float | None) -> bool:
    return (lowest is None or value >= lowest) and (below is None or value < below)
