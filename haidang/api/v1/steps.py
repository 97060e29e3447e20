"""The checklist of an incident: what the playbook asks for, done, skipped or taken back."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.incidents import actions
from haidang.core.incidents.models import ChecklistItem

from . import incidents
from .callers import caller
from .given import Given
from .problems import Missing

router = Router()


class StepOut(Schema):
    """One step; `state` is open, done or skipped, `role` who should do it."""

    number: int
    key: str
    name_vi: str
    name_en: str
    role: str
    office: str | None
    must: bool
    state: str
    due_at: datetime
    done_at: datetime | None
    skipped_at: datetime | None
    by_name: str
    reason: str
    note: str

    @staticmethod
    def resolve_office(row: ChecklistItem) -> str | None:
        return row.office.code if row.office else None


class Note(Given):
    note: str = ""


class Reason(Given):
    reason: str = ""


def found(request: HttpRequest, code: str, key: str) -> ChecklistItem:
    incident = incidents.found(request, code)
    row = incident.steps.select_related("incident__place", "incident__office", "office").filter(key=key).first()
    if row is None:
        raise Missing("step", key)
    return row


@router.get("/{code}/steps", response=list[StepOut])
def listed(request: HttpRequest, code: str) -> list[ChecklistItem]:
    return list(incidents.found(request, code).steps.select_related("office"))


@router.post("/{code}/steps/{key}/tick", response=StepOut)
def tick(request: HttpRequest, code: str, key: str, body: Note) -> ChecklistItem:
    return actions.tick(caller(request), found(request, code, key), note=body.note)


@router.post("/{code}/steps/{key}/skip", response=StepOut)
def skip(request: HttpRequest, code: str, key: str, body: Reason) -> ChecklistItem:
    return actions.skip(caller(request), found(request, code, key), reason=body.reason)


@router.post("/{code}/steps/{key}/untick", response=StepOut)
def untick(request: HttpRequest, code: str, key: str, body: Reason) -> ChecklistItem:
    return actions.untick(caller(request), found(request, code, key), reason=body.reason)
