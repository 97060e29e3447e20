"""An incident along its time: phases, log, alerts, forces and curves, for whoever plays it again ("Tua lại")."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from haidang.core.directory.models import FieldUnit
from haidang.core.directory.queries import visible
from haidang.core.rules.models import Alert
from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.queries import Points, Unseen
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.geo import Point, cells_around, distance_m

from . import drawings
from .models import Drawing, Incident, LogEntry, PhaseTime, Task
from .nearby import AROUND_M
from .past import Stand, tracks

LEAD = timedelta(minutes=15)  # shown before the first signal, so that one sees it come
TRAIL = timedelta(minutes=2)
LINES = 2000
ALERTS = 200
CURVES = 4
CURVE_POINTS = 400


@dataclass(frozen=True, slots=True)
class AlertSpan:
    """An alert near the scene or of the incident, and each change of how it stood: (moment, state); `closed` ends it."""

    alert: Alert
    is_linked: bool
    stands: list[tuple[datetime, str]]


@dataclass(frozen=True, slots=True)
class Way:
    unit: FieldUnit
    stands: list[Stand]


@dataclass(frozen=True, slots=True)
class Curve:
    """What led to one of its alerts, over the whole time shown."""

    alert: Alert
    points: Points


@dataclass(frozen=True, slots=True)
class Replay:
    """Everything that moves between `start` and `end`; the log oldest first."""

    incident: Incident
    start: datetime
    end: datetime
    phases: list[PhaseTime]
    log: list[LogEntry]
    alerts: list[AlertSpan]
    ways: list[Way]
    tasks: list[Task]
    drawings: list[Drawing]
    curves: list[Curve]


def replay(actor: Actor, incident: Incident) -> Replay:
    """The whole of an incident that the actor has been given by `by_code`, from a little before its first signal."""
    spans = list(_spans(actor, incident))
    linked = [one.alert for one in spans if one.is_linked]
    first = min([incident.opened_at, *(one.opened_at for one in linked)])
    start = max(first, incident.opened_at - timedelta(days=1)) - LEAD
    end = (incident.closed_at or clock.now()) + TRAIL
    log = list(incident.log.order_by("-pk")[:LINES])[::-1]
    tasks = list(incident.tasks.select_related("unit", "office", "step").order_by("sent_at", "pk"))
    units = list(FieldUnit.objects.filter(pk__in={one.unit_id for one in tasks if one.unit_id}).order_by("code"))
    ways = tracks(units, start, end)
    return Replay(
        incident=incident,
        start=start,
        end=end,
        phases=list(incident.phase_times.all()),
        log=log,
        alerts=[one for one in spans if _within(one, start, end)],
        ways=[Way(one, ways[one.code]) for one in units],
        tasks=tasks,
        drawings=drawings.of(actor, incident),
        curves=list(_curves(actor, linked, start, end)),
    )


def _within(span: AlertSpan, start: datetime, end: datetime) -> bool:
    closed_at = span.alert.closed_at
    return span.alert.raised_at <= end and (closed_at is None or closed_at >= start)


def _spans(actor: Actor, incident: Incident) -> Iterator[AlertSpan]:
    """Its own alerts, and those at things around while it lasted."""
    until = (incident.closed_at or clock.now()) + TRAIL
    rows = Alert.objects.filter(visible(actor, Alert)).select_related("thing", "series", "place", "rule_version")
    own = list(rows.filter(incident_link__incident=incident).order_by("severity", "opened_at")[:ALERTS])
    yield from (AlertSpan(one, True, list(_stands(one))) for one in own)
    point = incident.point
    if point is None:
        return
    near = rows.filter(
        thing__cell__in=cells_around(point, AROUND_M),
        raised_at__lte=until,
        raised_at__gte=incident.opened_at - LEAD * 4,
    ).exclude(pk__in=[one.pk for one in own])
    for one in near.order_by("raised_at")[:ALERTS]:
        there = Point(one.thing.lon or 0.0, one.thing.lat or 0.0)
        if distance_m(there, point) <= AROUND_M:
            yield AlertSpan(one, False, list(_stands(one)))


def _stands(alert: Alert) -> Iterator[tuple[datetime, str]]:
    moments = (
        (alert.raised_at, "new"),
        (alert.acknowledged_at, "acknowledged"),
        (alert.returned_at, "returned"),
        (alert.closed_at, "closed"),
    )
    known = [(at, state) for at, state in moments if at is not None]
    yield from sorted(known, key=lambda one: one[0])


def _curves(actor: Actor, alerts: list[Alert], start: datetime, end: datetime) -> Iterator[Curve]:
    seen: set[int] = set()
    for alert in alerts:
        if alert.series_id in seen or len(seen) == CURVES:
            continue
        try:
            found = telemetry.points(
                actor, alert.thing.code, alert.series.key, start, end, points=CURVE_POINTS, partly=True
            )
        except Unseen:
            continue
        seen.add(alert.series_id)
        yield Curve(alert, found)
