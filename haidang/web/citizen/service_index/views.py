"""How well each office serves, for everybody to read: the last month that is over, or another one."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from haidang.core.service_index import facts, periods, queries
from haidang.core.service_index.periods import Period
from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.web.index_sheet import bar, choices, csv_of


def _period(request: HttpRequest) -> Period:
    """The one in the address; else the last month that has ended and was counted, else this one."""
    try:
        found = periods.read(request.GET.get("period", ""))
    except Invalid:
        ended = periods.month_of(clock.today().replace(day=1) - timedelta(days=1))
        return ended if queries.result(ended).counted_at else periods.month_of(clock.today())
    return found if found.has_begun else periods.month_of(clock.today())


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    period = _period(request)
    found = queries.result(period)
    facts_ = {
        "result": found, "period": period, "groups": [(one, bar(one)) for one in found.groups],
        "offices": [one for one in queries.by_office(period) if one.scaled is not None],
        "periods": choices(period, reverse("app_service_index"), None)[:6], "index": facts.index(),
    }  # fmt: skip
    return render(request, "citizen/service_index/overview.html", facts_)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    return csv_of(_period(request))
