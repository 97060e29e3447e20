"""Sources of readings: door, owner, how many things and series they bring, how good it is."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.telemetry import quality
from haidang.core.telemetry.sources import recent_log
from haidang.core.things import actions, queries
from haidang.core.things.models import Source

from .callers import caller
from .given import Given
from .paging import checked_limit
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


class Scores(Schema):
    """ "Đúng, đủ, sạch, sống" over 24 hours, each 0 to 1, null where there is nothing to judge by."""

    right: float | None
    complete: float | None
    clean: float | None
    alive: float | None


class SourceQuality(Schema):
    """`states` counts series by freshness: live, late, lost, none; `counts` what was sent by what became of it."""

    source: str
    scores: Scores
    series: int
    states: dict[str, int]
    counts: dict[str, int]
    last_at: datetime | None


class Line(Schema):
    """Why something was not taken (error), or was taken with a remark."""

    at: datetime
    level: str
    sender: str
    file: str
    line: int | None
    reason_vi: str
    reason_en: str


class Pause(Given):
    paused: bool = True
    why: str = ""


@router.get("", response=list[SourceOut])
def listed(request: HttpRequest) -> Any:
    return queries.sources(caller(request))


@router.get("/quality", response=list[SourceQuality])
def scored(request: HttpRequest) -> list[dict[str, Any]]:
    """Every source with its scores, the worst first."""
    return [
        {
            "source": one.source.key,
            "scores": one.quality.scores,
            "series": one.quality.series,
            "states": one.quality.states,
            "counts": one.quality.counts,
            "last_at": one.quality.last_at,
        }
        for one in quality.sources_by_fault(caller(request))
    ]


def _found(request: HttpRequest, key: str) -> Source:
    row = queries.sources(caller(request)).filter(key=key).first()
    if row is None:
        raise Missing("source", key)
    return row


@router.get("/{key}", response=SourceOut)
def one(request: HttpRequest, key: str) -> Source:
    return _found(request, key)


@router.get("/{key}/log", response=list[Line])
def log(request: HttpRequest, key: str, limit: int = 100) -> list[Any]:
    """The newest lines of the source's log."""
    return list(recent_log(_found(request, key), checked_limit(limit)))


@router.post("/{key}/pause", response=SourceOut)
def pause(request: HttpRequest, key: str, body: Pause) -> Source:
    """While paused, its readings are refused with that reason."""
    return actions.pause_source(caller(request), _found(request, key), paused=body.paused, why=body.why)
