"""What can be done with a directive: each with a form of its own."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.directives import actions, queries
from haidang.core.directives.models import Directive, Part
from haidang.kernel.action import NotPossible
from haidang.web.desk.asking import Asks, asked, finished, sent
from haidang.web.desk.entrance import acting, need, room
from haidang.web.middleware import AskingRequest

from . import forms
from .one import found

get_or_post = require_http_methods(["GET", "POST"])


def _asks(one: Directive, title: str, submit: str, said: str, **more: Any) -> Asks:
    return Asks(title=f"{title} · {one.code}", submit=submit, back=one.link, said=said, **more)


def _part(request: AskingRequest, code: str, action: str) -> tuple[Directive, Part]:
    """The directive and the part of the actor's office. Raises Refused, NotPossible."""
    one = found(request, code)
    part = queries.own_part(request.actor, one, action)
    if part is None:
        parts = queries.parts(one)
        if not parts:
            raise NotPossible(_("%(code)s chưa được ký.") % {"code": one.code})
        need(request.actor, action, parts[0])
        part = parts[0]
    return one, part


@get_or_post
@room("directive.read")
def report(request: AskingRequest, code: str) -> HttpResponse:
    one, part = _part(request, code, "directive.report")
    form = forms.Progress(sent(request), request.FILES or None, initial={"percent": part.percent})

    def work(given: dict[str, Any]) -> None:
        actions.report(request.actor, part, percent=given["percent"], text=given["text"], files=form.held())

    asks = _asks(one, _("Báo tiến độ"), _("Gửi"), _("Đã báo tiến độ."), note=one.sentence, icon="activity")
    return asked(request, form, asks, work)


@get_or_post
@room("directive.read")
def finish(request: AskingRequest, code: str) -> HttpResponse:
    one, part = _part(request, code, "directive.finish")
    form = forms.Finish(sent(request), request.FILES or None)

    def work(given: dict[str, Any]) -> None:
        actions.finish(request.actor, part, text=given["text"], files=form.held())

    note = _("%(sentence)s. Người giao duyệt hoặc trả lại; cần ít nhất một minh chứng.") % {"sentence": one.sentence}
    asks = _asks(one, _("Báo hoàn thành"), _("Gửi duyệt"), _("Đã gửi duyệt."), note=note, icon="circle-check")
    return asked(request, form, asks, work)


def _giver_side(
    action: str, form: type[django_forms.Form], said: Callable[[Directive], Asks], do: Callable[..., object]
) -> Callable[..., HttpResponse]:
    """A form whose fields are what the action is given."""

    @acting("directive.read", found, action)
    def view(request: AskingRequest, one: Directive) -> HttpResponse:
        def work(given: dict[str, Any]) -> None:
            do(request.actor, one, **given)

        return asked(request, form(sent(request)), said(one), work)

    return view  # type: ignore[return-value]


approve = _giver_side(
    "directive.approve", forms.Remark,
    lambda one: _asks(one, _("Duyệt kết quả"), _("Duyệt"), _("Đã duyệt."), note=one.sentence, icon="checks"),
    actions.approve,
)  # fmt: skip
send_back = _giver_side(
    "directive.return", forms.Reason,
    lambda one: _asks(one, _("Trả lại làm tiếp"), _("Trả lại"), _("Đã trả lại."), icon="refresh"), actions.send_back,
)  # fmt: skip
postpone = _giver_side(
    "directive.postpone", forms.Postpone,
    lambda one: _asks(one, _("Lùi hạn"), _("Lùi hạn"), _("Đã lùi hạn."), note=_("Hạn đầu tiên vẫn được ghi lại."),
                      icon="calendar"),
    actions.postpone,
)  # fmt: skip
remind = _giver_side(
    "directive.remind", forms.Remark,
    lambda one: _asks(one, _("Đôn đốc"), _("Nhắc"), _("Đã nhắc cơ quan chủ trì và phối hợp."), note=one.sentence, icon="bell"),
    actions.remind,
)  # fmt: skip
withdraw = _giver_side(
    "directive.withdraw", forms.Reason,
    lambda one: _asks(one, _("Rút chỉ đạo"), _("Rút"), _("Đã rút."), is_grave=True, icon="ban"), actions.withdraw,
)  # fmt: skip
drop = _giver_side(
    "directive.drop", forms.Reason,
    lambda one: _asks(one, _("Bỏ bản chờ ký"), _("Bỏ"), _("Đã bỏ."), is_grave=True, icon="trash"), actions.drop,
)  # fmt: skip


@require_POST
@room("directive.read")
def note(request: AskingRequest, code: str) -> HttpResponse:
    one = found(request, code)
    part = queries.own_part(request.actor, one, "directive.note")
    actions.note(request.actor, part or one, request.POST.get("text", ""))
    return finished(request, _("Đã ghi."), one.link)
