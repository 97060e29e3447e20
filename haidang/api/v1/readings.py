"""A selection of stored readings to take away, streamed as CSV or Parquet; and what brought one reading."""

from datetime import datetime, timedelta
from typing import Any, Literal

from django.http import HttpRequest, StreamingHttpResponse
from ninja import P, QueryEx, Router, Schema

from haidang.core.telemetry import exporting, why
from haidang.core.telemetry.queries import Unseen
from haidang.kernel import clock

from .callers import caller
from .given import Moment
from .problems import Missing

router = Router()
DEFAULT_RANGE = timedelta(hours=24)
TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


class Brought(Schema):
    """`door` is api, mqtt, file, upload, pull or own; `name` the file, topic or request; `line` counts from 1."""

    door: str
    sender: str
    name: str
    line: int
    received_at: datetime


class Correction(Schema):
    old_value: float
    old_quality: int
    new_value: float
    new_quality: int
    received_at: datetime
    by: str


class WhyThisValue(Schema):
    """`file` names the file of the archive that holds the reading, empty while it lies in a table."""

    thing: str
    series: str
    at: datetime
    value: float
    quality: int
    unit: str
    file: str
    brought: Brought | None
    corrections: list[Correction]


@router.get("/export", response={200: None})
def export(
    request: HttpRequest,
    start: QueryEx[Moment | None, P(alias="from")] = None,
    end: QueryEx[Moment | None, P(alias="to")] = None,
    things: str = "",
    series: str = "",
    place: str = "",
    domain: str = "",
    format: Literal["csv", "parquet"] = "csv",  # noqa: A002 - the word of the API
) -> StreamingHttpResponse:
    """Readings from `from` until before `to` (the last 24 hours when left out) of `things` (codes with commas between), one
    quantity, a place (its path) or a field; by thing, series and time. Looks at personal data are journalled."""
    until = end or clock.now()
    chosen = exporting.select(
        caller(request),
        start or until - DEFAULT_RANGE,
        until,
        things=[one for one in things.split(",") if one],
        series=series,
        place=place,
        domain=domain,
    )
    pieces = exporting.as_csv(chosen) if format == "csv" else exporting.as_parquet(chosen)
    answer = StreamingHttpResponse(pieces, content_type=TYPES[format])
    answer["Content-Disposition"] = f'attachment; filename="readings.{format}"'
    return answer


@router.get("/{thing}/{series}/why", response=WhyThisValue)
def why_this(request: HttpRequest, thing: str, series: str, at: Moment | None = None) -> dict[str, Any]:
    """Of the reading at a moment, or of the last before it; without a moment of the newest."""
    try:
        found = why.of(caller(request), thing, series, at)
    except Unseen:
        raise Missing("series", f"{thing}/{series}") from None
    if found is None:
        raise Missing("reading", f"{thing}/{series}")
    brought = found.origin and {
        "door": found.origin.door,
        "sender": found.origin.sender,
        "name": found.origin.name,
        "line": found.origin.line,
        "received_at": found.origin.received_at,
    }
    row = found.reading
    return {
        "thing": thing, "series": series, "at": row.at, "value": row.value, "quality": row.quality,
        "unit": found.named.unit, "file": found.file, "brought": brought,
        "corrections": [{name: getattr(one, name) for name in one.__slots__} for one in found.corrections],
    }  # fmt: skip
