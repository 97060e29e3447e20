"""The left column: fields of government and the kinds of things they watch, with how many are well."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from haidang.core.rules.models import Alert
from haidang.core.telemetry import queries as telemetry
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


@dataclass(frozen=True, slots=True)
class _Sum:
    """Of one kind of things: all of them, those that speak, the newest reading and the shortest cadence (seconds)."""

    things: set[str]
    speaking: set[str]
    at: datetime | None
    cadence: int


def lines(actor: Actor, alerts: Sequence[Alert], domain: str = "") -> list[Line]:
    """All fields, with their kinds of things while there is room; of one field, its kinds alone."""
    sums = _sums(actor, domain)
    chosen = [one for one in registry.domains().values() if one.things and domain in ("", one.key)]
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


def _sums(actor: Actor, only: str) -> dict[tuple[str, str], _Sum]:
    sums: dict[tuple[str, str], _Sum] = {}
    for domain, kind in registry.thing_types():
        if only in ("", domain.key):
            mine = telemetry.latest(actor, domain=domain.key).of(types=[kind.key])
            if len(mine):
                cadence = int(mine.book.facts.cadence_us[mine.series_id].min()) // 1_000_000
                sums[domain.key, kind.key] = _Sum(mine.things(), mine.speaking(), mine.newest_at, cadence)
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
