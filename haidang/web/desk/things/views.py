"""A thing: what it measures now, its curve, its alerts, its place and keeper."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from haidang.core.audit import queries as audit
from haidang.core.directory.permissions import decide
from haidang.core.rules.outages import queries as outages
from haidang.core.rules.reading import queries as rules
from haidang.core.telemetry import quality
from haidang.core.things import actions, queries
from haidang.core.things.models import Thing
from haidang.kernel import clock, registry
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown
from haidang.kernel.geo import Point
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import cameras, lines

NEAR_M = 3000


def _found(request: AskingRequest, code: str) -> Thing:
    thing = queries.thing(request.actor, code)
    if thing is None:
        raise Http404
    return thing


@require_GET
@room("thing.read")
def page(request: AskingRequest, code: str) -> HttpResponse:
    thing = _found(request, code)
    listed = lines.lines(request.actor, thing)
    chosen = next((one for one in listed if one.key == request.GET.get("series")), listed[0] if listed else None)
    span = request.GET.get("range", "24h")
    return render(request, "desk/things/page.html", _facts(request, thing, listed, chosen, span))


def _facts(
    request: AskingRequest, thing: Thing, listed: list[lines.Line], chosen: lines.Line | None, span: str
) -> dict[str, Any]:
    until = clock.now()
    since = until - lines.RANGES.get(span, lines.RANGES["24h"])
    declared = registry.thing_type(thing.type)
    here = Point(thing.lon, thing.lat) if thing.lon is not None and thing.lat is not None else None
    return {
        "thing": thing,
        "kind": shown(declared[1].name) if declared else thing.type,
        "kind_icon": declared[1].icon if declared else "map-pin",
        "lines": listed,
        "chosen": chosen,
        "chart": lines.chart(request.actor, thing, chosen, since, until) if chosen else None,
        "limits": lines.limits_in_force(thing, chosen.key) if chosen else [],
        "ranges": list(lines.RANGES),
        "range": span,
        "alerts": rules.open_alerts(request.actor, rules.Wanted(thing=thing.code, covered=None)),
        "past_alerts": rules.history(request.actor, rules.Wanted(thing=thing.code, covered=None), limit=10).alerts,
        "near": queries.near(request.actor, here, NEAR_M)[1:7] if here else [],
        "quality": {row.series: row for row in quality.series_quality(request.actor, [thing.code])},
        "events": audit.history(request.actor, thing, limit=8),
        "may_change": decide(request.actor, "thing.change", thing),
        "camera": cameras.of_thing(request.actor, thing),
        "may_set_still": cameras.is_camera(thing) and decide(request.actor, "still.change", thing),
        "may_plan_outage": decide(request.actor, "outage.plan", thing),
        "outages": outages.of_thing(request.actor, thing.pk),
    }


@require_GET
@room("thing.read")
def side(request: AskingRequest, code: str) -> HttpResponse:
    """The same in short, for the map's side panel."""
    thing = _found(request, code)
    declared = registry.thing_type(thing.type)
    facts = {
        "thing": thing,
        "kind": shown(declared[1].name) if declared else thing.type,
        "lines": lines.lines(request.actor, thing),
        "alerts": rules.open_alerts(request.actor, rules.Wanted(thing=thing.code)),
    }
    return render(request, "desk/things/side.html", facts)


@require_POST
@room("thing.read")
def service(request: AskingRequest, code: str) -> HttpResponse:
    """Take a thing out of service until a moment, or put it back."""
    thing = _found(request, code)
    if thing.state == "out_of_service":
        actions.put_back_in_service(request.actor, thing)
    else:
        why = request.POST.get("why", "")
        actions.take_out_of_service(request.actor, thing, why=why, until=_moment(request.POST.get("until", "")))
    return redirect("thing", code=code)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise Invalid("until", _("Ghi ngày giờ dạng 2026-11-21T17:00."), text)
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.HO_CHI_MINH)
