"""The wall: one page that turns through its scenes by itself, and the parts that it renews."""

from collections.abc import Callable
from dataclasses import replace
from math import isfinite
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from haidang.core.directory.permissions import decide
from haidang.core.incidents import queries as incidents
from haidang.core.rules import queries as rules
from haidang.core.rules import worst_first
from haidang.core.rules.models import Alert
from haidang.core.telemetry.quality import sources_by_fault
from haidang.core.ui import numbers
from haidang.kernel.bilingual import name_of
from haidang.web.desk.alerts import why
from haidang.web.desk.alerts.rows import Row, row
from haidang.web.desk.domains.curves import cards
from haidang.web.desk.entrance import room
from haidang.web.desk.map.views import whole_map
from haidang.web.desk.overview import panels
from haidang.web.desk.overview.tiles import Shown
from haidang.web.middleware import AskingRequest

from . import casework, figures
from .facts import forces, latest_facts
from .fields import lines
from .glance import Glance
from .scenes import FORCES, OVERVIEW, Scene, scene, scenes
from .timeline import timeline

MOST_ALERTS = 9
MOST_TILES = 8
MOST_CARDS, MOST_CARDS_ALONE = 6, 10
MOST_SOURCES = 7
LEAST_SCALE, MOST_SCALE = 0.8, 1.6

Facts = dict[str, Any]


@require_safe
@room("wall.read")
def wall(request: AskingRequest) -> HttpResponse:
    """Everything at once. `?scene=` pins a scene; `?scale=` (0.8 to 1.6) fits letters to the depth of the room."""
    glance, pinned = Glance(request.actor), scene(request.GET.get("scene", ""))
    at_once = pinned.key if pinned else OVERVIEW
    facts = {
        "map": _map(),
        "scenes": [_filled(glance, one, at_once) for one in scenes()],
        "pinned": pinned.key if pinned else "",
        "wall_scale": _scale(request.GET.get("scale", "")),
        "leave_url": reverse("overview") if decide(request.actor, "overview.read") else "",
        "is_screen": bool(decide(request.actor, "wall.read_only")),
    }
    first = scenes()[0]
    return render(request, "wall/wall.html", facts | _head(glance, first) | _ticker(glance, first))


@require_GET
@room("wall.read")
def part(request: AskingRequest, name: str, key: str) -> HttpResponse:
    """One live part of a scene, by the name of its template."""
    found = scene(key)
    if found is None or name not in PARTS:
        raise Http404(f"{key}/{name}")
    facts = PARTS[name](Glance(request.actor), found)
    return render(request, f"wall/_{name}.html", facts | {"scene": found})


@require_GET
@room("wall.read")
def interrupt(request: AskingRequest, code: str) -> HttpResponse:
    """What takes the wall for a while: the alert, where, why, its curve."""
    try:
        alert = rules.alert(request.actor, code)
    except Alert.DoesNotExist:
        raise Http404(code) from None
    facts = {
        "alert": row(request.actor, alert),
        "sentence": why.sentence(alert),
        "chart": why.chart(request.actor, alert),
        "at": f"{alert.thing.lon:.5f} {alert.thing.lat:.5f}" if alert.thing.lon is not None else "",
        "place": name_of(alert.place),
    }
    return render(request, "wall/_interrupt.html", facts)


def _filled(glance: Glance, one: Scene, at_once: str) -> Facts:
    """What a field leads with is read when its scene comes up; of the scene `at_once` here."""
    facts: Facts = {"scene": one, "leads": None}
    if one.is_casework:
        return facts | _tiles(glance, one) | _load(glance, one) | _overdue(glance, one) | _days(glance, one)
    for name in ("tiles", "fields", "alerts", *(() if one.has_leads else ("curves",))):
        if one.key != FORCES:
            facts |= PARTS[name](glance, one)
    if one.has_leads and one.key == at_once:
        facts |= _lead(glance, one)
    if one.key == OVERVIEW:
        facts |= _lanes(glance, one)
    if one.key == FORCES:
        facts |= _forces(glance, one) | _watch(glance, one) | _sources(glance, one) | _tally(glance, one)
    return facts


def _scale(asked: str) -> float:
    try:
        scale = float(asked)
    except ValueError:
        return 1.0
    return min(max(scale, LEAST_SCALE), MOST_SCALE) if isfinite(scale) else 1.0


def _map() -> Facts:
    """The one map of the wall: it stays, its layers change with the scene."""
    return whole_map() | {"keep_url": False}


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
    wanted = [shown for domain, tile, shown in glance.tiles if (tile.wall if not one.domain else domain == one.domain)]
    if one.domain and len(wanted) < MOST_TILES:
        wanted += figures.tiles(glance.actor, one.domain, MOST_TILES - len(wanted))
    return {"tiles": wanted[:MOST_TILES]}


def _fields(glance: Glance, one: Scene) -> Facts:
    found = lines(glance.actor, glance.alerts_of(one.domain), one.domain)
    return {
        "lines": found,
        "attention": figures.attention(glance.actor, one.domain) if one.domain and not found else None,
    }


def _alerts(glance: Glance, one: Scene) -> Facts:
    actor, mine = glance.actor, glance.alerts_of(one.domain)
    counts = rules.counts_by_severity(actor, rules.Wanted(domain=one.domain))
    return {
        "alerts": [_short(row(actor, alert)) for alert in mine[:MOST_ALERTS]],
        "more": max(len(mine) - MOST_ALERTS, 0),
        "shelved": sum(count.shelved for count in counts.values()),
        "folded": sum(alert.repeats for alert in mine),
        "rate": rules.rate(actor),
        "bars": worst_first.raised_lately(actor),
    }


def _short(one: Row) -> Row:
    """From afar the name of the thing says where; the commune stands on the map."""
    return one if one.is_shelved else replace(one, place=one.thing)


def _curves(glance: Glance, one: Scene) -> Facts:
    most = MOST_CARDS_ALONE if one.domain else MOST_CARDS
    return {"cards": cards(glance.actor, glance.alerts_of(one.domain), one.domain, most)}


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
