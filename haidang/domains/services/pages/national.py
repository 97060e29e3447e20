"""A month's dossiers as the national portal's file tells of them, by office and by field."""

from typing import Any

from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from haidang.core.directory.rooms import actor_of, room
from haidang.core.pulling import queries as pulling
from haidang.domains.services.models import NationalDossier
from haidang.domains.services.national import finished, received
from haidang.kernel import clock, periods
from haidang.kernel.bilingual import shown
from haidang.kernel.facts import Words
from haidang.kernel.periods import NoPeriod, Period

BY = {
    "office": ("office__code", "office__name_vi", "office__name_en"),
    "field": ("field_code", "field_name", "field_name"),
}
MOST_MONTHS = 12


@room("index.read")
def page(request: HttpRequest) -> HttpResponse:
    by = "field" if request.GET.get("by") == "field" else "office"
    over = _month(request.GET.get("month", ""))
    found = pulling.pulls(actor_of(request)).filter(facts__take__to="services.dossiers")
    whole = NationalDossier.objects.aggregate(told=Max("told_at"), count=Count("pk"))
    facts = {
        "by": by, "over": over, "rows": _rows(over, by), "sources": found, "told_at": whole["told"], "count": whole["count"],
        "months": [periods.containing(clock.today(), "month").moved(-back) for back in range(MOST_MONTHS)],
        "is_simulated": NationalDossier.objects.filter(is_simulated=True).exists(),
    }  # fmt: skip
    return render(request, "services/national.html", facts)


def _month(text: str) -> Period:
    try:
        over = periods.read(text)
    except NoPeriod:
        return periods.containing(clock.today(), "month")
    return over if over.kind == "month" else periods.containing(over.first, "month")


def _rows(over: Period, by: str) -> list[dict[str, Any]]:
    """Each office or field with what came and what was finished, most first."""
    code, vi, en = BY[by]
    came = (
        received(over)
        .order_by()
        .values(code, vi, en)
        .annotate(all=Count("pk"), online=Count("pk", filter=Q(is_online=True)))
    )
    gone = finished(over).order_by().values(code).annotate(
        all=Count("pk"), timed=Count("pk", filter=Q(is_late__isnull=False)), in_time=Count("pk", filter=Q(is_late=False))
    )  # fmt: skip
    done = {one[code]: one for one in gone}
    return sorted((_row(one, done.get(one[code]), code, vi, en) for one in came), key=lambda one: -one["received"])


def _row(one: dict[str, Any], done: dict[str, Any] | None, code: str, vi: str, en: str) -> dict[str, Any]:
    timed = done["timed"] if done else 0
    return {
        "name": shown(Words(vi=one[vi] or one[code] or "–", en=one[en] or one[code] or "–")),
        "received": one["all"], "online": round(100 * one["online"] / one["all"], 1),
        "finished": done["all"] if done else 0,
        "in_time": round(100 * done["in_time"] / timed, 1) if done and timed else None,
    }  # fmt: skip
