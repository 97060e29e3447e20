"""What the page of the centre and its scene on the wall lead with: its parts, each value against the mark it must keep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.queries import Now
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Band, Series

from .parts import DOMAIN

ORDER = ("centre_process", "centre_queue", "centre_sources", "centre_storage", "centre_safety")


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a part: `mark` is where its first grave band begins, `said` the band it lies in."""

    now: Now
    facts: Series
    name: str
    said: str
    sev: int
    mark: float | None
    most: float


@dataclass(frozen=True, slots=True)
class Shown:
    """One part with its values, the worst first; `sev` is 0 when nothing is amiss."""

    thing: Thing
    icon: str
    lines: list[Line]

    @property
    def sev(self) -> int:
        return min((one.sev for one in self.lines if one.sev), default=0)


def parts(actor: Actor) -> dict[str, Any] | None:
    """Every part that has told something; None before the first minute."""
    newest: dict[str, list[Now]] = {}
    for now in telemetry.latest(actor, domain=DOMAIN):
        newest.setdefault(now.named.thing, []).append(now)
    rows = [_shown(one, newest[one.code]) for one in things(actor, domain=DOMAIN) if one.code in newest]
    if not rows:
        return None
    rows.sort(key=lambda one: (ORDER.index(one.thing.type) if one.thing.type in ORDER else 9, one.thing.code))
    return {
        "parts": rows,
        "amiss": sum(one.sev > 0 for one in rows),
        "newest": max(now.at for several in newest.values() for now in several),
    }


def _shown(thing: Thing, newest: list[Now]) -> Shown:
    kind = registry.thing_type(thing.type)
    order = kind[1].series if kind else []
    lines = [line for one in newest if (line := _line(one)) is not None]
    lines.sort(key=lambda one: (one.sev or 9, order.index(one.facts.key) if one.facts.key in order else 99))
    return Shown(thing, kind[1].icon if kind else "cpu", lines)


def _line(now: Now) -> Line | None:
    facts = registry.series(DOMAIN, now.named.key)
    if facts is None:
        return None
    band = _band(facts, now.value)
    mark = _mark(facts)
    most = max(now.value, mark * 1.4 if mark else 0.0) or 1.0
    sev = band.severity if band else 0
    return Line(now, facts, shown(facts.name), shown(band.name) if band else "", sev, mark, most)


def _band(facts: Series, value: float) -> Band | None:
    fits = (
        one
        for one in facts.bands
        if (one.from_ is None or value >= one.from_) and (one.below is None or value < one.below)
    )
    return next(fits, None)


def _mark(facts: Series) -> float | None:
    """Where it begins to ask for attention; none for a state with a name."""
    if not facts.unit:
        return None
    edges = [one.from_ if one.from_ is not None else one.below for one in facts.bands if one.severity]
    known = sorted(one for one in edges if one is not None)
    is_low_bad = bool(facts.bands) and facts.bands[0].severity > 0
    return (known[-1] if is_low_bad else known[0]) if known else None


LEADS: Mapping[str, Callable[[Actor], dict[str, Any] | None]] = {"parts": parts}
