"""Incidents as lanes on a line of time: phases in greys, the deadline as a tick, what is overdue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from haidang.core.incidents import queries as incidents
from haidang.core.incidents.facts import phases
from haidang.core.incidents.lanes import Lane, Window
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown

MOST = 6
HOUR = timedelta(hours=1)
CLEAR = 6.5  # percent: a label of the axis nearer than that to the present moment would touch its label


@dataclass(frozen=True, slots=True)
class Row:
    """One lane; `number` is the short form of its code."""

    lane: Lane
    number: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Positions are percent from the left edge."""

    rows: list[Row]
    hours: list[tuple[float, datetime]]
    now: float
    at: datetime
    phases: list[str]


def timeline(actor: Actor) -> Timeline:
    window, lanes = incidents.lanes(actor, limit=MOST)
    now = clock.now()
    return Timeline(
        rows=[Row(lane, lane.incident.code.rpartition("-")[2]) for lane in lanes],
        hours=list(_hours(window, window.at(now))),
        now=window.at(now),
        at=now,
        phases=[shown(one.name) for one in phases().states if not one.final],
    )


def _hours(window: Window, now: float) -> Iterator[tuple[float, datetime]]:
    start = window.since - (window.since - clock.start_of(clock.day_of(window.since))) % HOUR + HOUR
    while start < window.until:
        if abs(window.at(start) - now) > CLEAR:
            yield window.at(start), start
        start += HOUR
