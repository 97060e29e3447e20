"""Where an operator begins: what is wrong, where, who deals with it, and whether the numbers can be trusted."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from haidang.core.incidents import queries as incidents
from haidang.core.rules.reading import queries as rules
from haidang.core.rules.reading import worst_first
from haidang.core.rules.reading.queries import Wanted
from haidang.core.rules.reading.rate import raised_lately, rate
from haidang.kernel.action import Actor
from haidang.provinces import pack
from haidang.web.desk.alerts.rows import rows
from haidang.web.desk.entrance import room
from haidang.web.desk.map.views import whole_map
from haidang.web.middleware import AskingRequest

from . import beginning, panels
from .tiles import tiles

MOST_ALERTS = 12


@require_GET
@room("overview.read")
def overview(request: AskingRequest) -> HttpResponse:
    actor = request.actor
    facts = {
        "map": _map(),
        "beginning": beginning.steps(actor),
        **_tiles(actor),
        **_alerts(actor),
        **_incidents(actor),
        **_domains(actor),
        **_sources(actor),
        **_watch(actor),
    }
    return render(request, "desk/overview/overview.html", facts)


@require_GET
@room("overview.read")
def part(request: AskingRequest, name: str) -> HttpResponse:
    """One live part of the page, by the name of its template."""
    if name not in PARTS:
        raise Http404(name)
    return render(request, f"desk/overview/_{name}.html", PARTS[name](request.actor))


def _tiles(actor: Actor) -> dict[str, Any]:
    return {"tiles": tiles(actor, wall_only=True)}


def _alerts(actor: Actor) -> dict[str, Any]:
    worst = worst_first.open_page(actor, Wanted(shelved=False), limit=MOST_ALERTS).alerts
    counts = rules.counts_by_severity(actor)
    return {
        "alerts": rows(actor, worst),
        "alert_counts": [(level, one.open - one.shelved) for level, one in counts.items() if one.open > one.shelved],
        "alerts_open": sum(one.open - one.shelved for one in counts.values()),
        "alerts_shelved": sum(one.shelved for one in counts.values()),
        "rate": rate(actor),
        "bars": raised_lately(actor),
    }


def _incidents(actor: Actor) -> dict[str, Any]:
    return {"incidents": panels.incident_lines(actor), "incident_counts": incidents.counts(actor)}


def _domains(actor: Actor) -> dict[str, Any]:
    return {"domains": panels.domain_lines(actor)}


def _sources(actor: Actor) -> dict[str, Any]:
    return {"sources": panels.sources(actor)}


def _watch(actor: Actor) -> dict[str, Any]:
    return {"watches": panels.on_watch(actor), "knows_watches": panels.knows_watches(actor)}


PARTS = {
    "tiles": _tiles,
    "alerts": _alerts,
    "incidents": _incidents,
    "domains": _domains,
    "sources": _sources,
    "watch": _watch,
}


def _map() -> dict[str, Any]:
    """The whole map, as large as the panel allows, fetching alerts and incidents anew when one changes."""
    west, south, east, north = pack.chosen().province.bbox
    config = whole_map() | {"bounds": [[west, south], [east, north]]}
    follows = {"alerts": ["alert"], "incidents": ["incident"], "units": ["incident"]}
    for layer in config["layers"]:
        layer["refresh_on"] = follows.get(layer["id"], ["alert"])
    return config
