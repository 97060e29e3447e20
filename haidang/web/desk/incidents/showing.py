"""A board in the words of the reader, as the templates take it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.directory.permissions import decide
from haidang.core.directory.roles import role_word
from haidang.core.incidents import check_ins
from haidang.core.incidents.board import Board, Phase, TaskLine
from haidang.core.incidents.facts import task_words, tasks
from haidang.core.incidents.models import CheckIn, ChecklistItem, Incident, LogEntry, Receipt, Task
from haidang.core.ui import moments
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.web.desk.acts import Act

from .forms import said_metres

BUTTONS = 2  # beside the next step; more stand in a menu
PROGRAM = "system:"
LOG_KINDS = {"action": ("action", "person"), "signal": ("auto", "alert"), "field": ("report",)}
DOING = {"receive": "task.receive", "accept": "task.receive", "refuse": "task.receive", "finish": "task.done"}
"""What a move of a task asks permission for; the others are reports of a unit."""


def stepper(phases: list[Phase]) -> list[dict[str, str]]:
    states = {"passed": "done", "present": "now", "ahead": "todo"}
    return [
        {"label": shown(one.name), "state": _done_last(one) or states[one.state], "note": _phase_note(one)}
        for one in phases
    ]


def _done_last(one: Phase) -> str:
    """The last phase is over as soon as it is reached."""
    return "done" if one.state == "present" and one.lasted_for is None else ""


def _phase_note(one: Phase) -> str:
    if one.state == "ahead":
        return _("chưa bắt đầu")
    if one.started_at is None:
        return _("bỏ qua")
    began = moments.moment_said(one.started_at)
    if one.lasted_for is None:
        return began
    length = moments.length_said(one.lasted_for)
    if one.state == "present":
        said = _("từ %(moment)s · đã %(length)s") % {"moment": began, "length": length}
    else:
        said = f"{began} · {length}"
    return f"{said} · {_('quá hạn')}" if one.is_overdue else said


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the checklist; addresses are empty where the reader may not, or where it makes no sense."""

    number: int
    key: str
    title: str
    who: str
    when: str
    state: str
    due_at: datetime | None
    is_late: bool
    at: datetime | None
    by: str
    remark: str
    must: bool
    tick_url: str
    note_url: str
    skip_url: str
    untick_url: str
    task_url: str


def steps(actor: Actor, board: Board) -> list[Step]:
    """Permission is asked once: steps belong to the incident."""
    incident = board.incident
    may = {
        verb: incident.is_open and bool(decide(actor, f"incident.{verb}", incident))
        for verb in ("tick", "skip", "untick")
    }
    may["task"] = incident.is_open and bool(decide(actor, "task.create", incident))
    return [_step(incident, one, board.next_step, may) for one in board.steps]


