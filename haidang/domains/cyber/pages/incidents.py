"""Security incidents by their level, and the notices that each is due."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.directory.rooms import actor_of, room
from haidang.core.documents.crafts import workshop
from haidang.domains.cyber import notices, queries
from haidang.kernel import clock
from haidang.kernel.action import NotPossible

DAYS, MOST = 365, 100


@room("incident.read")
def page(request: HttpRequest) -> HttpResponse:
    found = queries.incidents_of(actor_of(request), clock.now() - timedelta(days=DAYS))
    levels = [_level(severity, [one for one in found if one.severity == severity]) for severity in (1, 2, 3, 4)]
    rows = [{"incident": one, "due": notices.due(one)} for one in found[:MOST]]
    facts = {"levels": levels, "rows": rows, "days": DAYS, "table": notices.TABLE,
             "is_simulated": any(one.is_simulated for one in found)}  # fmt: skip
    return render(request, "cyber/incidents.html", facts)


def _level(severity: int, found: list[Any]) -> dict[str, Any]:
    hours = sorted((one.closed_at - one.opened_at) / timedelta(hours=1) for one in found if one.closed_at)
    return {"severity": severity, "all": len(found), "open": sum(one.closed_at is None for one in found),
            "hours": hours[len(hours) // 2] if hours else None}  # fmt: skip


@require_GET
@room("incident.read")
def notice(request: HttpRequest, code: str, key: str) -> HttpResponse:
    incident = get_object_or_404(queries.security_incidents(actor_of(request)), code=code)
    if key not in notices.BY_KEY:
        raise Http404(key)
    try:
        answer = HttpResponse(notices.paper(incident, notices.BY_KEY[key]), content_type="application/pdf")
    except workshop.Broke:
        raise NotPossible(_("Chưa in được phiếu: thử lại sau ít phút.")) from None
    answer["Content-Disposition"] = f'inline; filename="bao-su-co-{incident.code}-{key}.pdf"'
    return answer
