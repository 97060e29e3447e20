"""Where a case is, as the map part takes it."""

from typing import Any

from django.urls import reverse

from haidang.core.cases.models import Case
from haidang.kernel.bilingual import shown
from haidang.provinces import pack
from haidang.web.desk.incidents.scene import circle, collection

MARK_M = 25


def scene(case: Case) -> dict[str, Any] | None:
    """The facts of ui/parts/_map.html, None for a case without a point."""
    point = case.point
    if point is None:
        return None
    ring = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [circle(point, MARK_M)]},
        "properties": {"colour": "$ac", "opacity": 0.5},
    }
    return {
        "communes_url": reverse("outlines", args=["communes"]),
        "attribution": shown(pack.chosen().province.texts.outlines),
        "centre": [point.lon, point.lat],
        "zoom": 14.5,
        "areas": collection(iter([ring])),
        "layers": [],
    }
