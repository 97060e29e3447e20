"""The map of the core's own, as pages of the app ask for it."""

from typing import Any

from django.urls import reverse

from haidang.kernel.geo import Point
from haidang.provinces import pack

CLOSE = 13


def picking(point: Point | None) -> dict[str, Any]:
    """A map to put a pin on, around a point or over the whole province."""
    return _base() | ({"centre": list(point), "zoom": CLOSE} if point else {}) | {"layers": []}


def showing(layer: dict[str, Any]) -> dict[str, Any]:
    return _base() | {"layers": [layer]}


def _base() -> dict[str, Any]:
    province = pack.chosen().province
    return {
        "communes_url": reverse("outlines", args=["communes"]),
        "centre": [province.centre.lon, province.centre.lat],
        "zoom": province.zoom - 0.7,
    }
