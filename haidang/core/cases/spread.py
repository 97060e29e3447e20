"""How published cases lie over a piece of the map: counted in the cells of a grid, so that an answer stays small."""

from dataclasses import dataclass
from math import atan, degrees, pi, sinh

from django.db.models import Avg, Count, F, Min, Q, QuerySet
from django.db.models.functions import Floor

from haidang.kernel.geo import Point

from .models import Case

CELLS = 8
"""Along each side of a tile: a mark for every 32 of its 256 pixels."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A square of the map as web maps count them (zoom, from the west, from the north), in degrees of WGS 84."""

    zoom: int
    x: int
    y: int

    @property
    def south_west(self) -> Point:
        return Point(self._lon(self.x), self._lat(self.y + 1))

    @property
    def north_east(self) -> Point:
        return Point(self._lon(self.x + 1), self._lat(self.y))

    @property
    def is_on_the_map(self) -> bool:
        return self.x in range(2**self.zoom) and self.y in range(2**self.zoom)

    def _lon(self, x: int) -> float:
        return float(x / 2**self.zoom * 360 - 180)

    def _lat(self, y: int) -> float:
        """The inverse of the Mercator projection."""
        return degrees(atan(sinh(pi * (1 - 2 * y / 2**self.zoom))))


@dataclass(frozen=True, slots=True)
class Spot:
    """The cases of one cell: how many and around where; `open` of them are not done. `case` is the only one, if it is alone."""

    point: Point
    count: int
    open: int
    case: Case | None


def spots(rows: QuerySet[Case], tile: Tile) -> list[Spot]:
    """In two statements, however many cases lie there."""
    west, south, east, north = *tile.south_west, *tile.north_east
    here = rows.filter(lon__gte=west, lon__lt=east, lat__gte=south, lat__lt=north).order_by()
    cells = (
        here.annotate(
            column=Floor((F("lon") - west) * (CELLS / (east - west))),
            row=Floor((F("lat") - south) * (CELLS / (north - south))),
        )
        .values("column", "row")
        .annotate(n=Count("pk"), open=Count("pk", Q(ended_at=None)), x=Avg("lon"), y=Avg("lat"), first=Min("pk"))
    )
    found = list(cells)
    alone = {one["first"] for one in found if one["n"] == 1}
    known = {one.pk: one for one in rows.filter(pk__in=alone).order_by()}
    return [Spot(Point(one["x"], one["y"]), one["n"], one["open"], known.get(one["first"])) for one in found]
