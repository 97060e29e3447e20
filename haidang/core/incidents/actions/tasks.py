"""Tasks: given to an office or a field unit, received, reported on, done."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import FieldUnit, Office
from haidang.core.incidents import check_ins, fieldwork, log, phases, words
from haidang.core.incidents.models import ChecklistItem, Incident, Task
from haidang.core.incidents.under_way import (
    changing,
    must_be_open,
    own_step,
    tell,
    tell_concerned,
)
from haidang.core.notices.actions import Recipient
from haidang.kernel.action import Doing, Invalid, action
from haidang.kernel.bilingual import both, same
from haidang.kernel.geo import Point
from haidang.kernel.given import checked_point, needed


@action("task.create")
def create_task(
    do: Doing,
    incident: Incident,
    office: Office,
    text: str,
    *,
    within: timedelta | None = None,
    step: ChecklistItem | None = None,
) -> Task:
    """Give work to an office; by default within the time the severity allows."""
    with changing(do, incident) as incident:
        must_be_open(incident)
        step = own_step(incident, step)
        task = fieldwork.give(do, incident, text=needed("text", text), office=office, within=within, step=step)
        _dispatched(do, incident, task, [office])
    return task


@action("unit.send")
def send_unit(
    do: Doing,
    incident: Incident,
    unit: FieldUnit,
    *,
    text: str = "",
    within: timedelta | None = None,
    step: ChecklistItem | None = None,
) -> Task:
    """Send a field unit; it gets a task. Raises NotPossible when the unit is not ready, telling what it is doing."""
    with changing(do, incident) as incident:
        must_be_open(incident)
        step, unit = own_step(incident, step), fieldwork.ready(unit)
        what = text.strip() or incident.title
        task = fieldwork.give(do, incident, text=what, office=unit.office, unit=unit, within=within, step=step)
        fieldwork.set_state(unit, "assigned", do.at)
        _dispatched(do, incident, task, list(unit.members.all()))
    return task


def _dispatched(do: Doing, incident: Incident, task: Task, to: list[Recipient]) -> None:
    text = words.tasked(task)
    if phases.move_on(do, incident, "dispatch"):
        text = words.with_move(incident, text)
    log.write(do, incident, "action", text, task, task.doer, task.step)
    tell(do, incident, to, both(msgid("Nhiệm vụ mới %(code)s"), code=task.code), same(task.text), link=task.link)


@action("task.receive")
def receive(do: Doing, task: Task, *, move: str = "receive", reason: str = "") -> Task:
    """A receipt from whoever has the task: receive, accept or refuse (with a reason)."""
    _one_of(move, "receive", "accept", "refuse")
    return _advance(do, task, move, reason=reason)


@action("unit.report")
def report(do: Doing, task: Task, text: str = "", *, move: str = "", point: Point | None = None) -> Task:
    """A report from the field: depart or arrive, or words alone; `point` is where the unit is now."""
    _one_of(move, "", "depart", "arrive")
    return _advance(do, task, move, note=text if move else needed("text", text), point=point)


@action("task.done")
def finish(do: Doing, task: Task, *, proof: str) -> Task:
    """The task is done; `proof` says what was achieved."""
    return _advance(do, task, "finish", note=needed("proof", proof))


def _one_of(move: str, *moves: str) -> None:
    if move not in moves:
        raise Invalid("move", _("Chọn một trong: %(moves)s.") % {"moves": ", ".join(filter(None, moves))}, move)


def _advance(do: Doing, task: Task, move: str, *, note: str = "", reason: str = "", point: Point | None = None) -> Task:
    with changing(do, task.incident) as incident:
        must_be_open(incident)
        task = fieldwork.to_change(task)
        if point:
            fieldwork.place(do, task, checked_point(point))
        if move:
            fieldwork.advance(do, task, move, note=note.strip(), reason=reason.strip())
        check_ins.heard(task, do.at)
        if move == "arrive":
            check_ins.begin(task, do.at)
        text = words.reported(task, move, note.strip() or reason.strip())
        if task.state in ("arrived", "done") and phases.move_on(do, incident, "handle"):
            text = words.with_move(incident, text)
        log.write(do, incident, "report", text, task, task.doer)
        if task.state == "refused":
            tell_concerned(do, incident, msgid("Nhiệm vụ bị từ chối trong sự cố %(code)s"), text)
    return task
