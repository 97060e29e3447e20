"""What was found in the logs: the list, one of them with its records, and what people say it was."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.directory.permissions import decide
from haidang.core.directory.rooms import actor_of, room
from haidang.domains.cyber import actions, queries, words
from haidang.domains.cyber.models import DetectionRule
from haidang.kernel.action import Invalid

AT_ONCE = 50


@room("detection.read")
def page(request: HttpRequest) -> HttpResponse:
    actor, state = actor_of(request), request.GET.get("state", "open")
    family, thing = request.GET.get("family", ""), request.GET.get("thing", "")
    said = request.GET.get("from", "0")
    start = int(said) if said.isdecimal() and len(said) < 7 else 0
    filters = queries.Filters(state=state, family=family, thing=thing, rule=request.GET.get("rule", ""))
    rows = list(queries.detections(actor, filters)[start : start + AT_ONCE + 1])
    facts = {
        "rows": rows[:AT_ONCE],
        "tabs": _tabs(queries.counts(actor), state, family),
        "families": words.FAMILIES,
        "verdicts": words.VERDICTS,
        "family": family,
        "state": state,
        "thing": thing,
        "previous_url": f"?{urlencode({**request.GET.dict(), 'from': max(0, start - AT_ONCE)})}" if start else "",
        "next_url": f"?{urlencode({**request.GET.dict(), 'from': start + AT_ONCE})}" if len(rows) > AT_ONCE else "",
    }
    return render(request, "cyber/detections.html", facts)


def _tabs(counted: dict[str, int], state: str, family: str) -> list[dict[str, Any]]:
    here = reverse("domain_page", args=["cyber", "detections"])
    named = {"open": _("Đang mở"), "unjudged": _("Chưa ai xem"), "real": _("Đúng là tấn công"), "false": _("Báo nhầm, đã biết"),
             "all": _("Tất cả")}  # fmt: skip
    return [
        {"url": f"{here}?{urlencode({'state': key, 'family': family})}", "label": label, "count": counted[key],
         "active": key == state}
        for key, label in named.items()
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@room("detection.read")
def one(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(queries.detections(actor), pk=number)
    problem = ""
    if request.method == "POST":
        try:
            actions.judge(actor, found, verdict=request.POST.get("verdict", ""), note=request.POST.get("note", ""))
        except Invalid as error:
            problem = error.message
        else:
            messages.success(request, _("Đã ghi kết luận."))
            return redirect("cyber_detection", found.pk)
    rule = DetectionRule.objects.filter(key=found.rule).first()
    facts = {
        "found": found,
        "family": words.FAMILIES.get(found.family, found.family),
        "rule": rule,
        "technique": rule.facts.get("technique", "") if rule else "",
        "advice": (rule.facts.get("action") or {}) if rule else {},
        "verdict": words.VERDICTS.get(found.verdict, ""),
        "verdicts": words.VERDICTS,
        "problem": problem,
        "may_judge": decide(actor, "detection.judge", found),
        "search_url": f"{reverse('domain_page', args=['cyber', 'logs'])}?{urlencode(_around(found))}",
        "may_search": decide(actor, "log.search"),
    }
    return render(request, "cyber/detection.html", facts, status=422 if problem else 200)


def _around(found: Any) -> dict[str, str]:
    asked = {"since": f"{found.first_at:%Y-%m-%dT%H:%M}"}
    if found.srcs:
        asked["src"] = found.srcs[0]
    elif found.hosts:
        asked["host"] = found.hosts[0]
    return asked
