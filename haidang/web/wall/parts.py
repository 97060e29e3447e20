"""The live parts of the wall's scenes: what each is filled with, by the name of its template."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from haidang.core.incidents import queries as incidents
from haidang.core.rules.reading import queries as rules
from haidang.core.rules.reading.rate import raised_lately, rate
from haidang.core.telemetry.quality import sources_by_fault
from haidang.core.ui import numbers
from haidang.core.walls.scenes import FORCES, OVERVIEW, Scene
from haidang.web.desk.alerts.rows import Row, row
from haidang.web.desk.domains.curves import MILDEST, Card, cards
from haidang.web.desk.overview import panels
from haidang.web.desk.overview.tiles import Shown

from . import casework, figures
from .facts import forces, latest_facts
from .fields import MOST_LINES, Line, lines
from .glance import Glance
from .timeline import timeline

MOST_ALERTS = 9
MOST_TILES = 8
MOST_CARDS, MOST_CARDS_ALONE = 6, 10
MOST_SOURCES = 7

Facts = dict[str, Any]


def _head(glance: Glance, one: Scene) -> Facts:
    actor = glance.actor
    counts = rules.counts_by_severity(actor)
    return {
        "counts": [(level, count.open - count.shelved) for level, count in counts.items()],
        "sources": panels.sources(actor),
        "headlines": [(shown, _said(shown)) for _domain, tile, shown in glance.tiles if tile.headline],
        "watch": next(iter(panels.on_watch(actor)), None),
        "knows_watches": panels.knows_watches(actor),
    }


def _said(tile: Shown) -> str:
    return tile.value if isinstance(tile.value, str) else numbers.said(tile.value, tile.decimals)


def _tiles(glance: Glance, one: Scene) -> Facts:
    if one.is_casework:
        return {"tiles": casework.numbers(glance.actor, one.domain)[:MOST_TILES]}
    of_all = not one.domains
    wanted = [shown for domain, tile, shown in glance.tiles if (tile.wall if of_all else domain in one.domains)]
    for domain in one.domains:
        if len(wanted) < MOST_TILES:
            wanted += figures.tiles(glance.actor, domain, MOST_TILES - len(wanted))
    return {"tiles": wanted[:MOST_TILES]}


def _fields(glance: Glance, one: Scene) -> Facts:
    found = _lines(glance, one)
    return {
        "lines": found,
        "attention": figures.attention(glance.actor, one.domain) if one.domain and not found else None,
    }


def _lines(glance: Glance, one: Scene) -> list[Line]:
    if not one.is_event:
        return lines(glance.actor, glance.alerts_of(one.domains), one.domain)
    every = [line for key in one.domains for line in lines(glance.actor, glance.alerts_of((key,)), key)]
    return every[:MOST_LINES]


def _alerts(glance: Glance, one: Scene) -> Facts:
    actor, mine = glance.actor, glance.alerts_of(one.domains)
    return {
        "alerts": [_short(row(actor, alert)) for alert in mine[:MOST_ALERTS]],
        "more": max(len(mine) - MOST_ALERTS, 0),
        "shelved": sum(_shelved(glance, domain) for domain in one.domains or ("",)),
        "folded": sum(alert.repeats for alert in mine),
        "rate": rate(actor),
        "bars": raised_lately(actor),
    }


def _shelved(glance: Glance, domain: str) -> int:
    counts = rules.counts_by_severity(glance.actor, rules.Wanted(domain=domain))
    return sum(count.shelved for count in counts.values())


def _short(one: Row) -> Row:
    """From afar the name of the thing says where; the commune stands on the map."""
    return one if one.is_shelved else replace(one, place=one.thing)


def _curves(glance: Glance, one: Scene) -> Facts:
    if one.is_event:
        return {"cards": _cards_of_each(glance, one.domains)}
    most = MOST_CARDS_ALONE if one.domain else MOST_CARDS
    return {"cards": cards(glance.actor, glance.alerts_of(one.domains), one.domain, most)}


def _cards_of_each(glance: Glance, domains: Sequence[str]) -> list[Card]:
    """The same number of each field, those with alerts first."""
    each = max(1, MOST_CARDS // len(domains))
    every = [card for key in domains for card in cards(glance.actor, glance.alerts_of((key,)), key, each)]
    return sorted(every, key=lambda card: card.sev or MILDEST)[:MOST_CARDS]


def _lead(glance: Glance, one: Scene) -> Facts:
    return {"leads": figures.drawn(glance.actor, one.domain)}


def _load(glance: Glance, one: Scene) -> Facts:
    return casework.load(glance.actor, one.domain)


def _overdue(glance: Glance, one: Scene) -> Facts:
    return casework.late(glance.actor, one.domain)


def _days(glance: Glance, one: Scene) -> Facts:
    return casework.days(glance.actor, one.domain)


def _lanes(glance: Glance, one: Scene) -> Facts:
    return {"timeline": timeline(glance.actor)}


def _ticker(glance: Glance, one: Scene) -> Facts:
    return {"latest": latest_facts(glance.actor)}


def _forces(glance: Glance, one: Scene) -> Facts:
    return {"forces": forces(glance.actor)}


def _tally(glance: Glance, one: Scene) -> Facts:
    return {"forces": forces(glance.actor), "incident_counts": incidents.counts(glance.actor)}


def _watch(glance: Glance, one: Scene) -> Facts:
    return {
        "watches": panels.on_watch(glance.actor),
        "incidents": panels.incident_lines(glance.actor),
        "open_incidents": incidents.counts(glance.actor).open,
    }


def _sources(glance: Glance, one: Scene) -> Facts:
    return {"faulty": sources_by_fault(glance.actor)[:MOST_SOURCES]}


PARTS: dict[str, Callable[[Glance, Scene], Facts]] = {
    "head": _head,
    "tiles": _tiles,
    "fields": _fields,
    "alerts": _alerts,
    "curves": _curves,
    "lead": _lead,
    "lanes": _lanes,
    "ticker": _ticker,
    "forces": _forces,
    "tally": _tally,
    "watch": _watch,
    "sources": _sources,
    "load": _load,
    "overdue": _overdue,
    "days": _days,
}


def filled(glance: Glance, one: Scene, at_once: str) -> Facts:
    """Everything of one scene. What a field leads with is read when its scene comes up; of the scene `at_once` here."""
    facts: Facts = {"scene": one, "leads": None}
    if one.is_casework:
        return facts | _tiles(glance, one) | _load(glance, one) | _overdue(glance, one) | _days(glance, one)
    if one.key == FORCES:
        return facts | _forces(glance, one) | _watch(glance, one) | _sources(glance, one) | _tally(glance, one)
    for name in ("tiles", "fields", "alerts", *(() if one.has_leads else ("curves",))):
        facts |= PARTS[name](glance, one)
    if one.has_leads and one.key == at_once:
        facts |= _lead(glance, one)
    if one.key == OVERVIEW or one.is_event:
        facts |= _lanes(glance, one)
    return facts
