"""Hand-over: what is ready to go, the lists given and got, one list on paper for two signatures."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.cases import queries as cases
from haidang.core.directory import queries as directory
from haidang.core.directory.models import Office
from haidang.core.directory.permissions import decide
from haidang.core.handovers import actions, queries
from haidang.core.handovers.models import Handover
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import name_of
from haidang.web.desk.asking import Asks, asked, finished
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import barcode
from .here import counter_of
from .lists import row

SHOWN = 60


class Back(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Vì sao trả lại"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_http_methods(["GET", "POST"])
@room("handover.read")
def lists(request: AskingRequest) -> HttpResponse:
    """What can go now, by where it goes; and the lists of this office."""
    office = counter_of(request.actor)
    if request.method == "POST":
        made = _send(request, office)
        return finished(
            request, _("Đã bàn giao, danh sách %(code)s.") % {"code": made.code}, made.link, instead=made.link
        )
    rows = list(queries.lists(request.actor)[:SHOWN])
    facts = {
        "office": office,
        "bundles": _bundles(request, office),
        "offices": [(one.code, name_of(one)) for one in directory.offices(request.actor)],
        "incoming": [one for one in rows if one.closed_at is None and _is_ours(request, one)],
        "lists": [one for one in rows if one.closed_at is not None or not _is_ours(request, one)],
    }
    return render(request, "desk/counter/handovers.html", facts)


def _bundles(request: AskingRequest, office: Office) -> list[dict[str, Any]]:
    found = [("dossiers", one) for one in queries.to_hand(request.actor, office)]
    found += [("results", one) for one in queries.results_to_hand(request.actor, office)]
    return [
        {"carries": carries, "to": one.to, "rows": [row(case) for case in one.cases], "at": at}
        for at, (carries, one) in enumerate(found)
    ]


def _send(request: AskingRequest, office: Office) -> Handover:
    """Raises Invalid for an office or a dossier that is none."""
    to = directory.office(request.actor, request.POST.get("to", ""))
    if to is None:
        raise Invalid("to", _("Chọn cơ quan nhận."), request.POST.get("to"))
    picked = []
    for code in request.POST.getlist("picked"):
        case = cases.by_code(request.actor, code)
        if case is None:
            raise Invalid("picked", _("Không còn thấy %(code)s; tải lại trang.") % {"code": code}, code)
        picked.append(case)
    return actions.send(
        request.actor, office, to, picked, carries=request.POST.get("carries", ""), note=request.POST.get("note", "")
    )


def _is_ours(request: AskingRequest, handover: Handover) -> bool:
    return bool(decide(request.actor, "handover.receive", handover))


def found(request: AskingRequest, code: str) -> Handover:
    handover = queries.by_code(request.actor, code)
    if handover is None:
        raise Http404(code)
    return handover


@require_GET
@room("handover.read")
def one(request: AskingRequest, code: str) -> HttpResponse:
    handover = found(request, code)
    items = queries.items(handover)
    return render(request, "desk/counter/handover.html", {
        "handover": handover,
        "items": [{"item": each, "row": row(each.case)} for each in items],
        "waiting": sum(each.state == "waiting" for each in items),
        "is_ours": _is_ours(request, handover),
        "bars": barcode.code128(handover.code),
    })  # fmt: skip


@require_POST
@room("handover.read")
def receive(request: AskingRequest, code: str) -> HttpResponse:
    handover = actions.receive(request.actor, found(request, code))
    return finished(request, _("Đã xác nhận đủ hồ sơ."), handover.link, instead=handover.link)


@require_http_methods(["GET", "POST"])
@room("handover.read")
def give_back(request: AskingRequest, code: str, number: int) -> HttpResponse:
    handover = found(request, code)
    asks = Asks(_("Trả lại hồ sơ số %(number)s") % {"number": number}, _("Trả lại"), reverse("handover", args=[code]),
                _("Đã trả lại nơi giao."), icon="arrow-left")  # fmt: skip

    def work(given: dict[str, Any]) -> str:
        actions.give_back(request.actor, handover, number, reason=given["reason"])
        return handover.link

    return asked(request, Back(request.POST or None), asks, work)
