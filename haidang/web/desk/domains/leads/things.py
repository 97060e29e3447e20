"""Leads made of what things measure: the newest of each against its band, the last day of the worst."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from haidang.core.rules.reading import queries as rules
from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.queries import Now
from haidang.core.things.queries import things
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.manifest import Band, Domain, Lead, Series
from haidang.web.desk.domains.curves import cards

MOST_BULLETS, MOST_CURVES = 14, 8
A_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Line:
    """The newest value of one thing against `limit`, where its band begins to ask for attention."""

    code: str
    name: str
    place: str
    now: Now
    facts: Series
    limit: float | None
    sev: int
    said: str


def bullets(actor: Actor, domain: Domain, lead: Lead) -> dict[str, Any] | None:
    """Of the first series that things measure: those in the worst band first, then by how near the limit they are."""
    for key in lead.series:
        facts = registry.series(domain.key, key)
        found = list(telemetry.latest(actor, domain=domain.key).of(series=key))
        if facts is None or not found:
            continue
        called = {one.code: one for one in things(actor, domain=domain.key).select_related("place")}
        rows = sorted((_line(one, facts, called) for one in found), key=lambda one: _order(one, facts))
        counts = sum(one.sev > 0 for one in rows)
        return {"facts": facts, "rows": rows[:MOST_BULLETS], "more": max(len(rows) - MOST_BULLETS, 0), "total": len(rows),
                "amiss": counts, "most": max(one.now.value for one in rows) * 1.05, "newest": max(one.at for one in found)}  # fmt: skip
    return None


def _line(now: Now, facts: Series, called: dict[str, Any]) -> Line:
    thing = called.get(now.named.thing)
    band = _band(facts, now.value)
    return Line(
        now.named.thing, name_of(thing) if thing else now.named.thing, name_of(thing.place) if thing else "", now, facts,
        _limit(facts), band.severity or 0 if band else 0, shown(band.name) if band and band.severity else "",
    )  # fmt: skip


def _band(facts: Series, value: float) -> Band | None:
    for one in facts.bands:
        if (one.from_ is None or value >= one.from_) and (one.below is None or value < one.below):
            return one
    return None


def _limit(facts: Series) -> float | None:
    """The nearest edge of the bands that ask for attention."""
    edges = [one.from_ if one.from_ is not None else one.below for one in facts.bands if one.severity]
    known = [one for one in edges if one is not None]
    return (max(known) if _is_low_bad(facts) else min(known)) if known else None


def _is_low_bad(facts: Series) -> bool:
    return any(one.severity and one.from_ is None for one in facts.bands)


def _order(one: Line, facts: Series) -> tuple[int, float]:
    return one.sev or 9, one.now.value if _is_low_bad(facts) else -one.now.value


def curves(actor: Actor, domain: Domain, lead: Lead) -> dict[str, Any] | None:
    alerts = rules.open_alerts(actor, rules.Wanted(domain=domain.key, shelved=False))
    found = cards(actor, alerts, domain.key, MOST_CURVES, lead.series, A_DAY)
    return {"cards": found} if found else None
