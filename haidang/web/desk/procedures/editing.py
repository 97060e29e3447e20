"""Editing a procedure as data: a form for the common facts, a checked text for the rest; then publishing, retiring, restoring."""

from datetime import datetime, time
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.cases.facts import Book
from haidang.core.cases.models import Procedure
from haidang.core.procedures import actions, queries
from haidang.core.procedures.as_text import facts_in, text_of
from haidang.core.procedures.beginning import is_unborn
from haidang.core.procedures.changes import changes
from haidang.core.procedures.checking import Problems, checked
from haidang.core.procedures.models import Draft
from haidang.kernel.action import NotPossible
from haidang.kernel.clock import HO_CHI_MINH
from haidang.kernel.facts import Words
from haidang.web.desk.asking import Asks, asked, finished
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms
from .views import found, head

get_or_post = require_http_methods(["GET", "POST"])


def _page(procedure: Procedure) -> str:
    return reverse("procedure", args=[procedure.domain, procedure.key])


@get_or_post
@room("procedure.read")
def edit(request: AskingRequest, domain: str, key: str) -> HttpResponse:
    """Write the draft by the form or (`?as=text`) by the text; `do=try` only checks and says what would change."""
    procedure = found(domain, key)
    need(request.actor, "procedure.change", procedure)
    draft, now = queries.draft(procedure), queries.current(procedure)
    start = queries.draft_book(draft) if draft else now.book
    as_text = request.GET.get("as") == "text"
    given = request.POST or None
    form: django_forms.Form = (
        forms.Text(given, initial={"text": text_of(start)}) if as_text else forms.Common(start, given)
    )
    saving = forms.Save(given, initial={"seen": draft.turn if draft else 0, "why": draft.why if draft else ""})
    facts = head(procedure) | {"form": form, "saving": saving, "as_text": as_text, "draft": draft, "version": now}
    if request.method == "POST":
        if request.POST.get("do") == "try":
            saving.fields["why"].required = False
        both_fit = form.is_valid() & saving.is_valid()
        if both_fit and (answer := _tried(request, procedure, now.book, form, saving, facts)):
            return answer
    status = 422 if form.errors or saving.errors or facts.get("problems") else 200
    return render(request, "desk/procedures/edit.html", facts, status=status)


def _tried(
    request: AskingRequest, procedure: Procedure, now: Book, form: Any, saving: forms.Save, facts: dict[str, Any]
) -> HttpResponse | None:
    """Check what was typed and, unless it is only a trial, save it; what is wrong is told in `facts`."""
    why, seen = saving.cleaned_data["why"], saving.cleaned_data["seen"]
    try:
        raw = _raw(form, facts)
        if request.POST.get("do") == "try":
            facts["changes"] = changes(now, checked(raw, key=procedure.key, kind=procedure.kind))
            facts["is_tried"] = True
            return None
        actions.save_draft(request.actor, procedure, raw, why=why, seen=seen)
    except Problems as error:
        facts["problems"] = error.problems
        return None
    except NotPossible as error:
        saving.add_error(None, str(error))
        return None
    messages.success(request, _("Đã lưu bản nháp; chưa có hiệu lực cho đến khi ban hành."), extra_tags="done")
    return redirect(_page(procedure))


def _raw(form: Any, facts: dict[str, Any]) -> dict[str, Any]:
    if isinstance(form, forms.Text):
        return facts_in(form.cleaned_data["text"])
    draft: Draft | None = facts["draft"]
    before: dict[str, Any] = draft.facts if draft else facts["version"].facts
    return form.facts(before)  # type: ignore[no-any-return]


@get_or_post
@room("procedure.read")
def new(request: AskingRequest) -> HttpResponse:
    """Begin a procedure from another one (`?like=domain/key`), then go on in its draft."""
    need(request.actor, "procedure.create")
    form = forms.New(request.POST or None, initial={"like": request.GET.get("like", "")})

    def work(given: dict[str, Any]) -> str:
        like = found(*given["like"].split("/", 1))
        name = Words(vi=given["name_vi"], en=given["name_en"])
        try:
            made = actions.create(
                request.actor, like, name=name, key=given["key"], code=given["code"], why=given["why"]
            )
        except Problems as error:
            raise NotPossible(str(error)) from None
        return reverse("procedure_edit", args=[made.domain, made.key])

    asks = Asks(
        title=_("Thủ tục mới"), submit=_("Soạn tiếp"), back=reverse("procedures"), icon="edit",
        said=_("Đã lập; chưa nhận hồ sơ cho đến khi người khác ban hành."),
        note=_("Biểu mẫu, bước, giấy tờ, nơi nhận chép từ thủ tục mẫu rồi sửa; căn cứ chép sang đều phải đối chiếu lại."),
    )  # fmt: skip
    return asked(request, form, asks, work)


