"""Giving an order on a number, preparing one for a leader, signing what was prepared."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.directives import actions, queries
from haidang.core.directives.about import About, Unseen, resolve
from haidang.core.directory.models import Person
from haidang.core.directory.permissions import may_somewhere
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown
from haidang.web.desk.asking import Asks, asked, sent
from haidang.web.desk.entrance import acting, need, room
from haidang.web.middleware import AskingRequest

from . import numbers
from .forms import Give, as_given
from .one import found


@require_http_methods(["GET", "POST"])
@room("directive.read")
def new(request: AskingRequest) -> HttpResponse:
    """`?about=indicator&key=...` names the number; without it the order is about none."""
    about = _about(request)
    prepares = not may_somewhere(request.actor, "directive.give")
    need(request.actor, "directive.prepare" if prepares else "directive.give")
    offered = () if about else numbers.offered(request.actor)
    form = Give(sent(request), actor=request.actor, prepares=prepares, about=about, numbers=offered)
    asks = Asks(
        title=_("Soạn chỉ đạo") if prepares else _("Giao chỉ đạo"), submit=_("Trình ký") if prepares else _("Giao"),
        back=about.link if about else reverse("directives"), said=_("Đã trình ký.") if prepares else _("Đã giao."),
        note=said(about) if about else "", icon="send",
    )  # fmt: skip

    def work(given: dict[str, Any]) -> str:
        order = form.order(about or _chosen(request, given.get("about", "")))
        if prepares:
            return actions.prepare(request.actor, order, given["giver"]).link
        return actions.give(request.actor, order).link

    return asked(request, form, asks, work)


@acting("directive.read", found, "directive.sign")
def sign(request: AskingRequest, directive: Any) -> HttpResponse:
    about = queries.about_of(directive)
    form = Give(sent(request), actor=request.actor, prepares=False, initial=as_given(directive))
    by = directive.prepared_by
    asks = Asks(
        title=_("Ký chỉ đạo %(code)s") % {"code": directive.code}, submit=_("Ký và giao"), back=directive.link,
        said=_("Đã ký và giao."), note=_prepared(by, about), icon="certificate",
    )  # fmt: skip

    def work(_given: dict[str, Any]) -> str:
        return actions.sign(request.actor, directive, form.order(about)).link

    return asked(request, form, asks, work)


def _prepared(by: Person | None, about: About | None) -> str:
    words = _("%(name)s soạn.") % {"name": by.full_name} if by else ""
    return " ".join(one for one in (words, said(about) if about else "") if one)


def said(about: About) -> str:
    """The number an order is about in one line: Bụi PM2,5, Phú Mỹ: 81 µg/m³ (đo tự động, mô phỏng)."""
    beside = ", ".join(text for text in (shown(about.source), shown(about.quality)) if text)
    value = shown(about.value) or _("chưa có số")
    return f"{shown(about.title)}: {value}" + (f" ({beside})" if beside else "")


def _chosen(request: AskingRequest, text: str) -> About | None:
    """Raises Invalid for a number that has gone since it was offered."""
    kind, _colon, key = text.partition(":")
    try:
        return resolve(request.actor, kind, key) if key else None
    except Unseen:
        raise Invalid("about", _("Số này không còn; chọn số khác.")) from None


def _about(request: AskingRequest) -> About | None:
    asked_for = request.GET
    kind, key = asked_for.get("about", ""), asked_for.get("key", "")
    if not kind or not key:
        return None
    try:
        return resolve(request.actor, kind, key, asked_for.get("place", ""), asked_for.get("period", ""))
    except Unseen as error:
        raise Http404(key) from error
