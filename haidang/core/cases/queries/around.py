"""Which open cases are near a point."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from haidang.core.cases.models import Case, Procedure
from haidang.kernel.geo import Point, cells_around, distance_m, square_around

from .filters import with_all

MOST_AROUND = 2000
"""Of so many open ones around a point the nearest are found."""


@dataclass(frozen=True, slots=True)
class Near:
    """A case close to a point, and how far it is in metres."""

    case: Case
    metres: float


def near(
    point: Point, *, metres: float, kind: str = "", procedure: Procedure | None = None, since: datetime | None = None,
    limit: int = 10, public_only: bool = False,
) -> list[Near]:  # fmt: skip
    """Open cases around a point, the nearest first. Without an actor: callers show what each reader may see."""
    rows = _around(point, metres, kind)
    if procedure is not None:
        rows = rows.filter(procedure=procedure)
    if since is not None:
        rows = rows.filter(opened_at__gte=since)
    if public_only:
        rows = rows.filter(published_at__isnull=False)
    far = _measured(rows, point, metres)
    nearest = sorted(far, key=lambda pk: far[pk])[:limit]
    found = with_all(Case.objects.filter(pk__in=nearest)).in_bulk() if nearest else {}
    return [Near(found[pk], far[pk]) for pk in nearest if pk in found]


def unpublished_near(point: Point, *, metres: float, kind: str, since: datetime) -> int:
    """How many open ones around a point not everybody may see: a number for those who are about to send the same."""
    return len(_measured(_around(point, metres, kind).filter(published_at=None, opened_at__gte=since), point, metres))


def _around(point: Point, metres: float, kind: str) -> QuerySet[Case]:
    """Open ones in a square around a point."""
    south_west, north_east = square_around(point, metres)
    rows = Case.objects.filter(cell__in=cells_around(point, metres), ended_at=None, merged_into=None)
    rows = rows.filter(lon__range=(south_west.lon, north_east.lon), lat__range=(south_west.lat, north_east.lat))
    return rows.filter(kind=kind) if kind else rows


def _measured(rows: QuerySet[Case], point: Point, metres: float) -> dict[int, float]:
    """How many metres away each of the newest is, by its number; those that are further than `metres` are left out."""
    places = rows.order_by("-opened_at").values_list("pk", "lon", "lat")[:MOST_AROUND]
    far = {pk: distance_m(point, Point(lon, lat)) for pk, lon, lat in places if lon is not None and lat is not None}
    return {pk: away for pk, away in far.items() if away <= metres}
