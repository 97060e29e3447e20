"""Violations that cameras found: by age and kind for everybody with the page, row by row and moves for those with the duty."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.directory.queries import area_of
from haidang.core.directory.rooms import actor_of, room
from haidang.domains.security import actions, queries
from haidang.domains.security.book import FLOW, OPEN, SOURCE, VIOLATIONS
from haidang.domains.security.models import Violation
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import name_of, shown

AT_ONCE = 50


def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    state = state if state in {one.key for one in FLOW.states} else ""
    overdue = request.GET.get("overdue") == "1"
    found = queries.violations(actor, kind=kind, state=state, overdue=overdue)
    may_act = may_somewhere(actor, "violation.move")
    sums = queries.waiting(actor)
    rows = [_row(one) for one in found[:AT_ONCE]]
    here = state or FLOW.start
    facts = {
        "sums": [_sum(one) for one in sums],
        "ages": [_("0–7 ngày"), _("8–15 ngày"), _("16–30 ngày"), _("trên 30 ngày")],
        "totals": [sum(one.ages[at] for one in sums) for at in range(len(queries.AGES))],
        "open": sum(one.open for one in sums),
        "overdue_count": sum(one.overdue for one in sums),
        "unruled": [shown(one.name) for one in VIOLATIONS.values() if not one.has_procedure],
        "rows": rows,
        "kind": kind, "state": state, "overdue": overdue,
        "kinds": [(key, shown(one.name)) for key, one in VIOLATIONS.items() if one.has_procedure],
        "states": [(one.key, shown(one.name)) for one in FLOW.states],
        "moves": [(one.key, shown(one.name), one.reason) for one in FLOW.moves_from(here)] if may_act and state in OPEN else [],
        "has_duty": decide(actor, "violation.read"),
        "source": SOURCE,
        "laws": [one for one in VIOLATIONS.values() if one.law],
        "is_simulated": any(row["violation"].is_simulated for row in rows),
    }  # fmt: skip
    return render(request, "security/violations.html", facts)


def _sum(one: queries.Waiting) -> dict[str, Any]:
    kind = VIOLATIONS.get(one.kind)
    return {
        "one": one,
        "name": shown(kind.name) if kind else one.kind,
        "sev": 2 if one.ages[3] else 3 if one.overdue else None,
    }


def _row(one: Violation) -> dict[str, Any]:
    kind = VIOLATIONS.get(one.kind)
    now = clock.now()
    return {"violation": one, "kind": shown(kind.name) if kind else one.kind, "state": shown(FLOW.state(one.state).name),
            "place": name_of(one.place), "camera": one.camera, "age": one.age_on(now),
            "late": bool(one.due_at and one.due_at < now and one.ended_at is None)}  # fmt: skip


@require_http_methods(["POST"])
@room("violation.read")
def move(request: HttpRequest) -> HttpResponse:
    """Lead the ticked violations on; all of them, or none with the reason."""
    actor = actor_of(request)
    ids = [int(one) for one in request.POST.getlist("one") if one.isdecimal()][:AT_ONCE]
    chosen = list(queries.violations(actor, state=request.POST.get("state", "")).filter(pk__in=ids))
    place = area_of(actor, "violation.move")
    if place is None:
        raise NotPossible(_("Bạn không phụ trách địa bàn nào."))
    given = {"key": request.POST.get("key", ""), "reason": request.POST.get("reason", "")}
    try:
        number = actions.move(actor, place=place, violations=chosen, **given)
        messages.success(request, _("Đã chuyển %(n)s vi phạm.") % {"n": number})
    except Invalid as error:
        messages.error(request, error.message)
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('domain_page', args=['security', 'violations'])}?state={request.POST.get('state', '')}")


@require_http_methods(["GET", "POST"])
@never_cache
@room("violation.read")
def plate(request: HttpRequest, number: int) -> HttpResponse:
    """The plate of one violation, for a reason."""
    actor = actor_of(request)
    one = get_object_or_404(queries.violations(actor, state=queries.EVERY), pk=number)
    text = actions.look(actor, one, reason=request.POST.get("reason", "")) if request.method == "POST" else None
    return render(request, "security/plate.html", {"row": _row(one), "text": text})
