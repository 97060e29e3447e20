"""Incidents as lanes on a line of time, for the wall: phases as segments, the deadline as a tick, what is overdue."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from haidang.core.directory.queries import visible
from haidang.kernel import clock
from haidang.kernel.action import Actor

from .facts import phases
from .models import Incident


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time; positions in it are percent from its left edge."""

    since: datetime
    until: datetime

    def at(self, moment: datetime) -> float:
        share = (moment - self.since) / (self.until - self.since)
        return round(100 * min(max(share, 0.0), 1.0), 3)

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment <= self.until


@dataclass(frozen=True, slots=True)
class Segment:
    """One phase within the window: from `left` over `width`, in percent; `order` counts phases from 0."""

    phase: str
    order: int
    started_at: datetime
    ended_at: datetime
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Lane:
    """One incident: its segments, the tick of its deadline and the stretch past it (percent, None outside).

    `left_for` is the time until the deadline, negative when it has passed; None once the incident is closed.
    """

    incident: Incident
    segments: list[Segment]
    due: float | None
    overdue: tuple[float, float] | None
    left_for: timedelta | None


def lanes(
    actor: Actor,
    *,
    back_for: timedelta = timedelta(hours=3),
    ahead_for: timedelta = timedelta(hours=1),
    limit: int = 12,
) -> tuple[Window, list[Lane]]:
    """The window around now and its incidents: open ones, worst first, then those closed within it."""
    now = clock.now()
    window = Window(now - back_for, now + ahead_for)
    rows = Incident.objects.filter(visible(actor, Incident)).exclude(closed_at__lt=window.since)
    rows = rows.select_related("place", "owner", "office").prefetch_related("phase_times")
    ordered = sorted(rows, key=lambda one: (not one.is_open, one.severity, one.opened_at))
    return window, [_lane(incident, window, now) for incident in ordered[:limit]]


def _lane(incident: Incident, window: Window, now: datetime) -> Lane:
    ended = incident.closed_at or now
    segments = [
        _segment(stay.phase, phases().order(stay.phase), stay.started_at, min(stay.ended_at or now, now), window)
        for stay in incident.phase_times.all()
        if not phases().is_final(stay.phase)
    ]
    late = max(incident.due_at, window.since), min(ended, window.until)
    return Lane(
        incident=incident,
        segments=[one for one in segments if one.width > 0],
        due=window.at(incident.due_at) if window.holds(incident.due_at) else None,
        overdue=(window.at(late[0]), window.at(late[1]) - window.at(late[0])) if late[0] < late[1] else None,
        left_for=incident.due_at - now if incident.is_open else None,
    )


def _segment(phase: str, order: int, started_at: datetime, ended_at: datetime, window: Window) -> Segment:
    left = window.at(started_at)
    return Segment(phase, order, started_at, ended_at, left, round(window.at(ended_at) - left, 3))
