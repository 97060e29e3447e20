"""The map of everything: things by domain, alerts, incidents, units."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.kernel import registry
from haidang.kernel.bilingual import shown
from haidang.provinces import pack
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import layers


@require_GET
@room("thing.read")
def page(request: AskingRequest) -> HttpResponse:
    return render(request, "desk/map/page.html", {"map": whole_map()})


@require_GET
@room("thing.read")
def layer(request: AskingRequest, name: str) -> HttpResponse:
    found = layers.layer(request.actor, name)
    if found is None:
        raise Http404
    return JsonResponse(found, content_type="application/geo+json")


def whole_map() -> dict[str, Any]:
    """The configuration of `<ioc-map>` (see core/ui README) with every layer of this province."""
    province = pack.chosen().province
    domains = [
        {
            "id": domain.key,
            "label": shown(domain.short),
            "icon": domain.icon,
            "url": _url(domain.key),
            "cluster": True,
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
