"""Everything that changes an incident, its checklist, tasks and links. Each leaves one event and one line in the log.

The event is about the incident: what changed of it stands in before and after; `log`, `steps`, `tasks` and `alerts`
among its facts hold what else is new, so that whoever holds a snapshot can follow by events alone (snapshot.py).
"""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases.models import Case
from haidang.core.directory.models import FieldUnit, Office, Person, Place
from haidang.core.directory.numbers import next_code
from haidang.core.directory.queries import person_of
from haidang.core.notices.actions import Recipient
from haidang.core.rules.models import Alert
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both, same
from haidang.kernel.geo import Point
from haidang.kernel.given import checked_point, needed
from haidang.kernel.text import folded

from . import alerts, check_ins, fieldwork, log, overdue, phases, playbooks, words
from .blockers import blockers
from .facts import phases as flow
from .models import ChecklistItem, Incident, IncidentAlert, LogEntry, Task
from .snapshot import WATCHED, step_facts
from .under_way import (
    changing,
    checked_severity,
    concerned,
    must_be_open,
    open_step,
    own_step,
    save_step,
    step_to_change,
    tell,
    tell_concerned,
)


@action("incident.open")
def open_incident(
    do: Doing,
    origin: Alert | Case | Place,
    *,
    title: str = "",
    severity: int | None = None,
    point: Point | None = None,
    playbook: tuple[str, str] | None = None,
    owner: Person | None = None,
    office: Office | None = None,
    parent: Incident | None = None,
    is_exercise: bool = False,
    is_simulated: bool = False,
) -> Incident:
    """Open an incident from an alert (which is acknowledged) or a case, which give what is left out, or at a place.

    `playbook` is (domain, key); ("", "") opens without one. Raises NotPossible when the alert belongs to an incident
    already, telling which; Invalid for a missing title, a severity outside 1 to 4, a point off the earth.
    """
    given = alerts.given(origin)
    domain, key = given.playbook if playbook is None else playbook
    plan = playbooks.found(domain, key)
    owner = owner or person_of(do.actor)
    incident = Incident(
        code=next_code(Incident, "SC"),
        title=needed("title", title or given.title),
        severity=checked_severity(given.severity if severity is None else severity),
        phase=flow().start,
        flow_version=flow().version,
        origin=given.kind,
        place=given.place,
        owner=owner,
        office=office or (owner.office if owner else given.office),
        parent=parent,
        playbook_domain=domain if plan else "",
        playbook_key=key if plan else "",
        playbook=playbooks.snapshot(plan) if plan else {},
        opened_at=do.at,
        is_exercise=is_exercise or bool(parent and parent.is_exercise),
        is_simulated=is_simulated or given.is_simulated,
    )
    where = point or given.point
    if where:
        incident.lon, incident.lat = checked_point(where)
    incident.folded = folded(f"{incident.code} {incident.title} {incident.place.name_vi}")
    phases.begin(incident, do.at)
    steps = playbooks.checklist(incident, plan) if plan else []
    if isinstance(origin, Alert):
        alerts.take(do, incident, origin)
    if isinstance(origin, Case):
        alerts.take_case(do, incident, origin)
    text = words.opened(incident, given.code)
    log.write(do, incident, "action", text, origin)
    do.about(incident, steps=[step_facts(step) for step in steps])
    do.event.after = {name: getattr(incident, name) for name in WATCHED}
    tell_concerned(do, incident, msgid("Mở sự cố %(code)s"), text)
    return incident


@action("incident.assign")
def assign(do: Doing, incident: Incident, owner: Person | None, office: Office | None = None) -> Incident:
    """Give the incident to a person (None: to nobody in particular) and to an office, by default the person's."""
    with changing(do, incident) as incident:
        must_be_open(incident)
        incident.owner = owner
        incident.office = office or (owner.office if owner else incident.office)
        text = both(msgid("Giao sự cố cho %(who)s"), who=words.holder(owner, incident.office))
        log.write(do, incident, "action", text, owner, incident.office)
        tell(do, incident, [owner] if owner else [], both(msgid("Giao sự cố %(code)s"), code=incident.code), text)
    return incident


@action("incident.rate")
def rate(do: Doing, incident: Incident, severity: int, *, reason: str) -> Incident:
    """Change the severity, and with it the deadlines, for a reason."""
    with changing(do, incident) as incident:
        must_be_open(incident)
        before, incident.severity = incident.severity, checked_severity(severity)
        if before == incident.severity:
            raise NotPossible(_("Sự cố đang ở mức này rồi."))
        phases.reckon(incident, do.at)
        text = words.rated(before, incident.severity, needed("reason", reason))
        log.write(do, incident, "action", text)
        tell_concerned(do, incident, msgid("Đổi mức sự cố %(code)s"), text)
    return incident


@action("incident.move")
def move(do: Doing, incident: Incident, key: str, *, reason: str = "") -> Incident:
    """Move to another phase: verify, dispatch or handle. Closing and reopening are actions of their own."""
    if key in ("close", "reopen"):
        raise Invalid("move", _("Kết thúc và mở lại sự cố có thao tác riêng."), key)
    with changing(do, incident) as incident:
        phases.move(do, incident, key, reason=reason)
        log.write(do, incident, "action", words.moved(incident, reason))
    return incident


