"""Leaving a form for later under a code and a telephone number, and coming back with them on any device."""

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from haidang.core.forms import actions, queries
from haidang.core.forms.codes import read_code
from haidang.core.forms.models import Draft
from haidang.kernel.action import Invalid
from haidang.kernel.often import counted
from haidang.web.citizen.device import give_voice
from haidang.web.citizen.limits import address_of
from haidang.web.middleware import AskingRequest

from . import keeping
from .front import found
from .walking import first_step, way_of

TRIES, TRIES_FOR_CODE, TRIES_WITHIN = 10, 8, timedelta(minutes=15)
PHONE = {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}


class Leave(forms.Form):
    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại của bạn"),
        help_text=gettext_lazy("Chỉ để mở lại hồ sơ này cùng với mã."),
        max_length=30,
        widget=forms.TextInput(attrs=PHONE),
    )


class Resume(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Mã làm tiếp"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "placeholder": "7KQ2-M4XP"}
        ),
    )
    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại đã ghi khi lưu"), max_length=30, widget=forms.TextInput(attrs=PHONE)
    )


@never_cache
@require_http_methods(["GET", "POST"])
def later(request: AskingRequest, domain: str, key: str) -> HttpResponseBase:
    """Ask for a telephone number, then show the code."""
    here = found(domain, key)
    draft = next((one for one in keeping.drafts(request, here.row) if not one.is_sent), None)
    if draft is None:
        return redirect("app_apply", domain, key)
    if request.method != "POST" and draft.phone:
        return _left(request, draft)
    asked = draft.phone or draft.answers.get("filer_phone") or draft.answers.get("phone") or ""
    form = Leave(request.POST if request.method == "POST" else None, initial={"phone": asked})
    if form.is_valid():
        try:
            draft = actions.leave(queries.holder(draft, request.actor), draft, form.cleaned_data["phone"])
        except Invalid as error:
            form.add_error("phone", error.message)
        else:
            return _left(request, draft)
    facts = {"form": form, "draft": draft, "row": draft.procedure, "step": draft.step or first_step(draft)}
    return render(request, "citizen/apply/later.html", facts, status=422 if form.errors else 200)


def _left(request: AskingRequest, draft: Draft) -> HttpResponse:
    at = draft.step or first_step(draft)
    facts = {
        "draft": draft,
        "row": draft.procedure,
        "step": at,
        "link": request.build_absolute_uri("/app/apply/resume/"),
    }
    return render(request, "citizen/apply/left.html", facts)


@never_cache
@require_http_methods(["GET", "POST"])
def resume(request: AskingRequest) -> HttpResponseBase:
    """One answer for whatever is wrong, and not many tries."""
    asked = {"code": request.GET.get("code", "")[:20]}
    form = Resume(request.POST if request.method == "POST" else None, initial=asked)
    if form.is_valid():
        code = read_code(form.cleaned_data["code"])
        tries = counted("resume", address_of(request), TRIES_WITHIN)
        tries_for_code = counted("resume-code", code, TRIES_WITHIN)
        if tries > TRIES or tries_for_code > TRIES_FOR_CODE:
            form.add_error(None, _("Đã thử nhiều lần. Chờ 15 phút rồi thử lại, hoặc gọi 1022."))
        elif draft := queries.by_code(code, form.cleaned_data["phone"]):
            return _reopened(request, draft)
        else:
            form.add_error(None, _("Mã và số điện thoại không khớp, hoặc đã quá 30 ngày. Xem lại từng chữ."))
    drafts = keeping.all_unsent(request)
    facts = {"form": form, "drafts": [(one, way_of(one)) for one in drafts]}
    return render(request, "citizen/apply/resume.html", facts, status=422 if form.errors else 200)


def _reopened(request: AskingRequest, draft: Draft) -> HttpResponseBase:
    names = draft.procedure.domain, draft.procedure.key
    answer = redirect("app_apply_step", *names, draft.step or first_step(draft))
    keeping.keep(request, answer, draft.token)
    give_voice(request, answer)
    return answer
