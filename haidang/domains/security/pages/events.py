"""Events: by hour of the week, by kind against the time before, by commune; rows and the map for those with the duty."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.directory.permissions import may_somewhere
from haidang.core.directory.queries import places
from haidang.core.directory.rooms import actor_of, room
from haidang.domains.security import actions, queries
from haidang.domains.security.book import EVENTS
from haidang.domains.security.drawing import heat
from haidang.domains.security.hidden import K
from haidang.domains.security.models import OrderEvent
from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.bilingual import name_of, shown
from haidang.provinces import pack

from .forms import EventForm

SPANS = (7, 30, 90, 365)
MOST_ROWS = 60
TOWNS = ("ward", "commune", "special_zone")


def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() and int(asked) in SPANS else 30
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in EVENTS else ""
    today = clock.today()
    since = today - timedelta(days=days - 1)
    sums = queries.sums(actor, since, today)
    rows = list(queries.events(actor, clock.start_of(since), kind=kind)[:MOST_ROWS])
    facts = {
        "days": days,
        "spans": SPANS,
        "kind": kind,
        "kinds": [_kind(sums, key) for key in sums.kinds],
        "sums": sums,
        "table": [
            (name, [sums.cells.get((key, one)) for one in sums.kinds], [(key, one) in sums.cells for one in sums.kinds])
            for key, name in sums.places
        ],
        "k": K,
        "heat": heat(queries.by_hour(actor, clock.start_of(since), [kind] if kind else ())),
        "rows": [_row(one) for one in rows],
        "map": _map(rows) if rows else None,
        "may_record": may_somewhere(actor, "order_event.record"),
    }
    return render(request, "security/events.html", facts)


def _kind(sums: queries.Sums, key: str) -> dict[str, Any]:
    one, count, before = EVENTS[key], sums.totals[key], sums.before[key]
    return {"key": key, "name": shown(one.name), "icon": one.icon, "count": count, "before": before,
            "delta": f"{count - before:+d}".replace("-", "−") if count is not None and before is not None else ""}  # fmt: skip


def _row(one: OrderEvent) -> dict[str, Any]:
    kind = EVENTS.get(one.kind)
    return {"event": one, "kind": shown(kind.name) if kind else one.kind, "icon": kind.icon if kind else "alert-circle",
            "sev": kind.severity if kind and one.closed_at is None else None, "place": name_of(one.place)}  # fmt: skip


def _map(rows: list[OrderEvent]) -> dict[str, Any]:
    province = pack.chosen().province
    points = []
    for one in rows:
        if one.lon is not None:
            kind = EVENTS.get(one.kind)
            properties = {"id": one.code, "name": f"{shown(kind.name) if kind else one.kind} · {one.code}",
                          "sev": kind.severity if kind and one.closed_at is None else None}  # fmt: skip
            points.append(
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
                    "properties": properties,
                }
            )
    return {
        "communes_url": reverse("outlines", args=["communes"]),
        "attribution": shown(province.texts.outlines),
        "centre": [province.centre.lon, province.centre.lat],
        "zoom": province.zoom - 0.4,
        "layers": [{"id": "events", "label": _("Vụ việc"), "icon": "shield", "on": True, "cluster": True,
                    "data": {"type": "FeatureCollection", "features": points}}],
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@room("order_event.read")
def record(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = EventForm(request.POST if request.method == "POST" else None, _communes(actor))
    if request.method == "POST" and form.is_valid():
        try:
            actions.record(actor, **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect("domain_page", "security", "events")
    facts = {"form": form, "title": _("Ghi vụ việc"), "back": reverse("domain_page", args=["security", "events"])}
    return render(request, "security/form.html", facts, status=422 if form.errors else 200)


def _communes(actor: Actor) -> Any:
    return places(actor).filter(kind__in=TOWNS)


@require_http_methods(["POST"])
@room("order_event.read")
def close(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    event = get_object_or_404(queries.events(actor, clock.now() - timedelta(days=3660)), code=code)
    actions.close(actor, event, outcome=request.POST.get("outcome", ""))
    return redirect("domain_page", "security", "events")
