"""Beaches for everybody: which have room, which flag flies, since when."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.directory.rooms import actor_of
from haidang.domains.tourism.beaches import Beach, beaches
from haidang.kernel.bilingual import shown
from haidang.provinces import pack


def page(request: HttpRequest) -> HttpResponse:
    rows = beaches(actor_of(request))
    return render(request, "tourism/beaches.html", {"rows": rows, "map": _map(rows)})


def _map(rows: list[Beach]) -> dict[str, Any]:
    province = pack.chosen().province
    points = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
         "properties": {"id": one.code, "name": f"{one.name} {one.flag_name}", "sev": one.severity, "silent": one.people is None}}
        for one in rows if one.lon is not None
    ]  # fmt: skip
    return {
        "communes_url": reverse("outlines", args=["communes"]),
        "attribution": shown(province.texts.outlines),
        "centre": [province.centre.lon, province.centre.lat],
        "zoom": province.zoom - 0.4,
        "layers": [{"id": "beaches", "label": _("Bãi tắm"), "icon": "beach", "on": True,
                    "data": {"type": "FeatureCollection", "features": points}}],
    }  # fmt: skip
