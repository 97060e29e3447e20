"""What is done about bills and money, each with a form of its own."""

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.cases import queries as cases
from haidang.core.payments import actions, queries
from haidang.core.payments.models import Bill, Incoming
from haidang.core.ui import numbers
from haidang.kernel.action import Invalid
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms
from .views import finding_words, found, next_step

get_or_post = require_http_methods(["GET", "POST"])


def _given(request: AskingRequest) -> Any:
    return request.POST if request.method == "POST" else None


@get_or_post
@room("case.read")
def new(request: AskingRequest, code: str) -> HttpResponse:
    case = cases.by_code(request.actor, code)
    if case is None:
        raise Http404(code)
    need(request.actor, "bill.issue", case)
    form = forms.New(case, _given(request))
    asks = Asks(
        title=_("Lập phiếu thu cho %(code)s") % {"code": case.code}, submit=_("Lập phiếu"), back=case.link,
        said=_("Đã lập phiếu thu"), icon="receipt",
    )  # fmt: skip

    def work(given: dict[str, Any]) -> None:
        actions.issue(
            request.actor,
            case,
            list(form.items()),
            when=given["when"],
            ask_text=given.get("ask_text", ""),
            seen=case.state,
        )

    return asked(request, form, asks, work)


@get_or_post
@room("bill.read")
def cash(request: AskingRequest, code: str) -> HttpResponse:
    one = found(request, code)
    need(request.actor, "bill.cash", one)
    asks = _asks(
        one,
        _("Thu tiền mặt"),
        _("Đã nhận đủ"),
        _("Đã thu tiền, biên lai %(code)s") % {"code": one.code.replace("LP", "BL")},
        "cash",
    )
    form = forms.Cash(_given(request), initial={"amount": one.amount})
    return asked(
        request, form, asks, lambda given: _nothing(actions.take_cash(request.actor, one, amount=given["amount"]))
    )


@get_or_post
@room("bill.read")
def cancel(request: AskingRequest, code: str) -> HttpResponse:
    one = found(request, code)
    need(request.actor, "bill.cancel", one)
    asks = _asks(one, _("Hủy phiếu thu"), _("Hủy phiếu"), _("Đã hủy phiếu thu"), "x", is_grave=True)
    return asked(
        request,
        forms.Why(_given(request)),
        asks,
        lambda given: _nothing(actions.cancel(request.actor, one, why=given["why"])),
    )


def _asks(one: Bill, title: str, submit: str, said: str, icon: str, *, is_grave: bool = False) -> Asks:
    note = f"{one.code} · {numbers.said(one.amount)} ₫"
    return Asks(
        title=title,
        submit=submit,
        back=reverse("bill", args=[one.code]),
        said=said,
        note=note,
        icon=icon,
        is_grave=is_grave,
    )


def _nothing(_done: object) -> None:
    return None


def _money(request: AskingRequest, number: int) -> Incoming:
    one = queries.incoming(request.actor, number)
    if one is None:
        raise Http404(str(number))
    return one


@get_or_post
@room("incoming.read")
def settle(request: AskingRequest, number: int, decision: str) -> HttpResponse:
    words = {"accept": _("Chấp nhận là trả cho phiếu"), "refund": _("Hoàn lại toàn bộ"), "ask": _("Hỏi người nộp")}
    if decision not in words:
        raise Http404(decision)
    money = _money(request, number)
    need(request.actor, "incoming.settle", money)
    bill = money.bill
    form = forms.Settle(_given(request), initial={"bill": bill.code if bill else ""})
    if bill is not None:
        del form.fields["bill"]
    note = f"{numbers.said(money.amount)} ₫ · {finding_words(money.finding)} · {next_step(money)}"
    asks = Asks(
        title=words[decision], submit=words[decision], back=reverse("payments_incoming"), said=_("Đã xử lý khoản tiền"),
        note=note, is_grave=decision == "refund",
    )  # fmt: skip

    def work(given: dict[str, Any]) -> None:
        wanted = _named(request, given.get("bill", "")) if decision != "refund" else None
        actions.settle(request.actor, money, cast(actions.Decision, decision), why=given["why"], bill=wanted)

    return asked(request, form, asks, work)


def _named(request: AskingRequest, code: str) -> Bill | None:
    if not code.strip():
        return None
    one = queries.bill(request.actor, code.strip().upper())
    if one is None:
        raise Invalid("bill", _("Không thấy phiếu thu này."), code)
    return one


@get_or_post
@room("incoming.read")
def refunded(request: AskingRequest, number: int) -> HttpResponse:
    money = _money(request, number)
    need(request.actor, "incoming.refunded", money)
    asks = Asks(
        title=_("Ghi đã hoàn trả"), submit=_("Đã hoàn trả"), back=reverse("payments_incoming"), said=_("Đã ghi hoàn trả"),
        note=f"{numbers.said(money.refund)} ₫",
    )  # fmt: skip
    form = forms.Refunded(_given(request))
    return asked(
        request,
        form,
        asks,
        lambda given: _nothing(actions.refunded(request.actor, money, reference=given["reference"])),
    )


@get_or_post
@room("incoming.read")
def payer(request: AskingRequest, number: int) -> HttpResponse:
    """Who paid, after the reason for looking has been written down."""
    money = _money(request, number)
    need(request.actor, "incoming.look", money)
    form = forms.Why(_given(request))
    asks = Asks(
        title=_("Xem người chuyển tiền"), submit=_("Xem"), back=reverse("payments_incoming"), said="", icon="eye",
        note=_("Lần xem này được ghi lại cùng lý do."),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = actions.payer_of(request.actor, money, why=form.cleaned_data["why"])
        return render(request, "desk/payments/payer.html", {"said": said, "money": money})
    return asked(request, form, asks, lambda given: None)
