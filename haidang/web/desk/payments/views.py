"""Bills of a day, money that waits for a person, one bill to print."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.directory.permissions import decide
from haidang.core.payments import queries
from haidang.core.payments.models import Bill
from haidang.core.ui import numbers
from haidang.kernel import clock
from haidang.kernel.bilingual import name_of
from haidang.web.citizen.follow.showing import qr
from haidang.web.citizen.pay.showing import bill_facts
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest
from haidang.web.sheet import as_csv

AT_ONCE = 100
STATES = ("due", "paid", "cancelled")


def found(request: AskingRequest, code: str) -> Bill:
    one = queries.bill(request.actor, code)
    if one is None:
        raise Http404(code)
    return one


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_GET
@room("bill.read")
def bills(request: AskingRequest) -> HttpResponse:
    """The list of a day (all days for what is due), with what the day brought."""
    state = request.GET.get("state", "due")
    state = state if state in STATES else ""
    day = _day(request.GET.get("day", "")) or clock.today()
    words = request.GET.get("q", "")[:60]
    is_one_day = state != "due" and not words
    rows = queries.listed(request.actor, state=state, day=day if is_one_day else None, words=words)
    facts = {
        "rows": [bill_facts(one) for one in rows.prefetch_related("incomings")[:AT_ONCE]],
        "sums": queries.sums(request.actor, day),
        "tabs": tabs(request, state or "all"),
        "state": state, "day": day, "words": words, "is_one_day": is_one_day,
        "may_import": bool(decide(request.actor, "statement.take")),
    }  # fmt: skip
    return render(request, "desk/payments/bills.html", facts)


def tabs(request: AskingRequest, here: str) -> list[dict[str, Any]]:
    own = [("due", _("Chờ nộp")), ("paid", _("Đã thu")), ("cancelled", _("Đã hủy")), ("all", _("Tất cả"))]
    lines: list[dict[str, Any]] = [
        {
            "url": f"{reverse('payments')}?{urlencode({'state': key})}",
            "label": label,
            "count": None,
            "active": key == here,
        }
        for key, label in own
    ]
    if decide(request.actor, "incoming.read"):
        waiting = queries.waiting_count(request.actor)
        lines.append(
            {
                "url": reverse("payments_incoming"),
                "label": _("Cần xử lý"),
                "count": waiting,
                "active": here == "incoming",
            }
        )
    return lines


@require_GET
@room("incoming.read")
def incoming(request: AskingRequest) -> HttpResponse:
    """Money that fits nothing, each with the step that is likely meant."""
    state = request.GET.get("state", "waiting")
    rows = queries.incomings(request.actor, state="" if state == "all" else state)
    facts: dict[str, Any] = {
        "rows": [(one, finding_words(one.finding), next_step(one)) for one in rows[:AT_ONCE]],
        "tabs": tabs(request, "incoming"), "state": state,
        "may_import": bool(decide(request.actor, "statement.take")),
        "statements": queries.statements(request.actor, 5) if decide(request.actor, "statement.read") else [],
    }  # fmt: skip
    return render(request, "desk/payments/incoming.html", facts)


def finding_words(finding: str) -> str:
    return {
        "paid": _("khớp"),
        "part": _("thiếu tiền"),
        "much": _("thừa tiền"),
        "twice": _("nộp hai lần"),
        "unknown": _("không rõ nộp cho gì"),
        "cancelled": _("phiếu đã hủy"),
    }[finding]


def next_step(one: Any) -> str:
    """What is to be done about it, in a sentence; "" when nothing is."""
    if one.state == "refund_due":
        return _("Chuyển trả %(amount)s đồng rồi ghi số lệnh chi.") % {"amount": numbers.said(one.refund)}
    if one.state != "open":
        return ""
    return {
        "part": _("Hỏi người nộp chuyển nốt phần thiếu, hoặc hoàn lại."),
        "much": _("Chấp nhận và hoàn phần thừa."),
        "twice": _("Hoàn lại: phiếu đã thu trước đó."),
        "unknown": _("Tìm phiếu theo người chuyển và số tiền rồi gán, hoặc hoàn lại."),
        "cancelled": _("Hoàn lại: phiếu đã hủy."),
    }.get(one.finding, "")


@require_GET
@room("bill.read")
def bill(request: AskingRequest, code: str) -> HttpResponse:
    one = found(request, code)
    facts = bill_facts(one) | {
        "qr": qr(one.qr_text) if one.state == "due" else "",
        "incomings": [(money, finding_words(money.finding)) for money in one.incomings.order_by("received_at")],
        "may_cash": one.state == "due" and bool(decide(request.actor, "bill.cash", one)),
        "may_cancel": one.state == "due" and bool(decide(request.actor, "bill.cancel", one)),
        "case_seen": bool(decide(request.actor, "case.read", one.case)),
    }
    return render(request, "desk/payments/bill.html", facts)


@require_GET
@room("bill.read")
def export(request: AskingRequest) -> HttpResponseBase:
    """Bills made in a span of days (this month), as CSV; nobody's name is in it."""
    end = _day(request.GET.get("to", "")) or clock.today()
    start = _day(request.GET.get("from", "")) or end.replace(day=1)
    start = max(start, end - timedelta(days=366))
    head = (_("Phiếu"), _("Hồ sơ"), _("Cơ quan"), _("Thu khi"), _("Các khoản"), _("Số tiền"), _("Trạng thái"), _("Lập lúc"),
            _("Thu lúc"), _("Bằng"), _("Biên lai"), _("Nội dung chuyển khoản"), _("Mô phỏng"))  # fmt: skip
    rows = (
        (one.code, one.case.code, name_of(one.case.office), one.when, "; ".join(line["name"]["vi"] for line in one.lines),
         one.amount, one.state, one.created_at, one.paid_at, one.paid_by, one.receipt, one.memo, "1" if one.is_simulated else "")
        for one in queries.for_export(request.actor, start, end)
    )  # fmt: skip
    return as_csv(f"bills-{start}-{end}.csv", head, rows)
