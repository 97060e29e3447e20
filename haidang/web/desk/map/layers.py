"""The layers of the operator's map as GeoJSON, each within what the asker may see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse
from django.utils.translation import get_language

from haidang.core.cases import boards
from haidang.core.cases.boards import Board
from haidang.core.cases.models import Case, Procedure
from haidang.core.directory import queries as directory
from haidang.core.directory.permissions import decide
from haidang.core.incidents import drawings, past
from haidang.core.incidents import queries as incidents
from haidang.core.incidents.facts import unit_words
from haidang.core.rules.reading import queries as rules
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.text import said

from . import clusters, points
from .clusters import View

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


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which moment (None: now) and of what view (None: everything, point by point) a layer is wanted."""

    at: datetime | None = None
    view: View | None = None


NOW = Asked()


def domain_layer(actor: Actor, domain: str, asked: Asked = NOW) -> dict[str, Any]:
    """The things of one domain: worst open alert, and whether they have fallen silent. `total` counts all the actor sees."""
    known = points.of_domain(domain)
    seen, speaking = known.seen_by(actor), points.speaking(domain, known, asked.at)
    severity = np.zeros(len(known.codes), np.int8)
    for code, worst in _worst(actor, asked.at).items():
        if code in known.row:
            severity[known.row[code]] = worst
    language = get_language() or "vi"
    at = {"at": asked.at.isoformat()} if asked.at else {}

    def one(row: int) -> Feature:
        code, (vi, en) = known.codes[row], known.names[row]
        return feature(
            round(float(known.lon[row]), 6),
            round(float(known.lat[row]), 6),
            id=code,
            name=f"{code} {said({'vi': vi, 'en': en}, language)}",
            sev=int(severity[row]) or None,
            silent=not speaking[row],
            url=_side(code, at),
        )

    view, places = asked.view, np.flatnonzero(seen)
    total = len(places)
    if view is None:
        return {"type": "FeatureCollection", "features": [one(row) for row in places.tolist()], "total": total}
    lon, lat = known.lon[places], known.lat[places]
    places = places[(lon >= view.west) & (lon <= view.east) & (lat >= view.south) & (lat <= view.north)]
    found = clusters.drawn(view, places, known.lon, known.lat, known.x, known.y, severity, one)
    return {"type": "FeatureCollection", "features": list(found), "total": total}


def _side(code: str, at: dict[str, str]) -> str:
    """What is shown beside the map: the thing now, or as it was."""
    return f"{reverse('thing_then', args=[code])}?{urlencode(at)}" if at else reverse("thing_side", args=[code])


def _worst(actor: Actor, at: datetime | None) -> dict[str, int]:
    if at is None:
        return {code: worst for code, (worst, _count) in rules.worst_by_thing(actor).items()}
    found: dict[str, int] = {}
    for alert in past.open_alerts_at(actor, at):
        found.setdefault(alert.thing.code, alert.severity)
    return found


def alert_layer(actor: Actor, asked: Asked = NOW) -> Iterator[Feature]:
    """Open alerts where their thing stands; what belongs to an incident is drawn as that."""
    found = rules.open_alerts(actor) if asked.at is None else past.open_alerts_at(actor, asked.at)
    for alert in found:
        is_shelved = asked.at is None and alert.shelved_until is not None
        if alert.thing.lon is not None and not is_shelved and alert.incident_id is None:
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


def incident_layer(actor: Actor, asked: Asked = NOW) -> Iterator[Feature]:
    found = incidents.open_incidents(actor) if asked.at is None else past.open_incidents_at(actor, asked.at)
    for incident in found:
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


def unit_layer(actor: Actor, asked: Asked = NOW) -> Iterator[Feature]:
    """Field units where they stand by, or where they last said they were."""
    if asked.at is None:
        for unit in directory.units(actor):
            yield feature(unit.lon, unit.lat, id=unit.code, name=name_of(unit), state=unit.state)
        return
    for one in past.units_at(actor, asked.at):
        state = shown(unit_words(one.stand.state))
        name = f"{name_of(one.unit)} · {state}"
        yield feature(one.stand.lon, one.stand.lat, id=one.unit.code, name=name, state=one.stand.state)


def case_layer(actor: Actor, domain: str, asked: Asked = NOW) -> Iterator[Feature]:
    """Cases of a domain's procedures that have a point and are, or were, open; severity by their grade."""
    board = Board(procedures=list(Procedure.objects.filter(domain=domain).values_list("pk", flat=True)))
    found = boards.open_points(actor, board) if asked.at is None else boards.points_at(actor, board, asked.at)
    graded = past.values_before("case", [one.pk for one in found], ["grade"], asked.at) if asked.at else {}
    for case in found:
        grade = case.version.book.grade(graded.get((case.pk, "grade"), case.grade))
        is_urgent = grade is not None and grade.is_urgent
        yield feature(
            case.lon,
            case.lat,
            id=case.code,
            name=str(case),
            sev=grade.severity if grade and (is_urgent or _was_late(case, asked.at)) else None,
            side_url=reverse("case_side", args=[case.code]),
        )


def _was_late(case: Case, at: datetime | None) -> bool:
    return case.is_late if at is None else case.overdue_at is not None and case.overdue_at <= at


def drawing_layer(actor: Actor, asked: Asked) -> Iterator[Feature]:
    """What is drawn on the maps of open incidents."""
    yield from drawings.features(drawings.of_open_incidents(actor, asked.at))["features"]


LAYERS: dict[str, Callable[[Actor, Asked], Iterator[Feature]]] = {
    "alerts": alert_layer,
    "incidents": incident_layer,
    "units": unit_layer,
    "drawings": drawing_layer,
}


def layer(actor: Actor, name: str, asked: Asked = NOW) -> dict[str, Any] | None:
    """The layer of that name: alerts, incidents, units, a domain's things, or `cases-` and a domain; None when there is no such
    layer."""
    if name in LAYERS:
        return collection(LAYERS[name](actor, asked))
    domain = name.removeprefix(CASES)
    if domain != name and domain in registry.domains():
        return collection(case_layer(actor, domain, asked) if decide(actor, "case.read") else iter(()))
    if name in registry.domains():
        return domain_layer(actor, name, asked)
    return None
