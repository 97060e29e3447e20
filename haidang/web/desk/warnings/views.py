"""What everybody is told now, telling them something, taking it back."""

from datetime import timedelta
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.directory.permissions import decide
from haidang.core.incidents import everybody, queries
from haidang.core.incidents import warnings as told
from haidang.core.incidents.models import Incident
from haidang.kernel import clock
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms


@require_GET
@room("warning.read")
def warnings(request: AskingRequest) -> HttpResponse:
    actor = request.actor
    facts = {
        "published": everybody.published(actor),
        "over": everybody.published(actor, ended=True, limit=20),
        "measured": [one for one in everybody.warnings() if one.alert is not None],
        "may_publish": bool(decide(actor, "warning.publish")),
    }
    return render(request, "desk/warnings/warnings.html", facts)


@require_http_methods(["GET", "POST"])
@room("warning.read")
def new(request: AskingRequest) -> HttpResponse:
    """At the place of an incident (?incident=SC-...), or at one that is chosen."""
    incident = _incident(request)
    need(request.actor, "warning.publish", incident)
    initial = {"title": incident.title[: told.TITLE], "severity": incident.severity} if incident else {}
    data = request.POST if request.method == "POST" else None
    form = forms.New(data, actor=request.actor, asks_place=incident is None, initial=initial)
    asks = Asks(
        title=_("Báo cho người dân"),
        submit=_("Báo cho mọi người"),
        back=incident.link if incident else reverse("warnings"),
        said=_("Đã báo cho người dân."),
        note=_("Hiện ngay trên ứng dụng của mọi người ở gần. Không nêu tên, số nhà, biển số của ai."),
        icon="speakerphone",
        is_grave=True,
    )

    def work(given: dict[str, Any]) -> str:
        told.publish(
            request.actor,
            incident or given["place"],
            title=given["title"],
            advice=given["advice"],
            severity=given["severity"],
            until=clock.now() + timedelta(hours=given["hours"]),
        )
        return reverse("warnings")

    return asked(request, form, asks, work)


def _incident(request: AskingRequest) -> Incident | None:
    code = request.GET.get("incident", "")
    found = queries.by_code(request.actor, code) if code else None
    if code and found is None:
        raise Http404(code)
    return found


@require_http_methods(["GET", "POST"])
@room("warning.read")
def end(request: AskingRequest, code: str) -> HttpResponse:
    one = everybody.warning(request.actor, code)
    if one is None:
        raise Http404(code)
    need(request.actor, "warning.end", one)
    asks = Asks(
        title=_("Thôi báo: %(title)s") % {"title": one.title}, submit=_("Thôi báo"), back=reverse("warnings"),
        said=_("Đã thôi báo cho người dân."), icon="circle-x",
    )  # fmt: skip

    def work(given: dict[str, Any]) -> None:
        told.end(request.actor, one)

    return asked(request, Form(request.POST if request.method == "POST" else None), asks, work)
