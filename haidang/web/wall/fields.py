"""The left column: fields of government and the kinds of things they watch, with how many are well."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from haidang.core.rules.models import Alert
from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.queries import Now
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Domain

MOST_LINES = 12
MOST_SEGMENTS = 24


@dataclass(frozen=True, slots=True)
class Line:
    """A field, or (`is_part`) one kind of things in it: how many of them are well, and its open alerts by level."""

    name: str
    icon: str
    well: int
    total: int
    segments: list[bool]
    counts: list[tuple[int, int]]
    at: datetime | None
    cadence: int
    is_part: bool


@dataclass(slots=True)
class _Sum:
    things: set[str] = field(default_factory=set)
    speaking: set[str] = field(default_factory=set)
    at: datetime | None = None
    cadence: int = 0

    def add(self, one: Now, cadence: int) -> None:
        self.things.add(one.named.thing)
        if one.freshness != "lost":
            self.speaking.add(one.named.thing)
        self.at = max(self.at or one.at, one.at)
        self.cadence = min(self.cadence or cadence, cadence)


def lines(actor: Actor, alerts: Sequence[Alert], domain: str = "") -> list[Line]:
    """All fields, with their kinds of things while there is room; of one field, its kinds alone."""
    sums = _sums(actor, domain)
    chosen = [one for one in registry.domains().values() if domain in ("", one.key)]
    with_parts = len(chosen) + len(sums) <= MOST_LINES + len(chosen) or bool(domain)
    found: list[Line] = []
    for one in chosen:
        mine = [alert for alert in alerts if alert.domain == one.key]
        if not domain:
            total = [sums[names] for names in sums if names[0] == one.key]
            found.append(_line(shown(one.short), one.icon, total, mine, is_part=False))
        if with_parts:
            found += _parts(one, sums, mine)
    return found


def _parts(domain: Domain, sums: dict[tuple[str, str], _Sum], alerts: list[Alert]) -> Iterable[Line]:
    for kind in domain.things:
        if (domain.key, kind.key) in sums:
            mine = [alert for alert in alerts if alert.thing.type == kind.key]
            yield _line(shown(kind.name), kind.icon, [sums[domain.key, kind.key]], mine, is_part=True)


def _sums(actor: Actor, domain: str) -> dict[tuple[str, str], _Sum]:
    newest = telemetry.latest(actor, domain=domain)
    cadences = (newest.book.facts.cadence_us[newest.series_id] // 1_000_000).tolist()
    sums: dict[tuple[str, str], _Sum] = {}
    for one, cadence in zip(newest, cadences, strict=True):
        sums.setdefault((one.named.domain, one.named.type), _Sum()).add(one, cadence)
    return sums


def _line(name: str, icon: str, sums: list[_Sum], alerts: list[Alert], *, is_part: bool) -> Line:
    """A thing is well while it speaks and no alert of it is open."""
    every = {thing for one in sums for thing in one.things}
    speaking = {thing for one in sums for thing in one.speaking}
    well = len(speaking - {alert.thing.code for alert in alerts})
    parts = min(len(every), MOST_SEGMENTS)
    lit = round(well / len(every) * parts) if every else 0
    return Line(
        name=name,
        icon=icon,
        well=well,
        total=len(every),
        segments=[number < lit for number in range(parts)],
        counts=sorted(Counter(alert.severity for alert in alerts).items()),
        at=max((one.at for one in sums if one.at), default=None),
        cadence=min((one.cadence for one in sums), default=int(clock.duration("1m").total_seconds())),
        is_part=is_part,
    )
