"""Pages of the brief. What stands in them is what was kept when it was composed; only the way to newer ones is of now."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.brief import actions, paper, queries
from haidang.core.brief.models import Brief
from haidang.core.directory.permissions import decide
from haidang.core.directory.queries import person_of
from haidang.kernel.action import Refused
from haidang.web.desk.asking import Asks, asked, finished, sent
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

LANGUAGES = (("vi", gettext_lazy("Tiếng Việt")), ("en", gettext_lazy("Tiếng Anh")))


class Wish(forms.Form):
    by_mail = forms.BooleanField(label=gettext_lazy("Gửi tôi mỗi sáng lúc 6:30, kèm bản PDF"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Ngôn ngữ của thư"), choices=LANGUAGES)


@require_GET
@room("brief.read")
def newest(request: AskingRequest) -> HttpResponse:
    found = queries.newest(request.actor)
    return _page(request, found) if found else render(request, "desk/brief/none.html", _may(request))


@require_GET
@room("brief.read")
def of_day(request: AskingRequest, day: str) -> HttpResponse:
    return _page(request, _found(request, day))


@require_GET
@room("brief.read")
def edition(request: AskingRequest, day: str, number: int) -> HttpResponse:
    return _page(request, _found(request, day, number))


@require_GET
@room("brief.read")
def pdf(request: AskingRequest, day: str, number: int) -> HttpResponse:
    one = _found(request, day, number)
    answer = HttpResponse(paper.pdf(one, get_language() or "vi"), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="ban-tin-{one.day:%Y-%m-%d}.pdf"'
    return answer


@require_POST
@room("brief.read")
def compose(request: AskingRequest) -> HttpResponse:
    """An edition of this moment; the earlier ones of today stay."""
    made = actions.compose(request.actor)
    return finished(request, _("Đã lập bản mới."), made.link, instead=made.link)


@require_http_methods(["GET", "POST"])
@room("brief.read")
def wish(request: AskingRequest) -> HttpResponse:
    person = person_of(request.actor)
    if person is None:
        raise Refused(_("Mỗi người tự chọn cho mình."))
    need(request.actor, "brief.wish")
    kept = queries.wish_of(request.actor)
    initial = {"by_mail": bool(kept and kept.by_mail), "language": kept.language if kept else person.language}
    asks = Asks(
        title=_("Nhận bản tin qua thư"), submit=_("Lưu"), back=reverse("brief"), said=_("Đã lưu."), icon="mail",
        note=_("Thư gửi tới địa chỉ trong tài khoản của bạn."),
    )  # fmt: skip

    def work(given: dict[str, Any]) -> None:
        actions.wish(request.actor, person, by_mail=given["by_mail"], language=given["language"])

    return asked(request, Wish(sent(request), initial=initial), asks, work)


def _found(request: AskingRequest, day: str, number: int | None = None) -> Brief:
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Http404(day) from None
    one = queries.of_day(request.actor, wanted, number)
    if one is None:
        raise Http404(day)
    return one


def _page(request: AskingRequest, one: Brief) -> HttpResponse:
    before, after = queries.beside(request.actor, one.day)
    facts = _may(request) | {
        "brief": one, "told": one.told, "editions": queries.editions(request.actor, one.day), "before": before,
        "after": after, "days": queries.days(request.actor), "mailed": queries.sent_to(request.actor, one),
        "pdf_url": reverse("brief_pdf", args=[one.day.isoformat(), one.number]),
    }  # fmt: skip
    return render(request, "desk/brief/brief.html", facts)


def _may(request: AskingRequest) -> dict[str, Any]:
    return {
        "may_compose": bool(decide(request.actor, "brief.compose")), "may_wish": bool(decide(request.actor, "brief.wish")),
        "wish": queries.wish_of(request.actor),
    }  # fmt: skip
