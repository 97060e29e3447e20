"""The rows beside the tiles: domains, sources, who is on shift, incidents under way."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Seat, Shift
from haidang.core.directory.permissions import decide
from haidang.core.directory.queries import shifts_between, unattended_desks
from haidang.core.incidents import queries as incidents
from haidang.core.incidents.facts import phase_words, phases
from haidang.core.incidents.models import Incident
from haidang.core.rules.reading import queries as rules
from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.quality import SourceQuality, sources_by_fault
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown

MOST_SEGMENTS = 24
MOST_INCIDENTS = 6


@dataclass(frozen=True, slots=True)
class DomainLine:
    """A domain: how many of its things are well, how many alerts of each level, how old its newest reading is."""

    name: str
    icon: str
    url: str
    well: int
    total: int
    segments: list[bool]
    counts: list[tuple[int, int]]
    at: datetime | None
    cadence: int


def domain_lines(actor: Actor) -> list[DomainLine]:
    troubled = set(rules.worst_by_thing(actor))
    return [_domain_line(actor, key, troubled) for key, domain in registry.domains().items() if domain.things]


def _domain_line(actor: Actor, key: str, troubled: set[str]) -> DomainLine:
    """A thing is well while it speaks and no alert of it is open."""
    domain, newest = registry.domains()[key], telemetry.latest(actor, domain=key)
    every = newest.things()
    well = len(newest.speaking() - troubled)
    counts = rules.counts_by_domain_and_severity(actor).get(key, {})
    shown_parts = min(len(every), MOST_SEGMENTS)
    lit = round(well / len(every) * shown_parts) if every else 0
    return DomainLine(
        name=shown(domain.short),
        icon=domain.icon,
        url=reverse("domain", args=[key]),
        well=well,
        total=len(every),
        segments=[number < lit for number in range(shown_parts)],
        counts=[(level, one.open - one.shelved) for level, one in counts.items() if one.open > one.shelved],
        at=newest.newest_at,
        cadence=_cadence(newest),
    )


def _cadence(newest: telemetry.Latest) -> int:
    """Of the liveliest series: the domain speaks as often as that."""
    if not len(newest):
        return 60
    return int(newest.book.facts.cadence_us[newest.series_id].min()) // 1_000_000


@dataclass(frozen=True, slots=True)
class Sources:
    """How many sources speak, and those that are late or lost."""

    total: int
    live: int
    late: list[SourceQuality]
    lost: list[SourceQuality]


def sources(actor: Actor) -> Sources:
    every = [one for one in sources_by_fault(actor) if one.quality.series]
    lost = [one for one in every if one.quality.states["live"] + one.quality.states["late"] == 0]
    late = [one for one in every if one.quality.states["live"] == 0 and one not in lost]
    return Sources(len(every), len(every) - len(lost) - len(late), late, lost)


@dataclass(frozen=True, slots=True)
class Watch:
    """A desk on watch, who sits there, and since when it shows no sign of life (None when it does)."""

    shift: Shift
    office: str
    name: str
    seats: list[Seat]
    silent_since: datetime | None


def on_watch(actor: Actor) -> list[Watch]:
    now = clock.now()
    silent = {desk.shift.pk: desk.silent_since for desk in unattended_desks(now)}
    return [
        Watch(one, name_of(one.office), name_of(one), list(one.seats.all()), silent.get(one.pk))
        for one in shifts_between(actor, now, now)
    ]


def knows_watches(actor: Actor) -> bool:
    """Whether the actor sees who is on watch in the whole province: seeing none may mean that there is none."""
    top = directory.places(actor).filter(parent=None).first()
    return bool(decide(actor, "shift.read", top))


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An incident under way: which phase, how far its playbook is, and how much time is left."""

    incident: Incident
    phase: str
    marks: list[str]
    done: int
    steps: int
    place: str


def incident_lines(actor: Actor) -> list[IncidentLine]:
    return [_incident_line(one) for one in incidents.open_incidents(actor)[:MOST_INCIDENTS]]


def _incident_line(one: Incident) -> IncidentLine:
    at, states = phases().order(one.phase), phases().states
    marks = ["done" if number < at else "now" if number == at else "todo" for number in range(len(states))]
    return IncidentLine(
        incident=one,
        phase=shown(phase_words(one.phase)),
        marks=marks,
        done=one.steps_done,  # type: ignore[attr-defined]
        steps=one.steps_all,  # type: ignore[attr-defined]
        place=name_of(one.place),
    )
