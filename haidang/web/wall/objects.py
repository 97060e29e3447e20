"""The one object that somebody put on a screen: an incident, an alert, a thing or a piece of the map, with its surroundings."""

from typing import Any

from django.utils.translation import gettext as _

from haidang.core.incidents import board as boards
from haidang.core.incidents import queries as incidents
from haidang.core.rules.models import Alert
from haidang.core.rules.reading import queries as rules
from haidang.core.things import queries as things
from haidang.core.things.models import Thing
from haidang.core.walls.models import ALERT, AREA, INCIDENT, THING, Showing
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point, distance_m
from haidang.web.desk.alerts.rows import row
from haidang.web.desk.things import cameras, lines

from . import alarm

MOST_LINES, MOST_TASKS, MOST_ALERTS, MOST_VALUES, MOST_STEPS = 6, 5, 9, 10, 6
CLOSE = 13.0  # the zoom that shows a few streets
LAYERS = "incidents alerts units drawings"
METRES_AT_0 = 40_000_000
"""About what a screen of 512 points shows of the earth at zoom 0; each zoom halves it."""


def facts_of(actor: Actor, showing: Showing) -> dict[str, Any] | None:
    """What its template takes; None when the object is gone, or is not for the eyes of this screen."""
    found = FACTS[showing.what](actor, showing.key) if showing.what in FACTS else None
    return found | {"what": showing.what, "title": found.get("title") or name_of(showing)} if found else None


def _incident(actor: Actor, code: str) -> dict[str, Any] | None:
    incident = incidents.by_code(actor, code)
    if incident is None:
        return None
    board = boards.board(actor, incident)
    here = incident.point
    return {
        "title": incident.title, "sev": incident.severity, "code": incident.code, "place": name_of(incident.place),
        "incident": incident, "steps": [(one, shown(one.name)) for one in board.stepper],
        "tasks": board.tasks[:MOST_TASKS], "log": board.log[:MOST_LINES], "next_step": board.next_step,
        "checklist": board.steps[:MOST_STEPS],
        "cameras": cameras.near(actor, here, of=incident.code), "near_m": cameras.NEAR_M, "at": _at(here), "of": incident.code,
        "look": _look(here), "layers": f"{LAYERS} {' '.join(registry.domains())}",
    }  # fmt: skip


def _alert(actor: Actor, code: str) -> dict[str, Any] | None:
    try:
        alert = rules.alert(actor, code)
    except Alert.DoesNotExist:
        return None
    found = alarm.facts_of(actor, alert)
    return found | {
        "title": found["alert"].title,
        "sev": alert.severity,
        "look": f"{found['at']} {CLOSE:g}" if found["at"] else "",
        "layers": f"{LAYERS} {alert.domain}",
    }


def _thing(actor: Actor, code: str) -> dict[str, Any] | None:
    thing = things.thing(actor, code)
    if thing is None:
        return None
    until = clock.now()
    listed = lines.lines(actor, thing)
    drawn = next((one for one in listed if not one.is_state), None)
    declared = registry.thing_type(thing.type)
    return {
        "title": name_of(thing), "code": thing.code, "place": name_of(thing.place), "thing": thing,
        "kind": shown(declared[1].name) if declared else thing.type, "icon": declared[1].icon if declared else "map-pin",
        "lines": listed[:MOST_VALUES], "drawn": drawn,
        "chart": lines.chart(actor, thing, drawn, until - lines.RANGES["24h"], until) if drawn else None,
        "alerts": [row(actor, one) for one in rules.open_alerts(actor, rules.Wanted(thing=code))[:MOST_ALERTS]],
        "cameras": cameras.near(actor, _point(thing), of=thing.code), "near_m": cameras.NEAR_M, "at": _at(_point(thing)),
        "of": thing.code,
        "look": _look(_point(thing)), "layers": f"{LAYERS} {thing.domain}",
    }  # fmt: skip


def _area(actor: Actor, key: str) -> dict[str, Any] | None:
    view = view_of(key)
    if view is None:
        return None
    middle, zoom = Point(view[0], view[1]), view[2]
    reach = METRES_AT_0 / 2**zoom
    near = [
        one for one in rules.open_alerts(actor, rules.Wanted(shelved=False)) if _is_within(one.thing, middle, reach)
    ]
    return {
        "title": "", "place": _("quanh %(lat)s, %(lon)s") % {"lat": f"{view[1]:.4f}", "lon": f"{view[0]:.4f}"},
        "alerts": [row(actor, one) for one in near[:MOST_ALERTS]], "more": max(len(near) - MOST_ALERTS, 0),
        "incidents": [
            one for one in incidents.open_incidents(actor) if one.point and distance_m(one.point, middle) <= reach
        ][:MOST_TASKS],
        "look": f"{view[0]:.5f} {view[1]:.5f} {zoom:g}", "layers": f"{LAYERS} {' '.join(registry.domains())}",
    }  # fmt: skip


def view_of(key: str) -> tuple[float, float, float] | None:
    """(lon, lat, zoom) of "lat,lon,zoom", as the address of the map writes it; None when it is none."""
    try:
        lat, lon, zoom = (float(part) for part in key.split(","))
    except ValueError:
        return None
    return (lon, lat, zoom) if abs(lon) <= 180 and abs(lat) <= 90 and 0 <= zoom <= 22 else None


def _is_within(thing: Thing, middle: Point, reach: float) -> bool:
    here = _point(thing)
    return here is not None and distance_m(here, middle) <= reach


def _point(thing: Thing) -> Point | None:
    return Point(thing.lon, thing.lat) if thing.lon is not None and thing.lat is not None else None


def _at(here: Point | None) -> str:
    return f"{here.lon:.5f} {here.lat:.5f}" if here else ""


def _look(here: Point | None) -> str:
    return f"{here.lon:.5f} {here.lat:.5f} {CLOSE:g}" if here else ""


FACTS = {INCIDENT: _incident, ALERT: _alert, THING: _thing, AREA: _area}
