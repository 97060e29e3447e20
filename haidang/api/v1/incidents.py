"""Incidents: open, log, move, task, close; the same actions as the screens."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.directory import queries as directory
from haidang.core.incidents import actions, queries
from haidang.core.incidents.models import Incident, LogEntry
from haidang.core.rules import queries as rules
from haidang.kernel.action import Invalid
from haidang.kernel.geo import Point

from .callers import caller
from .paging import checked_limit
from .problems import Missing

router = Router()


class IncidentOut(Schema):
    """An incident; severity 1 is the worst."""

    code: str
    title: str
    severity: int
    phase: str
    place: str
    lon: float | None
    lat: float | None
    owner: str | None
    office: str | None
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    cause: str
    outcome: str
    lessons: str
    is_exercise: bool
    is_simulated: bool

    @staticmethod
    def resolve_place(row: Incident) -> str:
        return row.place.key

    @staticmethod
    def resolve_owner(row: Incident) -> str | None:
        return row.owner.account if row.owner else None

    @staticmethod
    def resolve_office(row: Incident) -> str | None:
        return row.office.code if row.office else None


class IncidentPage(Schema):
    items: list[IncidentOut]
    next: str | None


class Opening(Schema):
    """From an alert (its code), or at a place (its key) with a title and a severity. `point` is [lon, lat]."""

    alert: str = ""
    place: str = ""
    title: str = ""
    severity: int | None = None
    point: tuple[float, float] | None = None


class LogOut(Schema):
    id: int
    at: datetime
    kind: str
    text: str


class Text(Schema):
    text: str


class Move(Schema):
    """`key` names a move of the flow that is open from the present phase."""

    key: str
    reason: str = ""


class Ending(Schema):
    outcome: str
    lessons: str
    cause: str = ""


def _found(request: HttpRequest, code: str) -> Incident:
    row = queries.by_code(caller(request), code)
    if row is None:
        raise Missing("incident", code)
    return row


@router.get("", response=IncidentPage)
def listed(
    request: HttpRequest,
    state: Literal["", "open", "closed", "overdue"] = "",
    severity: int | None = None,
    q: str = "",
    after: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    """Incidents, newest first; `q` is searched without diacritics."""
    wanted = queries.Filters(state=state, severity=severity, words=q)
    page = queries.find(caller(request), wanted, after=after, limit=checked_limit(limit))
    return {"items": page.rows, "next": page.after or None}


@router.post("", response={201: IncidentOut})
def open_incident(request: HttpRequest, body: Opening) -> tuple[int, Incident]:
    point = Point(*body.point) if body.point else None
    origin = _origin(request, body)
    opened = actions.open_incident(caller(request), origin, title=body.title, severity=body.severity, point=point)
    return 201, opened


def _origin(request: HttpRequest, body: Opening) -> Any:
    actor = caller(request)
    if bool(body.alert) == bool(body.place):
        raise Invalid("alert", "give either an alert or a place", body.alert)
    origin = rules.alert(actor, body.alert) if body.alert else directory.place(actor, body.place)
    if origin is None:
        raise Missing("alert" if body.alert else "place", body.alert or body.place)
    return origin


@router.get("/{code}", response=IncidentOut)
def one(request: HttpRequest, code: str) -> Incident:
    return _found(request, code)


@router.get("/{code}/log", response=list[LogOut])
def log(request: HttpRequest, code: str, before: int | None = None, limit: int = 200) -> list[LogEntry]:
    """The log, newest first; `before` is the id of a line."""
    return queries.log_lines(caller(request), _found(request, code), before=before, limit=checked_limit(limit))


@router.post("/{code}/log", response={201: LogOut})
def add_log(request: HttpRequest, code: str, body: Text) -> tuple[int, LogEntry]:
    return 201, actions.add_log(caller(request), _found(request, code), body.text)


@router.post("/{code}/move", response=IncidentOut)
def move(request: HttpRequest, code: str, body: Move) -> Incident:
    return actions.move(caller(request), _found(request, code), body.key, reason=body.reason)


@router.post("/{code}/close", response=IncidentOut)
def close(request: HttpRequest, code: str, body: Ending) -> Incident:
    ending = {"outcome": body.outcome, "lessons": body.lessons, "cause": body.cause}
    return actions.close(caller(request), _found(request, code), **ending)
