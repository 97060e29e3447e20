"""Offices: departments, committees, police, utilities, the centre; valid in time, with successors."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.directory import queries
from haidang.core.directory.models import Office

from .callers import caller
from .given import Day
from .paging import Page, cut
from .problems import Missing

router = Router()


class OfficeOut(Schema):
    code: str
    kind: str
    name_vi: str
    name_en: str
    parent: str | None
    place: str
    phone: str
    valid_from: date | None
    valid_to: date | None

    @staticmethod
    def resolve_parent(row: Office) -> str | None:
        return row.parent.code if row.parent else None

    @staticmethod
    def resolve_place(row: Office) -> str:
        return row.place.key


@router.get("", response=Page[OfficeOut])
def listed(
    request: HttpRequest, q: str = "", kind: str = "", on: Day | None = None, after: str = "", limit: int = 100
) -> dict[str, Any]:
    """Offices in force on a day (today when left out); `q` is searched without diacritics."""
    rows = queries.offices(caller(request), words=q, kind=kind, on=on).select_related("place", "parent")
    items, following = cut(rows, ("code",), after, limit)
    return {"items": items, "next": following}


@router.get("/{code}", response=OfficeOut)
def one(request: HttpRequest, code: str) -> Office:
    row = queries.office(caller(request), code)
    if row is None:
        raise Missing("office", code)
    return row
