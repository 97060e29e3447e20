"""The commune of a point, from the outlines of the chosen province; read on first use, searched by an R-tree."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
from shapely import Point as Dot
from shapely import STRtree
from shapely.geometry import shape

from haidang.kernel import clock
from haidang.kernel.geo import Point
from haidang.provinces import pack

from .models import Place, valid_on

NEAR = 0.02
"""Degrees, about 2 km: the outlines are illustrative, and gauges stand in the water before the shore."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """The communes' codes beside an index of their shapes."""

    codes: list[str]
    tree: STRtree

    def code_at(self, point: Point) -> str | None:
        dot = Dot(point.lon, point.lat)
        inside = self.tree.query(dot, predicate="intersects")
        if len(inside):
            return self.codes[int(min(inside))]
        near = self.tree.query_nearest(dot, max_distance=NEAR)
        return self.codes[int(min(near))] if len(near) else None


@cache
def outlines(path: Path) -> Outlines:
    features = msgspec.json.decode(path.read_bytes())["features"]
    return Outlines(
        [str(feature["properties"]["code"]) for feature in features],
        STRtree([shape(feature["geometry"]) for feature in features]),
    )


def commune_at(point: Point) -> Place | None:
    """The commune of today in whose outline (or within 2 km of it) a point lies; None at sea or in another province."""
    code = outlines(pack.chosen().communes_path).code_at(point)
    return Place.objects.filter(valid_on(clock.today()), key=code).first() if code else None
