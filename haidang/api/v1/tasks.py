"""Work given to offices and field units within an incident, with their receipts."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from haidang.core.directory import queries as directory
from haidang.core.incidents import actions, queries
from haidang.core.incidents.models import Receipt, Task
from haidang.kernel.action import Invalid
from haidang.kernel.geo import Point

from . import incidents, steps
from .callers import caller
from .given import Given
from .problems import Missing

router = Router()
of_incident = Router()
LONGEST = 30 * 24 * 60  # minutes


class ReceiptOut(Schema):
    """When the task entered a state, and who said so."""

    state: str
    at: datetime
    by_name: str
    note: str


class TaskOut(Schema):
    code: str
    incident: str
    text: str
    office: str
    unit: str | None
    step: str | None
    state: str
    sent_at: datetime
    due_at: datetime
    ended_at: datetime | None
    reason: str
    proof: str
    receipts: list[ReceiptOut]

    @staticmethod
    def resolve_incident(row: Task) -> str:
        return row.incident.code

    @staticmethod
    def resolve_office(row: Task) -> str:
        return row.office.code

    @staticmethod
    def resolve_unit(row: Task) -> str | None:
        return row.unit.code if row.unit else None

    @staticmethod
    def resolve_step(row: Task) -> str | None:
        return row.step.key if row.step else None

    @staticmethod
    def resolve_receipts(row: Task) -> list[Receipt]:
        return list(row.receipts.all())


class TaskIn(Given):
    """For an office (its code) or a field unit (its code); `minutes` by default as the severity allows."""

    office: str = ""
    unit: str = ""
    text: str = ""
    minutes: Annotated[int, Field(ge=1, le=LONGEST)] | None = None
    step: str = ""


class Receive(Given):
    move: Literal["receive", "accept", "refuse"] = "receive"
    reason: str = ""


class Report(Given):
    """`move` is depart or arrive, or left out for words alone; `point` [lon, lat] is where the unit is now."""

    text: str = ""
    move: Literal["", "depart", "arrive"] = ""
    point: tuple[float, float] | None = None


class Done(Given):
    proof: str


def found(request: HttpRequest, code: str) -> Task:
    row = queries.task_by_code(caller(request), code)
    if row is None:
        raise Missing("task", code)
    return row


@of_incident.get("/{code}/tasks", response=list[TaskOut])
def listed(request: HttpRequest, code: str) -> list[Task]:
    """The tasks of an incident, newest first."""
    return queries.tasks_of(caller(request), incidents.found(request, code))


@of_incident.post("/{code}/tasks", response={201: TaskOut})
def create(request: HttpRequest, code: str, body: TaskIn) -> tuple[int, Task]:
    """Give work to an office, or send a field unit."""
    actor, incident = caller(request), incidents.found(request, code)
    if bool(body.office) == bool(body.unit):
        raise Invalid("office", "give either an office or a unit", body.office)
    facts: dict[str, Any] = {
        "within": timedelta(minutes=body.minutes) if body.minutes else None,
        "step": steps.found(request, code, body.step) if body.step else None,
    }
    if body.office:
        office = directory.office(actor, body.office)
        if office is None:
            raise Missing("office", body.office)
        return 201, actions.create_task(actor, incident, office, body.text, **facts)
    unit = directory.units(actor).select_related("office__place").filter(code=body.unit).first()
    if unit is None:
        raise Missing("unit", body.unit)
    return 201, actions.send_unit(actor, incident, unit, text=body.text, **facts)


@router.get("/{code}", response=TaskOut)
def one(request: HttpRequest, code: str) -> Task:
    return found(request, code)


@router.post("/{code}/receive", response=TaskOut)
def receive(request: HttpRequest, code: str, body: Receive) -> Task:
    """The receipt of whoever has the task: receive, accept, or refuse with a reason."""
    return actions.receive(caller(request), found(request, code), move=body.move, reason=body.reason)


@router.post("/{code}/report", response=TaskOut)
def report(request: HttpRequest, code: str, body: Report) -> Task:
    point = Point(*body.point) if body.point else None
    return actions.report(caller(request), found(request, code), body.text, move=body.move, point=point)


@router.post("/{code}/done", response=TaskOut)
def done(request: HttpRequest, code: str, body: Done) -> Task:
    return actions.finish(caller(request), found(request, code), proof=body.proof)
