"""Tua lại: an incident on the map, its curves and its log along time; the same data for the big screen."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.incidents import queries
from haidang.core.incidents.models import Incident
from haidang.core.incidents.replaying import Replay, replay
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point
from haidang.provinces import pack
from haidang.web.desk.entrance import room
from haidang.web.desk.incidents.scene import circle
from haidang.web.middleware import AskingRequest

from . import telling

RINGS_M = (800, 2_000)
NEAR_ZOOM, FAR_ZOOM = 13.0, 10.0


def found(request: AskingRequest, code: str) -> Incident:
    one = queries.by_code(request.actor, code)
    if one is None:
        raise Http404(code)
    return one


@require_GET
@room("incident.read")
def page(request: AskingRequest, code: str) -> HttpResponse:
    return render(request, "desk/replay/page.html", facts_of(request, found(request, code)))


@require_GET
@room("incident.read")
def data(request: AskingRequest, code: str) -> HttpResponse:
    """What moves, in the words of the reader: for screens that play it by themselves."""
    return JsonResponse(telling.as_data(replay(request.actor, found(request, code))))


def facts_of(request: AskingRequest, one: Incident) -> dict[str, Any]:
    played = replay(request.actor, one)
    return {
        "incident": one,
        "place_name": name_of(one.place),
        "replay": played,
        "data": telling.as_data(played),
        "track": telling.track(played),
        "log": telling.log(played),
        "speeds": telling.speeds(played),
        "curves": telling.curves(played),
        "map": map_of(played),
    }


def map_of(played: Replay) -> dict[str, Any]:
    """The configuration of `<ioc-map>`: its layers are filled by the player."""
    province, point = pack.chosen().province, played.incident.point
    centre = point or Point(province.centre.lon, province.centre.lat)
    return {
        "communes_url": reverse("outlines", args=["communes"]),
        "attribution": shown(province.texts.outlines),
        "centre": [centre.lon, centre.lat],
        "zoom": NEAR_ZOOM if point else FAR_ZOOM,
        "areas": {
            "type": "FeatureCollection",
            "features": [_ring(point, metres) for metres in RINGS_M] if point else [],
        },
        "layers": [
            _layer("drawings", _("Khoanh vùng"), "pencil", shapes=True),
            _layer("units", _("Lực lượng"), "truck", units=True),
            _layer("alerts", _("Cảnh báo"), "alert-triangle", alarms=True),
            _layer("scene", _("Sự cố"), "flag", alarms=True),
        ],
    }


def _layer(name: str, label: str, icon: str, **more: Any) -> dict[str, Any]:
    empty = {"type": "FeatureCollection", "features": []}
    return {"id": name, "label": label, "icon": icon, "data": empty, "on": True, "refresh_on": [], **more}


def _ring(centre: Point, metres: float) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [circle(centre, metres)]},
        "properties": {"colour": "$tx3", "opacity": 0.04, "dashed": True},
    }
