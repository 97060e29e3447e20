"""Index 766: a period of the province or of an office, offices side by side, months in a row, and why a number is so."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.directory.models import Office
from haidang.core.directory.permissions import decide
from haidang.core.service_index import facts, periods, queries
from haidang.core.service_index.periods import Period
from haidang.core.service_index.queries import Result
from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.web.desk.entrance import room
from haidang.web.index_sheet import MONTHS, bar, choices, csv_of
from haidang.web.middleware import AskingRequest


def period_of(request: HttpRequest) -> Period:
    """The one in the address, else this month."""
    try:
        found = periods.read(request.GET.get("period", ""))
    except Invalid:
        return periods.month_of(clock.today())
    return found if found.has_begun else periods.month_of(clock.today())


def office_of(request: HttpRequest) -> Office | None:
    return Office.objects.filter(code=request.GET.get("office", "")[:40]).first()


@require_GET
@room("index.read")
def overview(request: AskingRequest) -> HttpResponse:
    period, office = period_of(request), office_of(request)
    found = queries.result(period, office)
    facts_ = {
        "result": found, "period": period, "office": office, "groups": [(one, bar(one)) for one in found.groups],
        "periods": choices(period, reverse("service_index"), office),
        "offices": queries.by_office(period),
        "chart": chart(queries.trend(periods.months_until(period, MONTHS), office)),
        "query": urlencode({"period": period.key} | ({"office": office.code} if office else {})),
        "index": facts.index(),
        "explained": [one.counts for one in facts.index().indicators() if queries.can_explain(one)],
        "may_count": bool(decide(request.actor, "index.count")),
        "may_change": bool(decide(request.actor, "index.change")),
        "may_import": bool(decide(request.actor, "index.import")),
    }  # fmt: skip
    return render(request, "desk/service_index/overview.html", facts_)


def chart(months: list[Result]) -> dict[str, Any]:
    points = [[one.period.start.isoformat(), one.scaled if one.has_work else None] for one in months]
    return {
        "unit": _("điểm"), "decimals": 1, "min": 0, "max": 100,
        "series": [{"name": _("Điểm quy về 100"), "points": points, "style": "bar"}],
        "thresholds": [{"value": 90, "label": _("Xuất sắc"), "colour": "$data2"}],
    }  # fmt: skip


@require_GET
@room("index.read")
def why(request: AskingRequest, key: str) -> HttpResponse:
    """The dossiers (or reports) behind a number, each with whether it counts and why; as far as the reader may see them."""
    indicator = facts.index().indicator(key)
    if indicator is None or not queries.can_explain(indicator):
        raise Http404(key)
    period, office = period_of(request), office_of(request)
    only = request.GET.get("only", "bad")
    found = queries.why(indicator, period, office.code if office else "", only=only)
    query = {"period": period.key} | ({"office": office.code} if office else {})
    kinds = [("bad", _("Không đạt")), ("good", _("Đạt")), ("none", _("Không tính")), ("all", _("Tất cả"))]
    facts_ = {
        "indicator": indicator, "period": period, "office": office, "row": queries.result(period, office).row(key),
        "rows": [(one, bool(decide(request.actor, "case.read", one.case))) for one in found.rows], "is_more": found.is_more,
        "tabs": [_tab(query, name, label, only) for name, label in kinds],
        "back": f"{reverse('service_index')}?{urlencode(query)}",
    }  # fmt: skip
    return render(request, "desk/service_index/why.html", facts_)


def _tab(query: dict[str, str], name: str, label: str, chosen: str) -> dict[str, Any]:
    return {"url": f"?{urlencode(query | {'only': name})}", "label": label, "count": None, "active": name == chosen}


@require_GET
@room("index.read")
def national(request: AskingRequest) -> HttpResponse:
    """Numbers of the national system beside our own."""
    period = period_of(request)
    facts_ = {
        "period": period, "rows": queries.compared(period), "periods": choices(period, reverse("service_index_national"), None),
        "may_import": bool(decide(request.actor, "index.import")),
    }  # fmt: skip
    return render(request, "desk/service_index/national.html", facts_)


@require_GET
@room("index.read")
def export(request: AskingRequest) -> HttpResponseBase:
    return csv_of(period_of(request))
