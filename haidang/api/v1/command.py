"""How an incident is commanded: drawings on its map, objectives, merging, check-ins of units, reports."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from haidang.core.directory.queries import visible
from haidang.core.incidents import check_ins, command, drawings, merging, queries
from haidang.core.incidents.models import CheckIn, Drawing, Incident, Objective, Report
from haidang.kernel.geo import Point

from .callers import caller
from .given import Given, Moment
from .incidents import IncidentOut, RequiredReason, found
from .problems import Missing

router = Router()
of_task = Router()


class DrawingOut(Schema):
    """A shape on the map of an incident: GeoJSON geometry (WGS 84), from when to when it held."""

    code: str
    kind: str
    label: str
    geometry: dict[str, Any]
    drawn_at: datetime
    gone_at: datetime | None
    by_name: str


class DrawingIn(Given):
    """`kind` is point, line, area, hazard, cordon or assembly; `instead` the code of a drawing it takes the place of."""

    kind: str
    geometry: dict[str, Any]
    label: str = ""
    instead: str = ""


class ObjectiveOut(Schema):
    number: int
    text: str
    due_at: datetime | None
    state: str
    state_at: datetime
    reason: str


class ObjectiveIn(Given):
    text: str
    due_at: Moment | None = None


class Settling(Given):
    """`state` is open, reached or dropped; all but reached need a reason."""

    state: Literal["open", "reached", "dropped"]
    reason: str = ""


class Merging(Given):
    """`into` is the code of the incident that goes on."""

    into: str
    reason: str


class CheckInIn(Given):
    """All is well; `point` is [lon, lat] of where the unit is."""

    text: str = ""
    point: tuple[float, float] | None = None


class CheckInOut(Schema):
    """`due_at` is when the unit is to be heard from next."""

    last_at: datetime | None
    due_at: datetime
    late_at: datetime | None


class ReportOut(Schema):
    """A report as it was composed; its PDF is at /incidents/{code}/reports/{report}.pdf?lang=vi|en."""

    code: str
    kind: str
    number: int
    composed_at: datetime
    by_name: str


@router.get("/{code}/drawings", response=list[DrawingOut])
def drawn(request: HttpRequest, code: str, at: Moment | None = None) -> list[Drawing]:
    """What is drawn now, or was at a moment."""
    incident = found(request, code)
    if at is None:
        return drawings.now(caller(request), incident)
    return drawings.at(drawings.of(caller(request), incident), at)


@router.post("/{code}/drawings", response={201: DrawingOut})
def draw(request: HttpRequest, code: str, body: DrawingIn) -> tuple[int, Drawing]:
    actor, incident = caller(request), found(request, code)
    before = _drawing(actor, incident, body.instead) if body.instead else None
    return 201, drawings.draw(actor, incident, body.kind, body.geometry, label=body.label, instead=before)


@router.post("/{code}/drawings/{drawing}/erase", response=DrawingOut)
def erase(request: HttpRequest, code: str, drawing: str) -> Drawing:
    actor, incident = caller(request), found(request, code)
    return drawings.erase(actor, incident, _drawing(actor, incident, drawing).code)


def _drawing(actor: Any, incident: Incident, code: str) -> Drawing:
    one = next((row for row in drawings.of(actor, incident) if row.code == code), None)
    if one is None:
        raise Missing("drawing", code)
    return one


@router.get("/{code}/objectives", response=list[ObjectiveOut])
def objectives(request: HttpRequest, code: str) -> list[Objective]:
    return list(found(request, code).objectives.all())


@router.post("/{code}/objectives", response={201: ObjectiveOut})
def set_objective(request: HttpRequest, code: str, body: ObjectiveIn) -> tuple[int, Objective]:
    return 201, command.set_objective(caller(request), found(request, code), body.text, due_at=body.due_at)


@router.post("/{code}/objectives/{number}/settle", response=ObjectiveOut)
def settle(
    request: HttpRequest, code: str, number: Annotated[int, Field(ge=1, le=32_767)], body: Settling
) -> Objective:
    return command.settle(caller(request), found(request, code), number, body.state, reason=body.reason)


@router.post("/{code}/merge", response=IncidentOut)
def merge(request: HttpRequest, code: str, body: Merging) -> Incident:
    """The incident is the same matter as another: it ends, and what hangs on it goes over."""
    return merging.merge(caller(request), found(request, code), found(request, body.into), reason=body.reason)


@router.post("/{code}/unmerge", response=IncidentOut)
def unmerge(request: HttpRequest, code: str, body: RequiredReason) -> Incident:
    return merging.unmerge(caller(request), found(request, code), reason=body.reason)


@router.get("/{code}/reports", response=list[ReportOut])
def reports(request: HttpRequest, code: str) -> list[Report]:
    rows = Report.objects.filter(visible(caller(request), Report), incident=found(request, code))
    return list(rows.defer("content"))


@of_task.post("/{code}/check_in", response=CheckInOut)
def check_in(request: HttpRequest, code: str, body: CheckInIn) -> CheckIn:
    """The unit says that it is well; it is to be heard from again by `due_at`."""
    actor = caller(request)
    task = queries.task_by_code(actor, code)
    if task is None:
        raise Missing("task", code)
    return check_ins.check_in(actor, task, text=body.text, point=Point(*body.point) if body.point else None)
