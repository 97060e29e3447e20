"""The newest reading of everything the caller may see."""

from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from haidang.core.telemetry import queries

from .callers import caller

router = Router()


class Reading(Schema):
    """`quality` 0 is good; `freshness` live, late (2 cadences) or lost (5 cadences) by the time of measurement."""

    thing: str
    series: str
    at: datetime
    value: float | None
    unit: str
    quality: int
    freshness: str
    is_simulated: bool


class Readings(Schema):
    items: list[Reading]


@router.get("", response=Readings)
def latest(request: HttpRequest, things: str = "", series: str = "", domain: str = "", place: str = "") -> HttpResponse:
    """`things` is a list of codes with commas, `place` a path prefix; all of them narrow."""
    codes = [code for code in things.split(",") if code] or None
    found = queries.latest(caller(request), things=codes, series=series, domain=domain, place=place)
    body = msgspec.json.encode({"items": [_row(one) for one in found]})  # up to 100,000 rows: nothing to validate
    return HttpResponse(body, content_type="application/json")


def _row(one: queries.Now) -> dict[str, Any]:
    named = one.named
    return {
        "thing": named.thing,
        "series": named.key,
        "at": one.at,
        "value": one.value,
        "unit": named.unit,
        "quality": one.quality,
        "freshness": one.freshness,
        "is_simulated": named.is_simulated,
    }
