"""The review of accounts and duties: who is still needed, confirmed by somebody else; the list as CSV for the file."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.directory import reviews
from haidang.core.directory.models import Office, Review, ReviewLine
from haidang.core.directory.permissions import decide
from haidang.core.directory.roles import role_word
from haidang.kernel import clock
from haidang.kernel.action import NotPossible
from haidang.kernel.bilingual import name_of
from haidang.kernel.text import folded
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest
from haidang.web.sheet import as_csv

from . import forms

STATES = ("waiting", "kept", "taken", "gone")
AT_ONCE = 200


def state_words() -> dict[str, str]:
    return {
        "waiting": _("chờ xác nhận"),
        "kept": _("giữ"),
        "taken": _("đã thu hồi"),
        "gone": _("đã hết trong lúc rà soát"),
    }


def _review(number: int | None) -> Review | None:
    return Review.objects.filter(pk=number).first() if number else reviews.current()


def _named(standings: list[reviews.Standing]) -> list[reviews.Standing]:
    """With the names of their offices in the reader's language."""
    offices = Office.objects.in_bulk([one.code for one in standings if one.code], field_name="code")
    return [replace(one, office=name_of(offices[one.code])) if one.code in offices else one for one in standings]


@require_GET
@room("review.read")
def listed(request: AskingRequest, number: int | None = None) -> HttpResponse:
    """The review under way, or an earlier one; narrowed by office, state and words."""
    review = _review(number)
    if number and review is None:
        raise Http404(str(number))
    state = request.GET.get("state", "waiting")
    state = state if state in STATES else ""
    office, words = request.GET.get("office", ""), request.GET.get("q", "").strip()[:100]
    facts: dict[str, Any] = {
        "review": review,
        "past": reviews.past(),
        "may_begin": decide(request.actor, "review.begin"),
        "words": state_words(),
        "asked": {"state": state, "office": office, "q": words},
    }
    if review is not None:
        found = reviews.lines(request.actor, review, state=state, office=office, words=folded(words))
        standings = _named(reviews.standings(request.actor, review))
        facts |= {
            "is_late": reviews.is_late(review),
            "is_open": review.closed_at is None,
            "standings": standings,
            "sums": {name: sum(getattr(one, name) for one in standings) for name in (*STATES, "total")},
            "rows": list(found[:AT_ONCE]),
            "more": max(0, found.count() - AT_ONCE),
            "me": request.actor.id,
        }
    return render(request, "desk/people/reviews.html", facts)


@require_POST
@room("review.read")
def begin(request: AskingRequest) -> HttpResponse:
    try:
        reviews.begin(request.actor)
    except NotPossible as error:
        messages.error(request, str(error), extra_tags="error")
    else:
        messages.success(request, _("Đã mở đợt rà soát."), extra_tags="done")
    return redirect("reviews")


@require_POST
@room("review.read")
def keep(request: AskingRequest) -> HttpResponse:
    """Confirm the ticked lines."""
    numbers = [int(one) for one in request.POST.getlist("line") if one.isdecimal()]
    review = reviews.current()
    if review is None:
        raise Http404
    rows = reviews.lines(request.actor, review, state="waiting").filter(pk__in=numbers[:AT_ONCE])
    done = reviews.keep_all(request.actor, list(rows))
    left = len(numbers) - done
    said = _("Đã giữ %(done)s dòng.") % {"done": done}
    if left:
        said += " " + _("%(left)s dòng để lại: của chính anh/chị, hoặc đã có người trả lời.") % {"left": left}
    messages.success(request, said, extra_tags="done")
    return redirect(f"{reverse('reviews')}?{request.POST.get('back', '')}".rstrip("?"))


@require_http_methods(["GET", "POST"])
@room("review.read")
def take(request: AskingRequest, number: int) -> HttpResponse:
    """Take a duty away, or close an account without duties, at once."""
    line = ReviewLine.objects.select_related("person__office__place", "duty__place", "review").filter(pk=number).first()
    if line is None:
        raise Http404(str(number))
    need(request.actor, "review.answer", line)

    def work(given: dict[str, Any]) -> str:
        reviews.take(request.actor, line, why=given["why"])
        return reverse("reviews")

    what = f"{role_word(line.duty.role)} · {name_of(line.duty.place)}" if line.duty else _("đóng tài khoản")
    asks = Asks(
        title=_("Thu hồi khi rà soát"), submit=_("Thu hồi"), back=reverse("reviews"), said=_("Đã thu hồi."), icon="x",
        is_grave=True, note=f"{line.person} · {what}",
    )  # fmt: skip
    return asked(request, forms.Why(request.POST or None), asks, work)


@require_GET
@room("review.read")
def exported(request: AskingRequest, number: int) -> HttpResponseBase:
    review = _review(number)
    if review is None:
        raise Http404(str(number))
    words = state_words()
    head = (_("Cơ quan"), _("Họ tên"), _("Tài khoản"), _("Nhiệm vụ"), _("Địa bàn"), _("Kết quả"), _("Người trả lời"),
            _("Lúc"), _("Lý do"))  # fmt: skip
    rows = (
        (name_of(line.person.office) or "", str(line.person), line.person.account,
         role_word(line.duty.role) if line.duty else "", name_of(line.duty.place) if line.duty else "",
         words[line.state], str(line.by) if line.by else "", line.at or "", line.why)
        for line in reviews.lines(request.actor, review)
    )  # fmt: skip
    return as_csv(f"ra-soat-{review.began_on:%Y-%m-%d}-{clock.today():%Y%m%d}", head, rows)
