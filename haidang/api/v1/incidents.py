"""Incidents: open, log, move, task, close; the same actions as the screens."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.directory import queries as directory
from haidang.core.incidents import actions, queries
from haidang.core.incidents.models import Incident, LogEntry
from haidang.core.rules.models import Alert
from haidang.core.rules.reading import queries as rules
from haidang.kernel.action import Invalid
from haidang.kernel.geo import Point

from .alerts import AlertOut, Assignment, recipient
from .callers import caller, may
from .given import Given
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


class Opening(Given):
    """From an alert (its code), or at a place (its key) with a title and a severity. `point` is [lon, lat]."""

    alert: str = ""
    place: str = ""
    title: str = ""
    severity: int | None = None
    point: tuple[float, float] | None = None


class LogOut(Schema):
    """A line of the log; `kind` is auto, action, report or person, `links` what it is about."""

    id: int
    at: datetime
    kind: str
    text_vi: str
    text_en: str
    actor_name: str
    links: list[dict[str, Any]]


class Text(Given):
    text: str


class Move(Given):
    """`key` names a move of the flow that is open from the present phase."""

    key: str
    reason: str = ""


class Rating(Given):
    severity: int
    reason: str


class RequiredReason(Given):
    reason: str


class Link(Given):
    """The code of an alert that belongs to the same matter."""

    alert: str


class Ending(Given):
    outcome: str
    lessons: str
    cause: str = ""


def found(request: HttpRequest, code: str) -> Incident:
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
    page = queries.find(may(request, "incident.read"), wanted, after=after, limit=checked_limit(limit))
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
    return found(request, code)


@router.get("/{code}/log", response=list[LogOut])
def log(request: HttpRequest, code: str, before: int | None = None, limit: int = 200) -> list[LogEntry]:
    """The log, newest first; `before` is the id of a line."""
    return queries.log_lines(caller(request), found(request, code), before=before, limit=checked_limit(limit))


@router.post("/{code}/log", response={201: LogOut})
def add_log(request: HttpRequest, code: str, body: Text) -> tuple[int, LogEntry]:
    return 201, actions.add_log(caller(request), found(request, code), body.text)


@router.post("/{code}/move", response=IncidentOut)
def move(request: HttpRequest, code: str, body: Move) -> Incident:
    return actions.move(caller(request), found(request, code), body.key, reason=body.reason)


@router.post("/{code}/assign", response=IncidentOut)
def assign(request: HttpRequest, code: str, body: Assignment) -> Incident:
    person, office = recipient(caller(request), body)
    return actions.assign(caller(request), found(request, code), person, office)


@router.post("/{code}/rate", response=IncidentOut)
def rate(request: HttpRequest, code: str, body: Rating) -> Incident:
    """Another severity, and with it other deadlines."""
    return actions.rate(caller(request), found(request, code), body.severity, reason=body.reason)


@router.get("/{code}/alerts", response=list[AlertOut])
def linked(request: HttpRequest, code: str) -> list[Alert]:
    return rules.alerts_of(caller(request), found(request, code).pk)


@router.post("/{code}/alerts", response={201: AlertOut})
def link(request: HttpRequest, code: str, body: Link) -> tuple[int, Alert]:
    """Count another alert to the incident, which acknowledges it."""
    actor = caller(request)
    actions.link_alert(actor, found(request, code), rules.alert(actor, body.alert))
    return 201, rules.alert(actor, body.alert)


@router.post("/{code}/alerts/{alert}/unlink", response={204: None})
def unlink(request: HttpRequest, code: str, alert: str, body: RequiredReason) -> tuple[int, None]:
    actor = caller(request)
    actions.unlink_alert(actor, found(request, code), rules.alert(actor, alert), reason=body.reason)
    return 204, None


@router.post("/{code}/reopen", response=IncidentOut)
def reopen(request: HttpRequest, code: str, body: RequiredReason) -> Incident:
    return actions.reopen(caller(request), found(request, code), reason=body.reason)


@router.post("/{code}/close", response=IncidentOut)
def close(request: HttpRequest, code: str, body: Ending) -> Incident:
    ending = {"outcome": body.outcome, "lessons": body.lessons, "cause": body.cause}
    return actions.close(caller(request), found(request, code), **ending)