@action("incident.tick")
def tick(do: Doing, step: ChecklistItem, *, note: str = "") -> ChecklistItem:
    """Mark a step of the checklist as done."""
    with changing(do, step.incident) as incident:
        must_be_open(incident)
        step = open_step(incident, step)
        step.done_at, step.by, step.by_name, step.note = do.at, str(do.actor), do.actor.name, note.strip()
        save_step(do, step)
        text = words.on_step(msgid("Xong bước %(number)s: %(step)s%(remark)s"), step, step.note)
        log.write(do, incident, "action", text, step)
    return step


@action("incident.skip")
def skip(do: Doing, step: ChecklistItem, *, reason: str) -> ChecklistItem:
    """Leave out a step, for a reason."""
    with changing(do, step.incident) as incident:
        must_be_open(incident)
        step = open_step(incident, step)
        step.skipped_at, step.by, step.by_name = do.at, str(do.actor), do.actor.name
        step.reason = needed("reason", reason)
        save_step(do, step)
        text = words.on_step(msgid("Bỏ qua bước %(number)s: %(step)s%(remark)s"), step, step.reason)
        log.write(do, incident, "action", text, step)
    return step


@action("incident.untick")
def untick(do: Doing, step: ChecklistItem, *, reason: str = "") -> ChecklistItem:
    """Take back a tick or a skip; the log keeps both."""
    with changing(do, step.incident) as incident:
        must_be_open(incident)
        step = step_to_change(incident, step)
        if step.state == "open":
            raise NotPossible(_("Bước này chưa làm."))
        step.done_at = step.skipped_at = None
        step.by = step.by_name = step.reason = step.note = ""
        save_step(do, step)
        text = words.on_step(msgid("Mở lại bước %(number)s: %(step)s%(remark)s"), step, reason.strip())
        log.write(do, incident, "action", text, step)
    return step


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


@action("incident.log")
def add_log(do: Doing, incident: Incident, text: str) -> LogEntry:
    """Write a line; units and offices named by @code are told. A closed incident still takes lines."""
    with changing(do, incident) as incident:
        line = same(needed("text", text))
        named = log.mentioned(line.vi)
        entry = log.write(do, incident, "person", line, *named)
        to: list[Recipient] = []
        for one in named:
            to += one.members.all() if isinstance(one, FieldUnit) else [one]
        tell(do, incident, to, both(msgid("Có nhắc đến anh/chị trong sự cố %(code)s"), code=incident.code), line)
    return entry


@action("incident.link")
def link_alert(do: Doing, incident: Incident, alert: Alert) -> IncidentAlert:
    """Count another alert to the incident. Raises NotPossible when it belongs to one already, telling which."""
    with changing(do, incident) as incident:
        must_be_open(incident)
        link = alerts.take(do, incident, alert)
        log.write(do, incident, "action", both(msgid("Gắn cảnh báo %(code)s"), code=alert.code), alert)
    return link


@action("incident.unlink")
def unlink_alert(do: Doing, incident: Incident, alert: Alert, *, reason: str) -> Incident:
    """Take an alert out of the incident, for a reason."""
    with changing(do, incident) as incident:
        alerts.release(do, incident, alert)
        text = both(msgid("Gỡ cảnh báo %(code)s: %(reason)s"), code=alert.code, reason=needed("reason", reason))
        log.write(do, incident, "action", text, alert)
    return incident


@action("incident.close")
def close(do: Doing, incident: Incident, *, outcome: str, lessons: str, cause: str = "") -> Incident:
    """Close with outcome and lessons. Raises NotPossible naming the obligatory steps and the tasks still open."""
    with changing(do, incident) as incident:
        phases.move(do, incident, "close", blockers=blockers(incident))
        incident.outcome, incident.lessons = needed("outcome", outcome), needed("lessons", lessons)
        incident.cause, incident.closed_at = cause.strip(), do.at
        log.write(do, incident, "action", both(msgid("Kết thúc sự cố: %(outcome)s"), outcome=incident.outcome))
    return incident


@action("incident.reopen")
def reopen(do: Doing, incident: Incident, *, reason: str) -> Incident:
    """Open a closed incident again; outcome and lessons stay until they are written anew."""
    with changing(do, incident) as incident:
        if incident.merged_into is not None:
            raise NotPossible(
                _("Sự cố đã gộp vào %(code)s: tách ra để làm tiếp.") % {"code": incident.merged_into.code}
            )
        phases.move(do, incident, "reopen", reason=reason)
        incident.closed_at = None
        text = words.moved(incident, reason.strip())
        log.write(do, incident, "action", text)
        tell_concerned(do, incident, msgid("Mở lại sự cố %(code)s"), text)
    return incident


@action("incident.escalate")
def escalate(do: Doing, incident: Incident) -> Incident:
    """Mark what is newly overdue and tell once whom it concerns. Raises NotPossible when nothing is."""
    with changing(do, incident) as incident:
        late = overdue.mark(incident, do.at)
        if not late:
            raise NotPossible(_("Không có gì quá hạn."))
        do.event.facts["steps"] = [step_facts(step) for step in late.steps]
        do.event.facts["tasks"] = [fieldwork.task_facts(task) for task in late.tasks]
        text = both(msgid("Quá hạn: %(what)s"), what=late.words())
        log.write(do, incident, "auto", text, *late.steps, *late.tasks)
        to = [*concerned(incident, lead=True), *late.offices()]
        tell(do, incident, to, both(msgid("Quá hạn trong sự cố %(code)s"), code=incident.code), text)
    return incident
