"""The scene on a map: the incident, the rings of 800 m and 2 km, things and units around; and the curve of its alert."""

from collections.abc import Iterator
from datetime import timedelta
from math import cos, pi, radians, sin
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.incidents import drawings
from haidang.core.incidents.board import Board
from haidang.core.incidents.facts import task_words, unit_words
from haidang.core.incidents.models import Incident
from haidang.core.incidents.nearby import AROUND_M, NEAR_M, things_around
from haidang.core.incidents.queries import near_units
from haidang.core.rules.models import Alert
from haidang.core.rules.reading.queries import worst_by_thing
from haidang.core.telemetry import lacking
from haidang.core.telemetry import queries as telemetry
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point
from haidang.provinces import pack
from haidang.web.desk.alerts import why

METRES_A_DEGREE = 111_320
CORNERS = 64
CURVE_FOR = timedelta(hours=24)
UNITS_SHOWN_M = 15_000

Feature = dict[str, Any]


def scene(incident: Incident) -> dict[str, Any] | None:
    """The configuration of `<ioc-map>`; None when nobody knows where it is."""
    point = incident.point
    if point is None:
        return None
    return {
        "communes_url": reverse("outlines", args=["communes"]),
        "attribution": shown(pack.chosen().province.texts.outlines),
        "centre": [point.lon, point.lat],
        "zoom": 13.2,
        "areas": collection(_rings(point)),
        "layers": [
            _layer(incident, "drawings", _("Khoanh vùng"), "pencil", shapes=True, refresh_on=["incident"]),
            _layer(incident, "things", _("Thiết bị"), "radar-2", refresh_on=["alert"]),
            _layer(incident, "units", _("Lực lượng"), "truck", units=True, refresh_on=["incident", "task", "unit"]),
            _layer(incident, "scene", _("Sự cố"), "flag", alarms=True, refresh_on=["incident"]),
        ],
    }


def _layer(incident: Incident, name: str, label: str, icon: str, **more: Any) -> dict[str, Any]:
    url = reverse("incident_layer", args=[incident.code, name])
    return {"id": name, "label": label, "icon": icon, "url": url, "on": True, **more}


def collection(features: Iterator[Feature]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _rings(centre: Point) -> Iterator[Feature]:
    for metres in (NEAR_M, AROUND_M):
        yield {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [circle(centre, metres)]},
            "properties": {"colour": "$tx3", "opacity": 0.04, "dashed": True},
        }


def circle(centre: Point, metres: float) -> list[list[float]]:
    """A closed ring of corners around a point, good enough below some ten kilometres."""
    high = metres / METRES_A_DEGREE
    wide = high / cos(radians(centre.lat))
    turns = [2 * pi * corner / CORNERS for corner in range(CORNERS)]
    ring = [[centre.lon + wide * sin(turn), centre.lat + high * cos(turn)] for turn in turns]
    return [*ring, ring[0]]


def layer(actor: Actor, incident: Incident, name: str) -> Iterator[Feature]:
    """The points of a layer: scene, things or units."""
    return {"scene": _scene, "things": _things, "units": _units, "drawings": _drawings}[name](actor, incident)


LAYERS = ("scene", "things", "units", "drawings")


def _drawings(actor: Actor, incident: Incident) -> Iterator[Feature]:
    yield from drawings.features(drawings.now(actor, incident))["features"]


def _point(lon: float, lat: float, **properties: Any) -> Feature:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}


def _scene(actor: Actor, incident: Incident) -> Iterator[Feature]:
    if incident.point:
        yield _point(
            *incident.point,
            id=incident.code,
            name=incident.title,
            title=incident.title,
            place=name_of(incident.place),
            sev=incident.severity,
            is_new=False,
        )


def _things(actor: Actor, incident: Incident) -> Iterator[Feature]:
    around = things_around(actor, incident.point)
    codes = [one.thing.code for one in around]
    marked = worst_by_thing(actor, codes)
    heard = {now.named.thing for now in telemetry.latest(actor, things=codes) if now.freshness != "lost"}
    for one in around:
        thing = one.thing
        severity = marked.get(thing.code, (None, 0))[0]
        marks = {"sev": severity} if severity else {}
        assert thing.lon is not None
        assert thing.lat is not None
        yield _point(
            thing.lon,
            thing.lat,
            id=thing.code,
            name=f"{thing.code} {name_of(thing)}",
            silent=thing.code not in heard,
            url=reverse("thing", args=[thing.code]),
            **marks,
        )


def _units(actor: Actor, incident: Incident) -> Iterator[Feature]:
    """Units at work here, and those near that could be sent."""
    for one in near_units(actor, incident.point):
        ours = one.task is not None and one.task.incident_id == incident.pk
        if ours or (one.metres is not None and one.metres < UNITS_SHOWN_M):
            state = shown(task_words(one.task.state)) if ours and one.task else shown(unit_words(one.unit.state))
            tag = f"{name_of(one.unit)} · {state}"
            yield _point(one.unit.lon, one.unit.lat, id=one.unit.code, name=tag, tag=tag)


def curve(actor: Actor, board: Board, chosen: str) -> dict[str, Any] | None:
    """The last day of the series of one linked alert (the worst unless another is chosen), with its limits."""
    alert = next((one for one in board.alerts if one.code == chosen), board.alerts[0] if board.alerts else None)
    if alert is None:
        return None
    until = board.incident.closed_at or clock.now()
    return {
        "alert": alert,
        "name": why.series_name(alert),
        "thing": name_of(alert.thing),
        "follow": why.follows(alert) if board.incident.is_open else "",
        "cadence": alert.series.cadence_seconds,
        "chart": _chart(actor, alert, board.incident, until),
        "others": [one for one in board.alerts if one.series_id != alert.series_id],
    }


def _chart(actor: Actor, alert: Alert, incident: Incident, until: Any) -> dict[str, Any]:
    since = min(until - CURVE_FOR, incident.opened_at - timedelta(hours=2))
    gaps: lacking.Days = {}
    try:
        thing, key = alert.thing.code, alert.series.key
        found = telemetry.points(actor, thing, key, since, until + timedelta(seconds=1), partly=True)
        points = list(zip((found.at_us // 1000).tolist(), found.value.tolist(), strict=True))
        gaps = found.lacking
    except telemetry.Unseen:
        points = [tuple(point) for point in alert.why.get("points", [])]
    return {
        "unit": alert.unit,
        "decimals": alert.decimals,
        "gap": alert.series.cadence_seconds * why.GAPS,
        "now": incident.opened_at.isoformat(),
        "series": [{"name": why.series_name(alert), "key": why.follows(alert), "points": list(map(list, points))}],
        "thresholds": list(why.thresholds(alert)),
    } | lacking.in_chart(gaps, since, until)
