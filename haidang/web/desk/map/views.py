"""The map of everything: things by domain, alerts, incidents, units; now, or at a moment of the last 24 hours."""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.incidents import past
from haidang.core.telemetry.then import BACK, checked, latest_at
from haidang.core.things import queries as things
from haidang.kernel import registry
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown
from haidang.provinces import pack
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import layers
from .clusters import View

STEP_MINUTES = 5


@require_GET
@room("thing.read")
def page(request: AskingRequest) -> HttpResponse:
    facts = {"map": whole_map(), "back_minutes": BACK // timedelta(minutes=1), "step": STEP_MINUTES}
    return render(request, "desk/map/page.html", facts)


@require_GET
@room("thing.read")
def layer(request: AskingRequest, name: str) -> HttpResponse:
    asked = layers.Asked(
        moment(request.GET.get("at", "")), View.asked(request.GET.get("box", ""), request.GET.get("zoom", ""))
    )
    found = layers.layer(request.actor, name, asked)
    if found is None:
        raise Http404
    return JsonResponse(found, content_type="application/geo+json")


def moment(text: str) -> datetime | None:
    """A minute of the last 24 hours, None for now. Raises Invalid."""
    if not text:
        return None
    at = parse_datetime(text)
    if at is None or at.tzinfo is None:
        raise Invalid("at", _("Viết như 2026-11-22T14:05+07:00."), text)
    return checked(at)


@require_GET
@room("thing.read")
def thing_then(request: AskingRequest, code: str) -> HttpResponse:
    """A thing as it was at a moment: what it measured last, its alerts open then; for the side panel."""
    thing, at = things.thing(request.actor, code), moment(request.GET.get("at", ""))
    if thing is None:
        raise Http404(code)
    if at is None:
        return redirect("thing_side", code)
    declared = registry.thing_type(thing.type)
    facts = {
        "thing": thing,
        "kind": shown(declared[1].name) if declared else thing.type,
        "at": at,
        "readings": [
            (_series_name(thing.domain, now.named.key), now) for now in latest_at(request.actor, at, things=[code])
        ],
        "alerts": [one for one in past.open_alerts_at(request.actor, at) if one.thing_id == thing.pk],
    }
    return render(request, "desk/map/then.html", facts)


def _series_name(domain: str, key: str) -> str:
    facts = registry.series(domain, key)
    return shown(facts.name) if facts else key


def whole_map() -> dict[str, Any]:
    """The configuration of `<ioc-map>` (see core/ui README) with every layer of this province."""
    province = pack.chosen().province
    domains = [
        {
            "id": domain.key,
            "label": shown(domain.short),
            "icon": domain.icon,
            "url": _url(domain.key),
            "boxed": True,
            "on": True,
        }
        for domain in registry.domains().values()
        if domain.things
    ]
    cases = [
        {
            "id": f"{layers.CASES}{domain.key}",
            "label": shown(domain.short),
            "icon": domain.icon,
            "url": _url(f"{layers.CASES}{domain.key}"),
            "cluster": True,
            "on": False,
        }
        for domain in registry.domains().values()
        if domain.procedures
    ]
    return {
        "communes_url": reverse("outlines", args=["communes"]),
        "attribution": shown(province.texts.outlines),
        "centre": [province.centre.lon, province.centre.lat],
        "zoom": province.zoom,
        "layers": [
            *domains,
            *cases,
            {
                "id": "drawings",
                "label": _("Khoanh vùng"),
                "icon": "pencil",
                "url": _url("drawings"),
                "on": True,
                "shapes": True,
                "refresh_on": ["incident"],
            },
            {
                "id": "units",
                "label": _("Lực lượng"),
                "icon": "users",
                "url": _url("units"),
                "on": False,
                "moving": True,
            },
            {
                "id": "incidents",
                "label": _("Sự cố"),
                "icon": "flag",
                "url": _url("incidents"),
                "on": True,
                "alarms": True,
            },
            {
                "id": "alerts",
                "label": _("Cảnh báo"),
                "icon": "alert-triangle",
                "url": _url("alerts"),
                "on": True,
                "alarms": True,
            },
        ],
    }


def _url(name: str) -> str:
    return reverse("map_layer", args=[name])
