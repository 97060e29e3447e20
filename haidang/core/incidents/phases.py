"""The journey of an incident through its phases, and the time each is allowed."""

from collections.abc import Sequence
from datetime import datetime

from haidang.kernel.action import Doing

from .facts import allowed_for, phases
from .models import Incident, PhaseTime


def begin(incident: Incident, at: datetime) -> None:
    """Save a new incident in its first phase."""
    incident.due_at = at + allowed_for(incident.severity, "control")
    incident.save()
    _enter(incident, phases().start, at)


def move(do: Doing, incident: Incident, key: str, *, reason: str = "", blockers: Sequence[str] = ()) -> None:
    """Leave the present phase for the one the move leads to. Raises NotPossible or Invalid, saying why."""
    state = phases().take(incident.phase, key, reason=reason, blockers=blockers)
    incident.phase_times.filter(ended_at=None).update(ended_at=do.at)
    _enter(incident, state.key, do.at)


def move_on(do: Doing, incident: Incident, key: str) -> bool:
    """Make a move that something else brought about, where it is open; elsewhere the incident is further already."""
    if key not in {one.key for one in phases().moves_from(incident.phase)}:
        return False
    move(do, incident, key)
    return True


def put(incident: Incident, key: str, at: datetime) -> None:
    """Into a phase without a move: for a duplicate that ends with its merge, or goes on after it was taken back."""
    incident.phase_times.filter(ended_at=None).update(ended_at=at)
    _enter(incident, key, at)


def _enter(incident: Incident, phase: str, at: datetime) -> None:
    incident.phase = phase
    PhaseTime.objects.create(
        incident=incident, phase=phase, started_at=at, due_at=_due_at(phase, incident.severity, at)
    )


def _due_at(phase: str, severity: int, started_at: datetime) -> datetime | None:
    return None if phases().is_final(phase) else started_at + allowed_for(severity, phase)


def reckon(incident: Incident, at: datetime) -> None:
    """Set the deadlines anew after a change of severity; what is in time again is no longer overdue."""
    incident.due_at = incident.opened_at + allowed_for(incident.severity, "control")
    if incident.due_at > at:
        incident.overdue_at = None
    for stay in incident.phase_times.filter(ended_at=None):
        stay.due_at = _due_at(stay.phase, incident.severity, stay.started_at)
        if stay.due_at is None or stay.due_at > at:
            stay.overdue_at = None
        stay.save(update_fields=["due_at", "overdue_at"])
