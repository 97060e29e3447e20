"""A task in words: what, where, how far, until when, whom to call, and what has been said so far."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from haidang.core.directory.permissions import decide
from haidang.core.incidents import check_ins, drawings, queries, shapes, sketch
from haidang.core.incidents.facts import drawing_kind, phase_words, task_words, tasks
from haidang.core.incidents.models import Task
from haidang.core.incidents.reports import picture
from haidang.core.incidents.units import metres_to
from haidang.core.ui import moments, numbers
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point, distance_m

from .moves import next_move, possible

MOST_LINES = 6
STATUS = {"done": "done", "refused": "off"}
EMERGENCY = (
    ("112", gettext_lazy("Cứu nạn, cứu hộ")),
    ("113", gettext_lazy("Công an")),
    ("114", gettext_lazy("Cứu hoả")),
    ("115", gettext_lazy("Cấp cứu")),
)


@dataclass(frozen=True, slots=True)
class Brief:
    """One task of a list. `metres` from where its unit last was; None when either place is unknown."""

    task: Task
    state: str
    status: str
    place: str
    metres: float | None

    @property
    def far(self) -> str:
        """350 m, 2,4 km; empty when unknown."""
        if self.metres is None:
            return ""
        return said_far(self.metres)


def brief(task: Task) -> Brief:
    status = "late" if task.overdue_at else STATUS.get(task.state, "wait" if task.state == tasks().start else "")
    return Brief(
        task,
        shown(task_words(task.state)),
        status,
        name_of(task.incident.place),
        metres_to(task.unit, task.incident.point),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a log, as ui/parts/_log.html takes it."""

    at: datetime
    kind: str
    text: str
    by: str


def sheet(actor: Actor, task: Task) -> dict[str, Any]:
    """Everything that the page of a task shows and that may change while it is looked at."""
    incident, moves = task.incident, list(possible(actor, task))
    point, onward = incident.point, next_move(moves)
    return {
        "task": task,
        "brief": brief(task),
        "incident": incident,
        "phase": shown(phase_words(incident.phase)),
        "steps": _steps(task),
        "next": onward,
        "others": [
            one for one in moves if not one.asks and one.key not in ("receive", "check", getattr(onward, "key", ""))
        ],
        "check": check_ins.of(task) if task.is_open else None,
        "check_move": next((one for one in moves if one.key == "check"), None),
        "drawings": _drawings(actor, task),
        "sketch": _sketch(actor, task),
        "may_mark_seen": any(one.key == "receive" for one in moves) and _is_of_unit(actor, task),
        "incident_url": reverse("incident", args=[incident.code]) if decide(actor, "incident.read", incident) else "",
        "map_url": f"{reverse('map')}?map={point.lat:.5f},{point.lon:.5f},15" if point else "",
        "geo_url": f"geo:{point.lat:.5f},{point.lon:.5f}" if point else "",
        "receipts": [
            Said(one.at, "report", " – ".join(filter(None, (shown(task_words(one.state)), one.note))), one.by_name)
            for one in reversed(task.receipts.all())
        ],
        "log": [
            Said(one.at, one.kind, shown(one.text), one.actor_name)
            for one in queries.log_lines(actor, incident, limit=MOST_LINES)
        ],
        "phones": list(_phones(task)),
    }


def _drawings(actor: Actor, task: Task) -> list[dict[str, Any]]:
    """What the desk drew: the word of its kind, its label, how far from where the unit last was."""
    unit = task.unit
    return [
        {
            "name": shown(known.name),
            "icon": known.icon,
            "label": one.label,
            "far": said_far(distance_m(Point(unit.lon, unit.lat), shapes.centre(one.geometry))) if unit else "",
            "at": one.drawn_at,
            "is_grave": one.kind in drawings.WARNS,
        }
        for one in drawings.now(actor, task.incident)
        if (known := drawing_kind(one.kind)) is not None
    ]


def _sketch(actor: Actor, task: Task) -> str:
    """A picture of the scene that needs no network; empty where nothing is drawn."""
    held = drawings.now(actor, task.incident)
    return sketch.svg(picture.of_task(task, held), get_language() or "vi") if held else ""


def said_far(metres: float) -> str:
    return f"{numbers.said(metres, 0)} m" if metres < 1000 else f"{numbers.said(metres / 1000, 1)} km"


def _steps(task: Task) -> list[dict[str, str]]:
    """The states of the flow up to done; a task that was refused stops where it was."""
    at = {one.state: one.at for one in task.receipts.all()}
    states = [one for one in tasks().states if one.key != "refused"]
    here = tasks().order(task.state) if task.state != "refused" else -1
    return [
        {
            "label": shown(one.name),
            "state": "done" if one.key in at and (number < here or one.final) else "now" if number == here else "todo",
            "note": moments.time_said(at[one.key]) if one.key in at else "",
        }
        for number, one in enumerate(states)
    ]


def _is_of_unit(actor: Actor, task: Task) -> bool:
    return task.unit is not None and task.unit.members.filter(pk=int(actor.id)).exists()


def _phones(task: Task) -> Iterator[tuple[str, str]]:
    """Whom to call: the office that runs the incident, one's own, the others at the scene, the emergency numbers."""
    others = task.incident.tasks.filter(ended_at=None, unit__isnull=False).exclude(pk=task.pk).select_related("unit")
    known = {
        one.phone: name_of(one)
        for one in (task.incident.office, task.office, *(other.unit for other in others))
        if one is not None and one.phone
    }
    yield from known.items()
    for number, name in EMERGENCY:
        yield number, str(name)
