"""All that the page of one incident shows, in a number of queries that does not grow with the incident."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from haidang.core.directory.queries import visible
from haidang.core.rules.models import Alert
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.flow import Move
from haidang.kernel.manifest import Words

from . import family, merging
from .blockers import blockers_among
from .facts import phase_words, phases
from .log import with_duplicates
from .models import ChecklistItem, Drawing, Incident, LogEntry, Objective, PhaseTime, RoleHolder, Task
from .nearby import NearThing, things_around
from .units import NearUnit, metres_to, near_units

LINES = 200
RELATED = 5
RELATED_FOR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Phase:
    """One place of the stepper: passed, present or ahead; `lasted_for` sums all stays, None when it was skipped."""

    key: str
    name: Words
    number: int
    state: str
    started_at: datetime | None
    lasted_for: timedelta | None
    due_at: datetime | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task and how far its unit is from the scene, in metres (None where that is unknown)."""

    task: Task
    metres: float | None


@dataclass(frozen=True, slots=True)
class Board:
    """The page of an incident. `left_for` is the time until the deadline for control, negative when it has passed."""

    incident: Incident
    left_for: timedelta | None
    stepper: list[Phase]
    moves: list[Move]
    steps: list[ChecklistItem]
    next_step: ChecklistItem | None
    log: list[LogEntry]
    tasks: list[TaskLine]
    units: list[NearUnit]
    things: list[NearThing]
    alerts: list[Alert]
    related: list[Incident]
    blockers: list[str]
    roles: list[RoleHolder]
    objectives: list[Objective]
    drawings: list[Drawing]
    parts: list[Incident]
    duplicates: list[Incident]
    alike: list[tuple[Incident, float | None]]

    @property
    def steps_done(self) -> int:
        return sum(step.state != "open" for step in self.steps)


def board(actor: Actor, incident: Incident) -> Board:
    """Everything about an incident that the actor has been given by `by_code`."""
    now, point = clock.now(), incident.point
    steps = list(incident.steps.select_related("office"))
    tasks = list(
        incident.tasks.select_related("unit", "office", "step", "check_in")
        .prefetch_related("receipts")
        .order_by("-sent_at", "-pk")
    )
    parts = family.parts(actor, incident)
    for task in tasks:
        task.incident = incident
    return Board(
        incident=incident,
        left_for=incident.due_at - now if incident.is_open else None,
        stepper=stepper(incident, list(incident.phase_times.all()), now),
        moves=phases().moves_from(incident.phase),
        steps=steps,
        next_step=next((step for step in steps if step.state == "open"), None) if incident.is_open else None,
        log=list(LogEntry.objects.filter(incident__in=with_duplicates(incident)).order_by("-pk")[:LINES]),
        tasks=[TaskLine(task, metres_to(task.unit, point)) for task in tasks],
        units=near_units(actor, point, ready_only=True),
        things=things_around(actor, point),
        alerts=_alerts(actor, incident),
        related=_related(actor, incident),
        blockers=blockers_among(steps, tasks, parts) if incident.is_open else [],
        roles=list(incident.role_holders.filter(until=None).select_related("person")),
        objectives=list(incident.objectives.all()),
        drawings=list(incident.drawings.filter(gone_at=None)),
        parts=parts,
        duplicates=list(incident.duplicates.filter(visible(actor, Incident)).order_by("pk")),
        alike=merging.alike(actor, incident),
    )


def stepper(incident: Incident, stays: list[PhaseTime], now: datetime) -> list[Phase]:
    """The phases in order, with when each began and how long it lasted so far."""
    present = phases().order(incident.phase)
    return [
        _phase(number, state.key, _place(number, present), [one for one in stays if one.phase == state.key], now)
        for number, state in enumerate(phases().states, 1)
    ]


def _place(number: int, present: int) -> str:
    return "passed" if number <= present else "present" if number == present + 1 else "ahead"


def _phase(number: int, key: str, state: str, stays: list[PhaseTime], now: datetime) -> Phase:
    shown = stays if state != "ahead" else []
    last = shown[-1] if shown else None
    lasted = sum(((one.ended_at or now) - one.started_at for one in shown), timedelta())
    return Phase(
        key=key,
        name=phase_words(key),
        number=number,
        state=state,
        started_at=shown[0].started_at if shown else None,
        lasted_for=lasted if shown and not phases().is_final(key) else None,
        due_at=last.due_at if last else None,
        is_overdue=bool(last and last.due_at and (last.ended_at or now) > last.due_at),
    )


def _alerts(actor: Actor, incident: Incident) -> list[Alert]:
    rows = Alert.objects.filter(visible(actor, Alert), incident_link__incident=incident)
    return list(rows.select_related("thing", "series__source").order_by("severity", "opened_at"))


def _related(actor: Actor, incident: Incident) -> list[Incident]:
    """Earlier and other incidents at the same place, those that ran the same playbook first."""
    rows = Incident.objects.filter(
        visible(actor, Incident), place=incident.place_id, opened_at__gte=incident.opened_at - RELATED_FOR
    ).exclude(pk=incident.pk)
    newest = rows.order_by("-opened_at")[: RELATED * 4]
    alike = sorted(newest, key=lambda one: one.playbook_key != incident.playbook_key)
    return alike[:RELATED]
