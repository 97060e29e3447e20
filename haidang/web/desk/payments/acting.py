"""What is done about bills and money, each with a form of its own."""

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.cases.models import Case
from haidang.core.payments import actions, queries
from haidang.core.payments.models import Bill, Incoming
from haidang.core.ui import numbers
from haidang.kernel.action import Invalid
from haidang.web.desk.asking import Asks, asked, sent
from haidang.web.desk.cases.views import found as case_found
from haidang.web.desk.entrance import acting
from haidang.web.middleware import AskingRequest

from . import forms
from .views import finding_words, found, next_step


def _money(request: AskingRequest, number: int) -> Incoming:
    one = queries.incoming(request.actor, number)
    if one is None:
        raise Http404(str(number))
    return one


@acting("case.read", case_found, "bill.issue")
def new(request: AskingRequest, case: Case) -> HttpResponse:
    form = forms.New(case, sent(request))
    asks = Asks(
        title=_("Lập phiếu thu cho %(code)s") % {"code": case.code}, submit=_("Lập phiếu"), back=case.link,
        said=_("Đã lập phiếu thu"), icon="receipt",
    )  # fmt: skip

    def work(given: dict[str, Any]) -> None:
        actions.issue(
            request.actor, case, list(form.items()), when=given["when"], ask_text=given.get("ask_text", ""), seen=case.state
        )  # fmt: skip

    return asked(request, form, asks, work)


@acting("bill.read", found, "bill.cash")
def cash(request: AskingRequest, one: Bill) -> HttpResponse:
    said = _("Đã thu tiền, biên lai %(code)s") % {"code": one.code.replace("LP", "BL")}
    asks = _asks(one, _("Thu tiền mặt"), _("Đã nhận đủ"), said, "cash")
    form = forms.Cash(sent(request), initial={"amount": one.amount})
    return asked(request, form, asks, lambda given: actions.take_cash(request.actor, one, amount=given["amount"]))


@acting("bill.read", found, "bill.cancel")
def cancel(request: AskingRequest, one: Bill) -> HttpResponse:
    asks = _asks(one, _("Hủy phiếu thu"), _("Hủy phiếu"), _("Đã hủy phiếu thu"), "x", is_grave=True)
    form = forms.Why(sent(request))
    return asked(request, form, asks, lambda given: actions.cancel(request.actor, one, why=given["why"]))


def _asks(one: Bill, title: str, submit: str, said: str, icon: str, *, is_grave: bool = False) -> Asks:
    note = f"{one.code} · {numbers.said(one.amount)} ₫"
    back = reverse("bill", args=[one.code])
    return Asks(title=title, submit=submit, back=back, said=said, note=note, icon=icon, is_grave=is_grave)


@acting("incoming.read", _money, "incoming.settle")
def settle(request: AskingRequest, money: Incoming, decision: str) -> HttpResponse:
    words = {"accept": _("Chấp nhận là trả cho phiếu"), "refund": _("Hoàn lại toàn bộ"), "ask": _("Hỏi người nộp")}
    if decision not in words:
        raise Http404(decision)
    bill = money.bill
    form = forms.Settle(sent(request), initial={"bill": bill.code if bill else ""})
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


@acting("incoming.read", _money, "incoming.refunded")
def refunded(request: AskingRequest, money: Incoming) -> HttpResponse:
    asks = Asks(
        title=_("Ghi đã hoàn trả"), submit=_("Đã hoàn trả"), back=reverse("payments_incoming"), said=_("Đã ghi hoàn trả"),
        note=f"{numbers.said(money.refund)} ₫",
    )  # fmt: skip
    form = forms.Refunded(sent(request))
    return asked(
        request, form, asks, lambda given: actions.refunded(request.actor, money, reference=given["reference"])
    )


@acting("incoming.read", _money, "incoming.look")
def payer(request: AskingRequest, money: Incoming) -> HttpResponse:
    """Who paid, after the reason for looking has been written down."""
    form = forms.Why(sent(request))
    asks = Asks(
        title=_("Xem người chuyển tiền"), submit=_("Xem"), back=reverse("payments_incoming"), said="", icon="eye",
        note=_("Lần xem này được ghi lại cùng lý do."),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = actions.payer_of(request.actor, money, why=form.cleaned_data["why"])
        return render(request, "desk/payments/payer.html", {"said": said, "money": money})
    return asked(request, form, asks, lambda given: None)
