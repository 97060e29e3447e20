"""The foot of the wall: what happened last, and its last column: who can be sent."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from haidang.core.directory import queries as directory
from haidang.core.directory.models import FieldUnit
from haidang.core.incidents import queries as incidents
from haidang.core.incidents.facts import unit_words
from haidang.core.incidents.models import Task
from haidang.core.rules.reading import queries as rules
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown

MOST_FACTS = 6
OF_EACH = 3
STATES = ("ready", "assigned", "on_the_way", "at_scene", "off")
MOST_UNITS = 12


@dataclass(frozen=True, slots=True)
class Fact:
    at: datetime
    text: str


def latest_facts(actor: Actor) -> list[Fact]:
    """What came last: alerts raised and closed, lines of the logs of open incidents; newest first."""
    return sorted([*_alerts(actor), *_log(actor)], key=lambda one: one.at, reverse=True)[:MOST_FACTS]


def _alerts(actor: Actor) -> Iterator[Fact]:
    for one in rules.history(actor, limit=MOST_FACTS).alerts:
        text = f"{shown(one.title)}, {name_of(one.place)}"
        if one.closed_at:
            yield Fact(one.closed_at, _("Đã đóng: %(what)s") % {"what": text})
        else:
            yield Fact(one.raised_at, text)


def _log(actor: Actor) -> Iterator[Fact]:
    for incident in incidents.open_incidents(actor)[:MOST_FACTS]:
        for line in incidents.log_lines(actor, incident, limit=OF_EACH):
            yield Fact(line.at, shown(line.text))


@dataclass(frozen=True, slots=True)
class Force:
    """A unit and the task it is on (None when it is free)."""

    unit: FieldUnit
    name: str
    office: str
    state: str
    task: Task | None


@dataclass(frozen=True, slots=True)
class Forces:
    """Those that are out first; `counts` by state."""

    units: list[Force]
    counts: list[tuple[str, str, int]]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.units)


def forces(actor: Actor) -> Forces:
    near = incidents.near_units(actor, None, limit=200)
    off = [unit for unit in directory.units(actor) if unit.state == "off"]
    every = sorted(near, key=lambda one: (one.is_ready, one.unit.code))
    found = [_force(one.unit, one.task) for one in every] + [_force(unit, None) for unit in off]
    counted = Counter(one.unit.state for one in found)
    counts = [(state, shown(unit_words(state)), counted[state]) for state in STATES]
    return Forces(found[:MOST_UNITS], counts, len(found))


def _force(unit: FieldUnit, task: Task | None) -> Force:
    return Force(unit, name_of(unit), name_of(unit.office), shown(unit_words(unit.state)), task)
