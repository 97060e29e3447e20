"""A dry run of the rule about units that were not heard from. There are no readings of it: the journal says when the desk was
told that a check-in was missed, until when it had been due, and when the unit was heard from again.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from haidang.core.audit.models import Event
from haidang.core.rules.models import Rule
from haidang.core.rules.trying.replay import LONGEST, Episode, Rehearsal, check_span
from haidang.core.things.models import Series, Thing
from haidang.kernel import clock, manifest

from .facts import facts
from .models import Task
from .unheard import MINUTE, SERIES, code_of_unit

MISSED = "incident.miss"
ENDS = ("unit.check_in", "unit.report", "task.receive", "task.done", "incident.watch")
"""Whatever is heard of a task, and another time for its check-ins."""


@dataclass(frozen=True, slots=True)
class Late:
    """A check-in that was missed: since when it was due, when the unit was heard from or had no more to report."""

    task: Task
    due_at: datetime
    until: datetime | None


def replay(rule: Rule, since: datetime, until: datetime, says: manifest.Rule) -> Rehearsal:
    """`readings` of the answer are check-ins that were missed. Raises Invalid for a span that is empty or too long."""
    check_span(since, until)
    missed = [one for one in _missed(since, until) if _covers(rule, one.task)]
    series = _series({code_of_unit(one.task) for one in missed})
    bound = max(MINUTE * (says.when.value or 0.0), clock.duration(facts().checks.grace))
    late = [one for one in missed if (one.until or until) - one.due_at > bound]
    episodes = [
        Episode(series[code_of_unit(one.task)], one.due_at, one.until, round(bound / MINUTE, 1), 0) for one in late
    ]
    return Rehearsal(episodes, len(series), len(missed), since, until)


def _missed(since: datetime, until: datetime) -> Iterator[Late]:
    """Those of which the desk was told in the span; exercises raise no alert."""
    told = list(_events([MISSED], since, until))
    heard: dict[int, list[datetime]] = defaultdict(list)
    for at, number, _said in _events(ENDS, since, until + LONGEST):
        heard[number].append(at)
    rows = Task.objects.filter(unit__isnull=False, incident__is_exercise=False)
    tasks = rows.select_related("unit", "incident__place").in_bulk({number for _at, number, _said in told})
    for at, number, said in told:
        if number in tasks:
            due = datetime.fromisoformat(said["due_at"]) if "due_at" in said else at
            yield Late(tasks[number], due, _end(tasks[number], at, heard[number], until))


def _events(actions: Sequence[str], since: datetime, until: datetime) -> Iterator[tuple[datetime, int, dict[str, str]]]:
    """When, about which task (its number), what was said of its check-in."""
    rows = Event.objects.filter(action__in=actions, at__gte=since, at__lt=until).order_by("seq")
    for at, said in rows.values_list("at", "facts").iterator(chunk_size=2000):
        for link in said.get("log", {}).get("links", ()):
            if link["kind"] == "task":
                yield at, int(link["id"]), said.get("check_in", {})


def _end(task: Task, told_at: datetime, heard: Sequence[datetime], until: datetime) -> datetime | None:
    """None while it lasted at the end of the span."""
    ends = [*heard, task.ended_at, task.incident.closed_at]
    return min((at for at in ends if at is not None and told_at < at <= until), default=None)


def _covers(rule: Rule, task: Task) -> bool:
    """Where the rule holds: at the place of the incident, for the one unit, and where no narrower one takes its place."""
    if rule.pk and rule.narrows_id is None:
        narrower = Rule.objects.filter(narrows=rule.pk, retired_at=None, version__gt=0)
        if any(_holds(one, task) for one in narrower.select_related("place", "thing")):
            return False
    return _holds(rule, task)


def _holds(rule: Rule, task: Task) -> bool:
    if rule.thing is not None:
        return rule.thing.code == code_of_unit(task)
    return task.incident.place.path.startswith(rule.place.path) if rule.place else True


def _series(codes: set[str]) -> dict[str, Series]:
    """What stands for the units in the register; it is made with the first alert, so there may be none yet."""
    rows = Series.objects.select_related("thing").filter(thing__code__in=codes, key=SERIES)
    there = {one.thing.code: one for one in rows}
    return {code: there.get(code) or Series(thing=Thing(code=code), key=SERIES) for code in codes}
