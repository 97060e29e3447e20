"""Sources of readings: door, owner, how many things and series they bring."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.things import queries
from haidang.core.things.models import Source

from .callers import caller
from .problems import Missing

router = Router()


class SourceOut(Schema):
    key: str
    name_vi: str
    name_en: str
    domain: str
    door: str
    format: str
    office: str | None
    data_class: str
    is_simulated: bool
    is_paused: bool
    thing_count: int = 0
    series_count: int = 0

    @staticmethod
    def resolve_office(row: Source) -> str | None:
        return row.office.code if row.office else None


@router.get("", response=list[SourceOut])
def listed(request: HttpRequest) -> Any:
    return queries.sources(caller(request))


@router.get("/{key}", response=SourceOut)
def one(request: HttpRequest, key: str) -> Source:
    row = queries.sources(caller(request)).filter(key=key).first()
    if row is None:
        raise Missing("source", key)
    return row
