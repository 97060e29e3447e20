"""The list of blocks with the appeals that wait, one of them, and what can be done with it."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.blocks import actions, queries
from haidang.core.blocks.marks import KINDS, kept, marks
from haidang.core.blocks.models import Block
from haidang.core.blocks.reasons import reason_words, what_words
from haidang.core.cases import actions as cases
from haidang.core.cases import queries as case_queries
from haidang.core.cases.models import Case
from haidang.core.directory.permissions import decide
from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms


@require_GET
@room("block.read")
def blocks(request: AskingRequest) -> HttpResponse:
    is_over = request.GET.get("state") == "over"
    facts = {
        "rows": [_row(one) for one in queries.blocks(request.actor, over=is_over)],
        "waiting": queries.waiting(request.actor),
        "now": clock.now(),
        "is_over": is_over,
        "may_place": bool(decide(request.actor, "block.place")),
        "tabs": [
            {"url": reverse("blocks"), "label": _("Đang chặn"), "count": None, "active": not is_over},
            {"url": f"{reverse('blocks')}?state=over", "label": _("Đã hết"), "count": None, "active": is_over},
        ],
    }
    return render(request, "desk/blocks/blocks.html", facts)


def _row(one: Block) -> dict[str, Any]:
    return {"barred": one, "what": what_words(one.what), "reason": reason_words(one.reason)}


@require_GET
@room("block.read")
def block(request: AskingRequest, code: str) -> HttpResponse:
    one = _found(request, code)
    appeals = list(one.appeals.order_by("-sent_at"))
    stands = queries.standing_by_code(code) is not None
    facts = _row(one) | {
        "appeals": appeals,
        "stands": stands,
        "may_lift": stands and bool(decide(request.actor, "block.lift", one)),
        "may_decide": bool(decide(request.actor, "appeal.decide", one)) and any(not row.decided_at for row in appeals),
    }
    return render(request, "desk/blocks/block.html", facts)


@require_http_methods(["GET", "POST"])
@room("block.read")
def new(request: AskingRequest) -> HttpResponse:
    """Block whoever sent a case (?case=PA-...), or a telephone number."""
    need(request.actor, "block.place")
    case = _case(request)
    known = kept(case.code) if case else {}
    has_phone = case is not None and any(one.phone for one in case_queries.parties(case))
    whats = [one for one in KINDS if one in known or (one == "phone" and (has_phone or case is None))]
    data = request.POST if request.method == "POST" else None
    form = forms.New(data, whats=whats, has_phone=case is not None, initial={"what": whats[0] if whats else ""})
    asks = Asks(
        title=_("Chặn người gửi %(code)s") % {"code": case.code} if case else _("Chặn một số điện thoại"),
        submit=_("Chặn"),
        back=reverse("blocks"),
        said=_("Đã chặn. Người gửi được báo lý do và có thể khiếu nại."),
        note=_("Chỉ giữ mã băm, không giữ địa chỉ hay số. Người bị chặn vẫn gọi được 113, 114, 115 và 1022."),
        icon="ban",
        is_grave=True,
        blockers=[] if whats else [_("Không còn dấu vết nào của người gửi việc này (giữ 30 ngày).")],
    )
    return asked(request, form, asks, lambda given: _place(request.actor, case, given))


def _place(actor: Actor, case: Case | None, given: dict[str, Any]) -> str:
    what = given["what"]
    if case is None:
        mark, hint = _typed(given)
    else:
        mark, hint = _of_case(actor, case, what), case.code
    until = clock.now() + timedelta(days=given["days"])
    made = actions.place(actor, what, mark=mark, hint=hint, reason=given["reason"], until=until, note=given["note"])
    return made.link


def _typed(given: dict[str, Any]) -> tuple[str, str]:
    phone = given["phone"].strip()
    if sum(one.isdigit() for one in phone) < 8:
        raise Invalid("phone", _("Viết số điện thoại gồm 8 đến 15 chữ số."), phone)
    return marks(phone=phone)["phone"], f"…{phone[-3:]}"


def _of_case(actor: Actor, case: Case, what: str) -> str:
    """The hash of a telephone number is taken from the people of the case, whose look is journalled."""
    if what != "phone":
        return kept(case.code)[what]  # type: ignore[index]
    people = cases.look(actor, case, why=_("chặn người gửi"))
    return next(marks(phone=one.phone)["phone"] for one in people if one.phone)


def _case(request: AskingRequest) -> Case | None:
    code = request.GET.get("case", "")
    if not code:
        return None
    case = case_queries.by_code(request.actor, code)
    if case is None:
        raise Http404(code)
    return case


@require_http_methods(["GET", "POST"])
@room("block.read")
def lift(request: AskingRequest, code: str) -> HttpResponse:
    one = _found(request, code)
    need(request.actor, "block.lift", one)
    asks = Asks(
        title=_("Thôi chặn %(code)s") % {"code": code}, submit=_("Thôi chặn"), back=one.link, said=_("Đã thôi chặn.")
    )
    form = forms.Why(request.POST if request.method == "POST" else None)

    def work(given: dict[str, Any]) -> None:
        actions.lift(request.actor, one, why=given["why"])

    return asked(request, form, asks, work)


@require_http_methods(["GET", "POST"])
@room("block.read")
def decide_appeal(request: AskingRequest, code: str) -> HttpResponse:
    one = _found(request, code)
    appeal = queries.open_appeal(one)
    if appeal is None:
        raise Http404(code)
    need(request.actor, "appeal.decide", one)
    form = forms.Decide(request.POST if request.method == "POST" else None)
    asks = Asks(
        title=_("Trả lời khiếu nại %(code)s") % {"code": code},
        submit=_("Trả lời"),
        back=one.link,
        said=_("Đã trả lời khiếu nại."),
        note=appeal.text,
        icon="gavel",
    )

    def work(given: dict[str, Any]) -> None:
        actions.decide(request.actor, appeal, is_upheld=given["is_upheld"], answer=given["answer"])

    return asked(request, form, asks, work)


def _found(request: AskingRequest, code: str) -> Block:
    one = queries.block(request.actor, code)
    if one is None:
        raise Http404(code)
    return one
