"""Tasks under way: giving one out, its receipts, and the state of the unit that follows from them."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.directory.models import FieldUnit, Office
from haidang.core.directory.numbers import next_code
from haidang.kernel.action import Doing, NotPossible
from haidang.kernel.bilingual import shown
from haidang.kernel.geo import Point

from .facts import allowed_for, facts, tasks, unit_words
from .models import ChecklistItem, Incident, Receipt, Task


def give(
    do: Doing,
    incident: Incident,
    *,
    text: str,
    office: Office,
    unit: FieldUnit | None = None,
    within: timedelta | None = None,
    step: ChecklistItem | None = None,
) -> Task:
    """A new task in its first state, with its first receipt."""
    task = Task.objects.create(
        code=next_code(Task, "NV"),
        incident=incident,
        step=step,
        office=office,
        unit=unit,
        text=text,
        state=tasks().start,
        state_at=do.at,
        sent_at=do.at,
        due_at=do.at + (within or allowed_for(incident.severity, "task")),
        by_name=do.actor.name,
    )
    _receipt(do, task, "")
    return task


def to_change(task: Task) -> Task:
    """The task, locked and fresh."""
    rows = Task.objects.select_for_update(of=("self",)).select_related("unit", "office", "step")
    return rows.get(pk=task.pk)


def place(do: Doing, task: Task, point: Point) -> None:
    """Where the unit of the task is now; the event keeps it, and from the events its way is drawn later (past.py)."""
    if task.unit:
        task.unit.lon, task.unit.lat = point
        task.unit.save(update_fields=["lon", "lat"])
        do.event.facts["unit_at"] = {"unit": task.unit.code, "lon": point.lon, "lat": point.lat}


def advance(do: Doing, task: Task, move: str, *, note: str = "", reason: str = "") -> None:
    """Make a move of the task's flow, leave a receipt, let its unit follow. Raises NotPossible or Invalid."""
    state = tasks().take(task.state, move, reason=reason)
    task.state, task.state_at, task.reason = state.key, do.at, reason
    if state.key == "done":
        task.proof = note
    if state.final:
        task.ended_at, task.overdue_at = do.at, None
    task.save()
    _receipt(do, task, note or reason)
    _follow(do, task)


def _receipt(do: Doing, task: Task, note: str) -> None:
    Receipt.objects.create(task=task, state=task.state, at=do.at, by_name=do.actor.name, note=note)
    do.event.facts["tasks"] = [task_facts(task)]


def _follow(do: Doing, task: Task) -> None:
    if task.unit is None:
        return
    unit = FieldUnit.objects.select_for_update(of=("self",)).get(pk=task.unit.pk)
    set_state(unit, facts().unit[task.state], do.at)


def set_state(unit: FieldUnit, state: str, at: datetime) -> None:
    unit.state, unit.state_at = state, at
    unit.save(update_fields=["state", "state_at"])


def ready(unit: FieldUnit) -> FieldUnit:
    """The unit, locked. Raises NotPossible when it is not free to be sent, telling what it is doing."""
    unit = FieldUnit.objects.select_for_update(of=("self",)).select_related("office__place").get(pk=unit.pk)
    if unit.state == "ready":
        return unit
    busy = unit.tasks.filter(ended_at=None).select_related("incident").first()
    doing = _(" (%(task)s, sự cố %(incident)s)") % {"task": busy.code, "incident": busy.incident.code} if busy else ""
    raise NotPossible(
        _("%(unit)s chưa sẵn sàng: %(state)s%(doing)s.")
        % {"unit": unit, "state": shown(unit_words(unit.state)), "doing": doing}
    )


def task_facts(task: Task) -> dict[str, Any]:
    """A task as the journal and the stream carry it."""
    return {
        "code": task.code,
        "state": task.state,
        "text": task.text,
        "office": task.office.code,
        "unit": task.unit.code if task.unit else "",
        "due_at": task.due_at,
        "ended_at": task.ended_at,
        "overdue_at": task.overdue_at,
    }
