"""The layers of the operator's map as GeoJSON, each within what the asker may see."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

from haidang.core.cases import boards
from haidang.core.cases.boards import Board
from haidang.core.cases.models import Procedure
from haidang.core.directory import queries as directory
from haidang.core.directory.permissions import decide
from haidang.core.incidents import queries as incidents
from haidang.core.rules import queries as rules
from haidang.core.telemetry import queries as telemetry
from haidang.core.things import queries as things
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown

Feature = dict[str, Any]
CASES = "cases-"
"""Before the key of a domain: the layer of its open cases."""


def collection(features: Iterator[Feature]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def feature(lon: float | None, lat: float | None, **properties: Any) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": properties,
    }


def domain_layer(actor: Actor, domain: str) -> Iterator[Feature]:
    """The things of one domain: worst open alert, and whether they have fallen silent."""
    worst = rules.worst_by_thing(actor)
    speaking = telemetry.latest(actor, domain=domain).speaking()
    for thing in things.things(actor, domain=domain).exclude(lon=None):
        severity, _count = worst.get(thing.code, (None, 0))
        yield feature(
            thing.lon,
            thing.lat,
            id=thing.code,
            name=f"{thing.code} {name_of(thing)}",
            sev=severity,
            silent=thing.code not in speaking,
            url=reverse("thing_side", args=[thing.code]),
        )


def alert_layer(actor: Actor) -> Iterator[Feature]:
    """Open alerts where their thing stands; what belongs to an incident is drawn as that."""
    for alert in rules.open_alerts(actor):
        if alert.thing.lon is not None and alert.shelved_until is None and alert.incident_id is None:
            title = shown(alert.title)
            yield feature(
                alert.thing.lon,
                alert.thing.lat,
                id=alert.code,
                name=title,
                label=title,
                sev=alert.severity,
                is_new=alert.state == "new",
                domain=alert.domain,
                place=name_of(alert.place),
                url=reverse("alert", args=[alert.code]),
            )


def incident_layer(actor: Actor) -> Iterator[Feature]:
    for incident in incidents.open_incidents(actor):
        if incident.lon is not None:
            yield feature(
                incident.lon,
                incident.lat,
                id=incident.code,
                name=str(incident),
                title=incident.title,
                place=name_of(incident.place),
                sev=incident.severity,
                domain=incident.playbook_domain,
                url=reverse("incident", args=[incident.code]),
            )


def unit_layer(actor: Actor) -> Iterator[Feature]:
    """Field units where they stand by, or where they last said they were."""
    for unit in directory.units(actor):
        yield feature(unit.lon, unit.lat, id=unit.code, name=name_of(unit), state=unit.state)


def case_layer(actor: Actor, domain: str) -> Iterator[Feature]:
    """Open cases of a domain's procedures that have a point; severity by their grade."""
    procedures = list(Procedure.objects.filter(domain=domain).values_list("pk", flat=True))
    for case in boards.open_points(actor, Board(procedures=procedures)):
        grade = case.version.book.grade(case.grade)
        yield feature(
            case.lon,
            case.lat,
            id=case.code,
            name=str(case),
            sev=grade.severity if grade and (grade.is_urgent or case.is_late) else None,
            side_url=reverse("case_side", args=[case.code]),
        )


LAYERS: dict[str, Callable[[Actor], Iterator[Feature]]] = {
    "alerts": alert_layer,
    "incidents": incident_layer,
    "units": unit_layer,
}


def layer(actor: Actor, name: str) -> dict[str, Any] | None:
    """The layer of that name: alerts, incidents, units, a domain's things, or `cases-` and a domain; None when there is no such layer."""
    if name in LAYERS:
        return collection(LAYERS[name](actor))
    domain = name.removeprefix(CASES)
    if domain != name and domain in registry.domains():
        return collection(case_layer(actor, domain) if decide(actor, "case.read") else iter(()))
    if name in registry.domains():
        return collection(domain_layer(actor, name))
    return None
