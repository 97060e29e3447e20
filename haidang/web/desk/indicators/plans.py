"""Plans: what was decided, what has been reached of it, and what the period will come to at this pace."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.indicators import book, queries
from haidang.core.indicators.reading import plans
from haidang.core.indicators.reading.standing import STATES
from haidang.core.indicators.targets import Progress
from haidang.kernel import registry
from haidang.kernel.bilingual import shown
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import drawing
from .words import STATES as STATE_WORDS

MOST_CHARTS = 6


@require_GET
@room("plan.read")
def overview(request: AskingRequest) -> HttpResponse:
    """Every plan with how its targets stand, and what is behind now."""
    found = queries.progress(request.actor)
    running = [row(one) for one in plans.at_province(request.actor)]
    facts = {
        "summaries": plans.summaries(request.actor, found), "total": len(found),
        "troubled": [one for one in running if one["state"] in plans.TROUBLED],
        "running": running,
    }  # fmt: skip
    return render(request, "desk/indicators/plans.html", facts)


@require_GET
@room("plan.read")
def page(request: AskingRequest, code: str) -> HttpResponse:
    """One plan: its targets by field, the worst first within each."""
    plan = queries.plans(request.actor).filter(code=code).first()
    if plan is None:
        raise Http404(code)
    found = plans.with_indicators(queries.progress(request.actor, plan=plan))
    state = request.GET.get("state", "")
    counts = {one: sum(each.state == one for each in found) for one in STATES}
    kept = [one for one in found if state in ("", one.state)]
    facts = {
        "plan": plan, "groups": _groups(kept), "total": len(found), "charts": _charts(kept),
        "tabs": [
            {"url": "?", "label": _("Tất cả"), "count": len(found), "active": not state},
            *({"url": f"?state={one}", "label": STATE_WORDS[one], "count": count, "active": one == state}
              for one, count in counts.items() if count),
        ],
    }  # fmt: skip
    return render(request, "desk/indicators/plan.html", facts)


def row(one: Progress) -> dict[str, Any]:
    """A target as every page shows it. `reach` is the result as a share of the target, for a bar; None where it has none."""
    entry = book.current().by_id.get(one.target.indicator_id)
    share = one.share if one.target.op != "<=" and one.target.value > 0 else None
    return {
        "one": one, "target": one.target, "indicator": one.target.indicator, "entry": entry, "state": one.state,
        "facts": entry.facts if entry else one.target.indicator.says,
        "reach": None if share is None else min(max(share, 0.0), 1.5), "is_whole": one.target.place.parent_id is None,
    }  # fmt: skip


def _groups(found: list[Progress]) -> list[dict[str, Any]]:
    order = {key: number for number, key in enumerate(registry.domains())}
    rows = sorted(
        found,
        key=lambda one: (
            order.get(one.target.indicator.domain, 99),
            STATES.index(one.state),
            one.target.indicator.sort_key,
            one.target.period,
        ),
    )
    groups = []
    for key, members in groupby(rows, key=lambda one: one.target.indicator.domain):
        domain = registry.domains().get(key)
        name = shown(domain.name) if domain else key
        icon = domain.icon if domain else "target"
        groups.append({"name": name, "icon": icon, "rows": [row(one) for one in members]})
    return groups


def _charts(found: list[Progress]) -> list[dict[str, Any]]:
    """The courses of targets that run now and are given more often than they are aimed at."""
    charts: list[dict[str, Any]] = []
    for one in found:
        if len(charts) == MOST_CHARTS:
            break
        course = plans.course(one) if not one.is_over and one.result is not None else None
        if course is not None:
            facts = row(one)["facts"]
            charts.append({"row": row(one), "chart": drawing.course(one, course, facts.unit, facts.decimals)})
    return charts