def _step(incident: Incident, one: ChecklistItem, following: ChecklistItem | None, may: dict[str, bool]) -> Step:
    is_open = one.state == "open"
    is_next = following is not None and one.pk == following.pk

    def url(verb: str, allowed: bool) -> str:
        return reverse(f"step_{verb}", args=[incident.code, one.key]) if allowed else ""

    offices = [name_of(one.office)] if one.office else []
    return Step(
        number=one.number,
        key=one.key,
        title=shown(one.name),
        who=" · ".join([role_word(one.role), *offices]),
        when=shown(one.when) if one.when_vi else "",
        state="next" if is_next else "todo" if is_open else one.state,
        due_at=one.due_at if is_open and incident.is_open else None,
        is_late=one.overdue_at is not None,
        at=one.done_at or one.skipped_at,
        by=one.by_name,
        remark=one.note or one.reason,
        must=one.must,
        tick_url=url("tick", may["tick"] and is_open),
        note_url=url("tick_note", may["tick"] and is_open),
        skip_url=url("skip", may["skip"] and is_open),
        untick_url=url("untick", may["untick"] and not is_open),
        task_url=f"{reverse('incident_task', args=[incident.code])}?step={one.pk}" if may["task"] and is_open else "",
    )


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task: who has it, how it stands, its receipts, and the moves the reader may report."""

    code: str
    who: str
    text: str
    state: str
    kind: str
    due_at: datetime | None
    far: str
    is_unit: bool
    receipts: list[tuple[Receipt, str]]
    moves: list[tuple[str, str]]
    check: CheckIn | None
    watch_url: str
    heard_url: str


def task_rows(actor: Actor, board: Board) -> list[TaskRow]:
    return [_task_row(actor, board.incident, line) for line in board.tasks]


def _task_row(actor: Actor, incident: Incident, line: TaskLine) -> TaskRow:
    task = line.task
    return TaskRow(
        code=task.code,
        who=name_of(task.doer),
        text=task.text,
        state=shown(task_words(task.state)),
        kind=_task_kind(task),
        due_at=task.due_at if task.is_open else None,
        far=said_metres(line.metres) if line.metres is not None and task.is_open else "",
        is_unit=task.unit_id is not None,
        receipts=[(one, shown(task_words(one.state))) for one in task.receipts.all()],
        moves=list(_moves(actor, incident, task)),
        check=check_ins.of(task) if task.is_open else None,
        watch_url=_of_check(actor, incident, task, "incident.watch", "task_watch"),
        heard_url=_of_check(actor, incident, task, "unit.check_in", "task_heard") if check_ins.of(task) else "",
    )


def _of_check(actor: Actor, incident: Incident, task: Task, right: str, name: str) -> str:
    at_work = task.unit_id is not None and task.is_open and incident.is_open
    return reverse(name, args=[incident.code, task.code]) if at_work and decide(actor, right, task) else ""


def _task_kind(task: Task) -> str:
    if task.state == "done":
        return "done"
    if task.state == "refused":
        return "off"
    return "late" if task.overdue_at else "wait" if task.state in ("sent", "received") else ""


def _moves(actor: Actor, incident: Incident, task: Task) -> Iterator[tuple[str, str]]:
    if not (task.is_open and incident.is_open):
        return
    allowed = {name: bool(decide(actor, name, task)) for name in ("task.receive", "task.done", "unit.report")}
    for move in tasks().moves_from(task.state):
        needs_unit = move.key in ("depart", "arrive")
        if allowed[DOING.get(move.key, "unit.report")] and (task.unit_id or not needs_unit):
            yield shown(move.name), reverse("task_move", args=[incident.code, task.code, move.key])


@dataclass(frozen=True, slots=True)
class Line:
    id: int
    at: datetime
    kind: str
    text: str
    by: str


def log(entries: list[LogEntry], others: dict[int, str] | None = None) -> list[Line]:
    """`others` are the codes of incidents that were merged into this one: a line of theirs says so."""
    return [_line(one, (others or {}).get(one.incident_id, "")) for one in entries]


def _line(one: LogEntry, code: str) -> Line:
    by = _("Tự động") if one.actor.startswith(PROGRAM) else one.actor_name
    return Line(one.pk, one.at, one.kind, shown(one.text), " · ".join(filter(None, (by, code))))


def acts(actor: Actor, board: Board) -> dict[str, Any]:
    """The next thing to do, two buttons, and a menu with the rest."""
    every = list(_acts(actor, board))
    first = _next(actor, board)
    rest = [one for one in every if first is None or one.url != first.url or one.given != first.given]
    return {"next_act": first, "acts": rest[:BUTTONS], "more_acts": rest[BUTTONS:]}


def _next(actor: Actor, board: Board) -> Act | None:
    """The next step of the playbook; without one, the next phase; at the end, closing."""
    incident, step = board.incident, board.next_step
    if not incident.is_open:
        return None
    if step is not None and decide(actor, "incident.tick", incident):
        label = _("Hoàn thành bước %(number)s") % {"number": step.number}
        key = str(step.number) if step.number < 10 else ""
        return Act(label, reverse("step_tick", args=[incident.code, step.key]), "checks", key, at_once=True)
    moves = [move for move in board.moves if move.key not in ("close", "reopen")]
    if moves and step is None and decide(actor, "incident.move", incident):
        return _move(incident, moves[0].key, shown(moves[0].name))
    if not board.blockers and decide(actor, "incident.close", incident):
        return Act(_("Kết thúc sự cố"), reverse("incident_close", args=[incident.code]), "circle-check")
    return None


def _move(incident: Incident, key: str, label: str) -> Act:
    return Act(
        label, reverse("incident_move", args=[incident.code]), "arrow-right", at_once=True, given=(("move", key),)
    )


def _acts(actor: Actor, board: Board) -> Iterator[Act]:
    incident = board.incident
    if not incident.is_open:
        yield from _acts_afterwards(actor, incident)
        return
    offered = [
        ("unit.send", _("Điều lực lượng"), "incident_send", "truck", "d"),
        ("task.create", _("Giao nhiệm vụ"), "incident_task", "clipboard-list", ""),
    ]
    yield from _forms(actor, incident, offered)
    if decide(actor, "incident.move", incident):
        for move in board.moves:
            if move.key not in ("close", "reopen"):
                yield _move(incident, move.key, shown(move.name))
    yield from _forms(
        actor,
        incident,
        [
            ("incident.assign", _("Giao người phụ trách"), "incident_assign", "user", ""),
            ("incident.rate", _("Đổi mức"), "incident_rate", "alert-triangle", ""),
            ("incident.compose", _("Lập báo cáo tình hình"), "incident_report", "file-type-pdf", ""),
            ("incident.merge", _("Gộp vào sự cố khác"), "incident_merge", "git-compare", ""),
            ("incident.detach", _("Tách khỏi sự cố lớn"), "incident_detach", "hierarchy", "")
            if incident.parent_id
            else ("incident.attach", _("Đưa vào sự cố lớn"), "incident_attach", "hierarchy", ""),
            ("incident.attach", _("Thêm sự cố con"), "incident_add_part", "hierarchy", ""),
            ("incident.link", _("Gắn cảnh báo"), "incident_link", "link", ""),
        ],
    )
    if decide(actor, "warning.publish", incident) and not incident.is_exercise:
        yield Act(_("Báo cho người dân"), f"{reverse('warning_new')}?incident={incident.code}", "speakerphone")
    yield from _forms(actor, incident, [("incident.close", _("Kết thúc sự cố"), "incident_close", "circle-check", "")])


def _forms(actor: Actor, incident: Incident, offered: list[tuple[str, str, str, str, str]]) -> Iterator[Act]:
    """What the actor may: right, label, name of the address, icon, key."""
    for right, label, name, icon, key in offered:
        if decide(actor, right, incident):
            yield Act(label, reverse(name, args=[incident.code]), icon, key)


def _acts_afterwards(actor: Actor, incident: Incident) -> Iterator[Act]:
    if incident.merged_into_id:
        offered = [("incident.unmerge", _("Tách ra, làm tiếp"), "incident_unmerge", "git-compare", "")]
    else:
        offered = [
            ("incident.reopen", _("Mở lại sự cố"), "incident_reopen", "refresh", ""),
            ("incident.compose", _("Lập báo cáo kết thúc"), "incident_report", "file-type-pdf", ""),
        ]
    yield from _forms(actor, incident, offered)


def left_words(left_for: timedelta | None) -> str:
    if left_for is None:
        return ""
    return _("quá hạn khống chế") if left_for < timedelta() else _("đến hạn khống chế")
