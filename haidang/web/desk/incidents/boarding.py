"""The command of an incident in the words of the reader: roles, objectives, greater and lesser incidents, reports, lessons."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from haidang.core.directory.permissions import decide
from haidang.core.incidents import lessons
from haidang.core.incidents.board import Board
from haidang.core.incidents.facts import facts, role_words
from haidang.core.incidents.models import Incident, Objective, Report
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown

from .forms import said_metres

STATUS = {"open": "wait", "reached": "done", "dropped": "off"}


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    number: int
    text: str
    state: str
    kind: str
    due_at: datetime | None
    said: str
    moves: list[tuple[str, str]]


def command(actor: Actor, board: Board) -> dict[str, Any]:
    """What the panels of the command show."""
    incident = board.incident
    may_settle = incident.is_open and bool(decide(actor, "incident.settle", incident))
    may_appoint = incident.is_open and bool(decide(actor, "incident.appoint", incident))
    may_merge = incident.is_open and bool(decide(actor, "incident.merge", incident))
    return {
        "objectives": [_objective(incident, one, may=may_settle) for one in board.objectives],
        "roles": [
            (shown(role_words(one.role)), one,
             reverse("incident_relieve", args=[incident.code, one.role]) if may_appoint else "")
            for one in sorted(board.roles, key=lambda one: _rank(one.role))
        ],
        "may_appoint": may_appoint,
        "may_aim": incident.is_open and bool(decide(actor, "incident.objective", incident)),
        "parts": [(one, name_of(one.place)) for one in board.parts],
        "duplicates": board.duplicates,
        "alike": [
            (one, said_metres(metres) if metres is not None else "",
             f"{reverse('incident_merge', args=[one.code])}?into={incident.code}" if may_merge else "")
            for one, metres in board.alike
        ],
        "reports": _reports(incident),
        "may_compose": bool(decide(actor, "incident.compose", incident)),
        "may_draw": incident.is_open and bool(decide(actor, "incident.draw", incident)),
        "changes": _changes(actor, incident),
        "propose_url": _propose(actor, incident),
    }  # fmt: skip


def _rank(role: str) -> int:
    return next((number for number, one in enumerate(facts().roles) if one.key == role), len(facts().roles))


def _objective(incident: Incident, one: Objective, *, may: bool) -> ObjectiveRow:
    others = [state for state in facts().objectives if state != one.state] if may else []
    late = one.state == "open" and one.due_at is not None and one.due_at < clock.now()
    return ObjectiveRow(
        number=one.number,
        text=one.text,
        state=shown(facts().objectives[one.state]),
        kind="late" if late else STATUS[one.state],
        due_at=one.due_at if one.state == "open" else None,
        said=" – ".join(filter(None, (one.state_by, one.reason))),
        moves=[
            (shown(facts().objectives[state]), reverse("incident_settle", args=[incident.code, one.number, state]))
            for state in others
        ],
    )


def _reports(incident: Incident) -> list[tuple[Report, str, str]]:
    rows = incident.reports.defer("content")
    return [
        (one, shown(facts().reports[one.kind]), reverse("incident_report_pdf", args=[incident.code, one.code]))
        for one in rows
    ]


def _changes(actor: Actor, incident: Incident) -> list[tuple[Any, str, str]]:
    if not decide(actor, "playbook.read"):
        return []
    rows = lessons.changes(actor).filter(incident=incident)
    return [(one, shown(lessons.state_words(one.state)), lessons.link_of(one)) for one in rows]


def _propose(actor: Actor, incident: Incident) -> str:
    if not incident.playbook_key or not decide(actor, "playbook.propose", incident):
        return ""
    return reverse("playbook_propose", args=[incident.code])
