"""Administrative units of today and before, with what became of them."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.directory import queries
from haidang.core.directory.models import Place

from .callers import caller
from .given import Day
from .paging import Page, cut
from .problems import Missing

router = Router()


class PlaceOut(Schema):
    """A place as it is or was; `path` holds the codes from the province down, `valid_to` is exclusive."""

    key: str
    code: str
    kind: str
    name_vi: str
    name_en: str
    path: str
    lon: float | None
    lat: float | None
    area_km2: float | None
    valid_from: date | None
    valid_to: date | None


class PlaceWhole(PlaceOut):
    """A place with those that came after and before it."""

    successors: list[PlaceOut]
    predecessors: list[PlaceOut]


@router.get("", response=Page[PlaceOut])
def listed(
    request: HttpRequest, q: str = "", kind: str = "", on: Day | None = None, after: str = "", limit: int = 100
) -> object:
    """Places in force on a day (today when left out); `q` is searched without diacritics."""
    rows = queries.places(caller(request), words=q, kind=kind, on=on)
    items, following = cut(rows, ("path",), after, limit)
    return {"items": items, "next": following}


@router.get("/{key}", response=PlaceWhole)
def one(request: HttpRequest, key: str) -> Place:
    row = queries.place(caller(request), key)
    if row is None:
        raise Missing("place", key)
    return row
