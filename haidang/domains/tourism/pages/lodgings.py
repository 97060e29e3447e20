"""Lodgings for the desk: nights as they were counted, rooms by area, who has not said, and keys for those that declare."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.directory.rooms import actor_of, room
from haidang.core.things.queries import thing
from haidang.domains.tourism import actions, queries
from haidang.domains.tourism.rules_of_stay import FACTS, night_of
from haidang.kernel import clock
from haidang.kernel.bilingual import name_of

BACK = 60
"""nights"""


def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    tonight = night_of(clock.now())
    last = tonight - timedelta(days=1)
    found = queries.course(actor, last - timedelta(days=BACK), last)
    newest = next((one for one in reversed(found) if one.night <= last), None)
    before = next((one for one in found if one.night == last - timedelta(days=7)), None)
    hosts = queries.hosts(actor) if decide(actor, "host.read") else {}
    facts = {
        "newest": newest,
        "delta": f"{newest.guests - before.guests:+d}".replace("-", "−")
        if newest and before and newest.night == last
        else "",
        "chart": _chart(found) if found else None,
        "areas": queries.by_area(actor, newest.night if newest else last),
        "silent": [_silent(one, hosts) for one in queries.silent(actor, last)],
        "last": last,
        "may_admit": may_somewhere(actor, "host.admit"),
        "sources": [FACTS.evening, FACTS.morning, FACTS.foreign_hours, FACTS.kept_months],
        "may_look": decide(actor, "stay.read"),
    }
    return render(request, "tourism/lodgings.html", facts)


def _silent(one: Any, hosts: dict[int, Any]) -> dict[str, Any]:
    host = hosts.get(one.pk)
    return {"code": one.code, "name": name_of(one), "place": name_of(one.place), "rooms": one.fields.get("rooms"),
            "host": host if host and not host.revoked_at else None, "phone": one.fields.get("phone", "")}  # fmt: skip


def _chart(found: list[queries.Total]) -> dict[str, Any]:
    def points(key: str) -> list[list[Any]]:
        return [[one.night.isoformat(), getattr(one, key)] for one in found]

    series = [
        {"name": _("Khách"), "style": "bar", "points": points("guests")},
        {"name": _("Khách quốc tế"), "points": points("foreign")},
    ]
    return {"unit": _("khách"), "decimals": 0, "period": "day", "series": series}


@require_http_methods(["GET", "POST"])
@never_cache
@room("host.read")
def admit(request: HttpRequest, code: str) -> HttpResponse:
    """Give a lodging its key: shown this once, to be handed over on paper."""
    actor = actor_of(request)
    lodging = thing(actor, code)
    if lodging is None or lodging.type != "lodging":
        raise Http404(code)
    host = queries.hosts(actor).get(lodging.pk)
    if request.method == "POST" and request.POST.get("do") == "revoke" and host:
        actions.revoke(actor, host, why=request.POST.get("why", ""))
        messages.success(request, _("Đã thu hồi khóa khai báo."))
        return redirect("tourism_admit", code)
    key = actions.admit(actor, lodging)[1] if request.method == "POST" else ""
    facts = {"lodging": lodging, "name": name_of(lodging), "place": name_of(lodging.place), "key": key,
             "host": queries.hosts(actor).get(lodging.pk), "may": decide(actor, "host.admit", lodging)}  # fmt: skip
    return render(request, "tourism/admit.html", facts)
