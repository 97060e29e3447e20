"""Vulnerabilities of the assets with the day they must be fixed, lists of scanners in, and what was done."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.directory.rooms import actor_of, room
from haidang.domains.cyber import actions, grades, queries
from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown

AT_ONCE = 100


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SettleForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("Việc đã làm"),
        choices=[("fixed", gettext_lazy("Đã vá")), ("accepted", gettext_lazy("Chấp nhận rủi ro đến một ngày")),
                 ("open", gettext_lazy("Còn mở, lùi hạn"))],
    )  # fmt: skip
    why = forms.CharField(label=gettext_lazy("Lý do, biện pháp thay thế"), required=False, max_length=1000)
    until = forms.DateField(label=gettext_lazy("Chấp nhận đến ngày"), required=False, widget=Day())
    due = forms.DateField(label=gettext_lazy("Hạn mới"), required=False, widget=Day())


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Tệp của công cụ quét"),
        help_text=gettext_lazy(
            "CSV hoặc JSON, UTF-8, có cột tài sản (host), tên (name), mức (severity) hoặc điểm (cvss)."
        ),
    )
    origin = forms.CharField(label=gettext_lazy("Công cụ, lượt quét"), max_length=120)


@room("vulnerability.read")
def page(request: HttpRequest) -> HttpResponse:
    actor, state = actor_of(request), request.GET.get("state", "open")
    grade, thing = request.GET.get("grade", ""), request.GET.get("thing", "")
    rows = list(queries.weaknesses(actor, state=state, grade=grade, thing=thing)[: AT_ONCE + 1])
    facts = {
        "rows": [_row(one) for one in rows[:AT_ONCE]],
        "is_cut": len(rows) > AT_ONCE,
        "tabs": _tabs(queries.weak_counts(actor), state, grade),
        "grades": [(one, shown(one.name)) for one in grades.table().grades],
        "grade": grade,
        "state": state,
        "table": grades.table(),
        "may_import": may_somewhere(actor, "vulnerability.import"),
    }
    return render(request, "cyber/weaknesses.html", facts)


def _row(one: Any) -> dict[str, Any]:
    grade = grades.by_key().get(one.grade)
    days = (one.due_on - clock.today()).days if one.due_on and one.state == "open" else None
    return {"one": one, "sev": grade.severity if grade else None, "grade": shown(grade.name) if grade else one.grade,
            "days": days, "late": -days if days is not None and days < 0 else 0}  # fmt: skip


def _tabs(counted: dict[str, int], state: str, grade: str) -> list[dict[str, Any]]:
    here = reverse("domain_page", args=["cyber", "weaknesses"])
    named = {"late": _("Quá hạn"), "open": _("Đang mở"), "accepted": _("Chấp nhận"), "fixed": _("Đã vá")}
    return [
        {"url": f"{here}?{urlencode({'state': key, 'grade': grade})}", "label": label, "count": counted[key],
         "active": key == state}
        for key, label in named.items()
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@room("vulnerability.read")
def one(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(queries.weaknesses(actor, state=""), pk=number)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle(actor, found, **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("cyber_weakness", found.pk)
    facts = {"row": _row(found), "one": found, "form": form if decide(actor, "vulnerability.settle", found) else None}
    return render(request, "cyber/weakness.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@room("vulnerability.read")
def take(request: HttpRequest) -> HttpResponse:
    """A list of a scanner; with one wrong line nothing is taken, and the lines are named."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        try:
            counted = actions.import_weaknesses(
                actor_of(request), data=form.cleaned_data["file"].read(), origin=form.cleaned_data["origin"]
            )
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Đã nhập: %(new)s mới, %(again)s còn, %(gone)s không còn.") % counted)
            return redirect("domain_page", "cyber", "weaknesses")
    facts = {
        "form": form,
        "title": _("Nhập kết quả quét lỗ hổng"),
        "back": reverse("domain_page", args=["cyber", "weaknesses"]),
    }
    return render(request, "cyber/form.html", facts, status=422 if form.errors else 200)