@require_POST
@room("procedure.read")
def discard(request: AskingRequest, domain: str, key: str) -> HttpResponse:
    procedure = found(domain, key)
    page = reverse("procedures") if is_unborn(procedure) else _page(procedure)
    actions.discard_draft(request.actor, procedure)
    return finished(request, _("Đã bỏ bản nháp."), page, instead=page)


@get_or_post
@room("procedure.read")
def publish(request: AskingRequest, domain: str, key: str) -> HttpResponse:
    procedure = found(domain, key)
    need(request.actor, "procedure.publish", procedure)
    draft = queries.draft(procedure)
    form = forms.Publish(request.POST or None, initial={"seen": draft.turn if draft else 0})
    is_own = draft is not None and not actions.may_publish_own(request.actor, draft)
    blockers = (
        [_("Người soạn không tự ban hành một mình; nhờ một người khác có quyền xem và ban hành.")] if is_own else []
    )

    def work(given: dict[str, Any]) -> str:
        on = given["on"]
        at = datetime.combine(on, time.min, HO_CHI_MINH) if on else None
        try:
            actions.publish(request.actor, procedure, at=at, seen=given["seen"])
        except Problems as error:
            raise NotPossible(str(error)) from None
        return _page(procedure)

    asks = Asks(
        title=_("Ban hành bản mới"), submit=_("Ban hành"), back=_page(procedure), said=_("Đã ban hành."), icon="checks",
        note=_("Hồ sơ mở từ lúc đó theo bản mới; hồ sơ đang giải quyết giữ bản cũ."), blockers=blockers,
    )  # fmt: skip
    return asked(request, form, asks, work)


@require_POST
@room("procedure.read")
def unschedule(request: AskingRequest, domain: str, key: str) -> HttpResponse:
    procedure = found(domain, key)
    actions.unschedule(request.actor, procedure)
    return finished(request, _("Đã bỏ hẹn; bản nháp sửa được trở lại."), _page(procedure), instead=_page(procedure))


@get_or_post
@room("procedure.read")
def retire(request: AskingRequest, domain: str, key: str) -> HttpResponse:
    """Take no new cases, or take them again."""
    procedure = found(domain, key)
    back_in = procedure.state == "retired"
    need(request.actor, "procedure.reopen" if back_in else "procedure.retire", procedure)

    def work(given: dict[str, Any]) -> str:
        act = actions.reopen if back_in else actions.retire
        act(request.actor, procedure, why=given["why"])
        return _page(procedure)

    asks = Asks(
        title=_("Nhận hồ sơ trở lại") if back_in else _("Thôi nhận hồ sơ mới"),
        submit=_("Nhận lại") if back_in else _("Thôi nhận"), back=_page(procedure),
        said=_("Đã nhận hồ sơ trở lại.") if back_in else _("Đã thôi nhận hồ sơ mới."), is_grave=not back_in,
        note="" if back_in else _("Hồ sơ đang giải quyết vẫn đi hết các bước."),
    )  # fmt: skip
    return asked(request, forms.Why(request.POST or None), asks, work)


@get_or_post
@room("procedure.read")
def restore(request: AskingRequest, domain: str, key: str) -> HttpResponse:
    procedure = found(domain, key)
    need(request.actor, "procedure.restore", procedure)

    def work(given: dict[str, Any]) -> str:
        actions.restore(request.actor, procedure, why=given["why"])
        return _page(procedure)

    asks = Asks(
        title=_("Trả về tệp của lĩnh vực"), submit=_("Trả về"), back=_page(procedure), icon="refresh", is_grave=True,
        said=_("Đã trả thủ tục về tệp của lĩnh vực."), note=_("Bản của tỉnh vẫn còn trong lịch sử."),
    )  # fmt: skip
    return asked(request, forms.Why(request.POST or None), asks, work)
