"""One dossier at the counter: its papers one by one, what may be done with it now, and its slip."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.cases import actions, parts, queries
from haidang.core.cases.models import Case
from haidang.core.directory.permissions import decide
from haidang.core.documents import queries as documents
from haidang.core.handovers import queries as handovers
from haidang.core.handovers.steps import COMPLETE, HAND_OUT, RECEIVE, SUPPLY, move_of
from haidang.core.payments import queries as payments
from haidang.kernel import clock
from haidang.kernel.action import NotPossible, together
from haidang.kernel.bilingual import name_of, shown
from haidang.web.desk.asking import Asks, asked, finished
from haidang.web.desk.cases import showing
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import barcode
from .forms import HandOut, Papers, Supplement
from .lists import row
from .taking import held

RECEIPT = "receipt"


def found(request: AskingRequest, code: str) -> Case:
    case = queries.by_code(request.actor, code)
    if case is None or case.kind != "dossier":
        raise Http404(code)
    return case


@require_GET
@room("counter.read")
def case(request: AskingRequest, code: str) -> HttpResponse:
    one = found(request, code)
    standings = parts.standings(one)
    facts = {
        "case": one,
        "row": row(one),
        "papers": Papers([each.part for each in standings], standings=standings, prefix="part"),
        "missing": [each for each in standings if each.is_missing],
        "may_tick": one.is_open and bool(decide(request.actor, "case.tick", one)),
        "may_look": queries.may_know_people(request.actor, one),
        "answers": showing.answers(one),
        "timers": list(showing.timers(one)),
        "where": handovers.where(one),
        "receipts": [each for each in documents.of_case(request.actor, one) if each.kind == RECEIPT],
        "bills": payments.bills(request.actor, one),
        "files": showing.papers(one),
    }  # fmt: skip
    return render(request, "desk/counter/case.html", facts | _what_now(request, one))


def _what_now(request: AskingRequest, one: Case) -> dict[str, Any]:
    """The moves of the counter; `receive` goes first, what asks something opens its form."""
    moves = showing.moves(request.actor, one)
    own = {each.key for each in queries.own_moves(one)}
    accept = next((each for each in moves if each["key"] == RECEIVE), None)
    return {
        "accept": accept,
        "moves": [
            each for each in moves if each["key"] not in (RECEIVE, HAND_OUT, "take_rest", "take_supplement", "hand")
        ],
        "may_hand": any(each["key"] == "hand" for each in moves),
        "may_supply": bool({COMPLETE, SUPPLY} & own) and bool(decide(request.actor, "case.hand_in", one)),
        "may_hand_out": any(each["key"] == HAND_OUT for each in moves),
    }


@require_POST
@room("counter.read")
def papers(request: AskingRequest, code: str) -> HttpResponse:
    """What lies on the counter of each part, and scans of it."""
    one = found(request, code)
    form = Papers([each.part for each in parts.standings(one)], request.POST, request.FILES, prefix="part")
    if not form.is_valid():
        raise NotPossible(_("Ghi số bản từ 0 đến 99 cho từng loại giấy tờ."))
    with together():
        actions.tick(request.actor, one, form.given())
        for part, upload in form.uploads():
            actions.attach(request.actor, one, held(upload), role="part", part=part)
    return finished(request, _("Đã ghi giấy tờ."), _page(one))


@require_http_methods(["GET", "POST"])
@room("counter.read")
def supply(request: AskingRequest, code: str) -> HttpResponse:
    """The citizen brings what was asked for: before acceptance or as a supplement."""
    one = found(request, code)
    need(request.actor, "case.hand_in", one)
    key = next((each.key for each in queries.own_moves(one) if each.key in (COMPLETE, SUPPLY)), "")
    if not key:
        raise NotPossible(_("Hồ sơ này không chờ bổ sung."))
    form = Supplement(request.POST or None, initial={"seen": one.state})
    asks = Asks(_("Nhận giấy tờ bổ sung"), _("Nhận bổ sung"), _page(one), _("Đã nhận; đồng hồ chạy tiếp."),
                note=_("Đánh dấu từng giấy tờ ở bảng bên trái trước khi nhận."))  # fmt: skip

    def work(given: dict[str, Any]) -> None:
        actions.hand_in(request.actor, one, key, text=given["text"], seen=given["seen"])

    return asked(request, form, asks, work)


@require_http_methods(["GET", "POST"])
@room("counter.read")
def hand_out(request: AskingRequest, code: str) -> HttpResponse:
    """Give the result to whoever may have it, identified and signed for."""
    one = found(request, code)
    need(request.actor, "case.reply", one)
    if move_of(one, HAND_OUT) is None:
        raise NotPossible(_("Hồ sơ này không có kết quả chờ trả."))
    form = HandOut(request.POST or None, request.FILES or None, initial={"seen": one.state})
    asks = Asks(_("Trả kết quả"), _("Đã trả kết quả"), _page(one), _("Đã trả kết quả."), icon="user-check",
                note=_("Đối chiếu giấy tờ tùy thân với người có hồ sơ; nhận thay thì giữ lại giấy ủy quyền."))  # fmt: skip

    def work(given: dict[str, Any]) -> None:
        by = f" · {given['basis']}" if given["basis"] else ""
        with together():
            for upload in given.get("receipt") or []:
                actions.attach(request.actor, one, held(upload), role="receipt")
            said = _("Người nhận: %(name)s, số định danh …%(last)s%(by)s; đã ký nhận.") % {
                "name": given["receiver"], "last": given["identity"][-4:], "by": by,
            }  # fmt: skip
            actions.move(request.actor, one, HAND_OUT, reason=said, seen=given["seen"])

    return asked(request, form, asks, work)


@require_GET
@room("counter.read")
def slip(request: AskingRequest, code: str) -> HttpResponse:
    """Code and QR in big letters with what was handed in and when the result comes; for A5 and A4."""
    one = found(request, code)
    need(request.actor, "case.look", one)
    link = request.build_absolute_uri(reverse("app_case", args=[one.code, one.secret]))
    standings = parts.standings(one)
    return render(request, "desk/counter/slip.html", {
        "case": one,
        "row": row(one),
        "what": name_of(one.procedure),
        "given": [each for each in standings if not each.given.is_nothing or each.files],
        "missing": [each for each in standings if each.is_missing],
        "people": queries.parties(one) if _may_name(request, one) else [],
        "qr": barcode.qr(link),
        "bars": barcode.code128(one.code),
        "printed_at": clock.now(),
        "fees": [(shown(fee.name), fee.amount) for fee in one.version.book.procedure.fees if fee.amount],
    })  # fmt: skip


def _may_name(request: AskingRequest, one: Case) -> bool:
    """Whose dossier it is stands on the paper; printing it is a look, journalled."""
    actions.look(request.actor, one, why=_("in phiếu hồ sơ tại quầy"))
    return True


def _page(one: Case) -> str:
    return reverse("counter_case", args=[one.code])
