"""What stood open and who was where at a moment that has passed, from rows that keep their times and from the journal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from haidang.core.audit.models import Event
from haidang.core.directory.models import FieldUnit
from haidang.core.directory.queries import visible
from haidang.core.rules.models import Alert
from haidang.kernel.action import Actor

from .facts import facts
from .models import Incident

FIELD_ACTIONS = ("unit.send", "unit.report", "unit.check_in", "task.receive", "task.done", "task.cancel")
"""Events that tell of a unit: of its task (facts.tasks), or of where it is (facts.unit_at)."""
HEARD_WITHIN = timedelta(days=7)  # before the time asked about; a unit that was silent for longer stood where it stands


@dataclass(frozen=True, slots=True)
class Stand:
    """From `at` on a unit was here, in this state."""

    at: datetime
    lon: float
    lat: float
    state: str


@dataclass(frozen=True, slots=True)
class UnitThen:
    unit: FieldUnit
    stand: Stand


def open_alerts_at(actor: Actor, at: datetime) -> list[Alert]:
    """The alerts open at a moment with state, level and severity as they were then, the worst first. Not to be saved."""
    rows = Alert.objects.filter(visible(actor, Alert), raised_at__lte=at).filter(
        Q(closed_at=None) | Q(closed_at__gt=at)
    )
    found = list(rows.select_related("thing", "place", "series"))
    before = values_before("alert", [one.pk for one in found], ["severity"], at)
    for one in found:
        one.severity = before.get((one.pk, "severity"), one.severity)
        one.state = state_at(one, at)
        one.incident_id = one.incident_id if _was_linked(one, at) else None
    return sorted(found, key=lambda one: (one.severity, one.opened_at))


def state_at(alert: Alert, at: datetime) -> str:
    """new, acknowledged, returned or closed, by the moments the alert keeps."""
    if alert.closed_at is not None and alert.closed_at <= at:
        return "closed"
    if alert.acknowledged_at is not None and alert.acknowledged_at <= at:
        return "acknowledged"
    return "returned" if alert.returned_at is not None and alert.returned_at <= at else "new"


def _was_linked(alert: Alert, at: datetime) -> bool:
    link = getattr(alert, "incident_link", None)
    return link is not None and link.linked_at <= at


def open_incidents_at(actor: Actor, at: datetime) -> list[Incident]:
    """The incidents open at a moment, with the severity they had. Not to be saved."""
    rows = Incident.objects.filter(visible(actor, Incident), opened_at__lte=at)
    found = list(rows.filter(Q(closed_at=None) | Q(closed_at__gt=at)).select_related("place"))
    before = values_before("incident", [one.pk for one in found], ["severity", "title"], at)
    for one in found:
        one.severity = before.get((one.pk, "severity"), one.severity)
        one.title = before.get((one.pk, "title"), one.title)
    return found


def values_before(kind: str, numbers: Iterable[int], names: Iterable[str], at: datetime) -> dict[tuple[int, str], Any]:
    """By object and field: what it was at a moment, where the journal says that it was changed after."""
    subjects = [str(number) for number in numbers]
    found: dict[tuple[int, str], Any] = {}
    if not subjects:
        return {}
    rows = Event.objects.filter(subject_kind=kind, subject_id__in=subjects, at__gt=at).order_by("-seq")
    for subject, before in rows.values_list("subject_id", "before"):
        for name in names:
            if name in before:
                found[int(subject), name] = before[name]
    return found


def units_at(actor: Actor, at: datetime) -> list[UnitThen]:
    """Every field unit that the actor may see, where it was and what it did."""
    units = list(FieldUnit.objects.filter(visible(actor, FieldUnit)).select_related("office").order_by("code"))
    ways = tracks(units, at, at)
    return [UnitThen(one, ways[one.code][-1]) for one in units]


def tracks(units: Iterable[FieldUnit], start: datetime, end: datetime) -> dict[str, list[Stand]]:
    """By the code of a unit: how it stood at `start`, and each change until `end`.

    A unit is where it last said it was. One that had said nothing yet is where it was first heard from afterwards, and one
    that never reported where it stands by.
    """
    known = {one.code: one for one in units}
    heard: dict[str, list[tuple[datetime, dict[str, Any]]]] = defaultdict(list)
    for at, code, said in _heard(known, start - HEARD_WITHIN):
        heard[code].append((at, said))
    return {code: list(_way(one, heard[code], start, end)) for code, one in known.items()}


def _heard(known: dict[str, FieldUnit], since: datetime) -> Iterator[tuple[datetime, str, dict[str, Any]]]:
    rows = Event.objects.filter(action__in=FIELD_ACTIONS, at__gte=since).order_by("seq")
    for at, said in rows.values_list("at", "facts").iterator(chunk_size=2000):
        if (point := said.get("unit_at")) and point["unit"] in known:
            yield at, point["unit"], {"lon": point["lon"], "lat": point["lat"]}
        for task in said.get("tasks", ()):
            if task.get("unit") in known:
                yield at, task["unit"], {"state": facts().unit.get(task["state"], "ready")}


def _way(
    unit: FieldUnit, heard: list[tuple[datetime, dict[str, Any]]], start: datetime, end: datetime
) -> Iterator[Stand]:
    first = next((said for _at, said in heard if "lon" in said), {"lon": unit.lon, "lat": unit.lat})
    now: dict[str, Any] = {"lon": first["lon"], "lat": first["lat"], "state": "ready" if heard else unit.state}
    for at, said in heard:
        if at <= start:
            now |= said
    yield Stand(start, **now)
    for at, said in heard:
        if start < at <= end:
            now |= said
            yield Stand(at, **now)
