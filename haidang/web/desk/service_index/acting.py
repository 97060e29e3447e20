"""Counting now, points that the facts do not know, numbers of the national system."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.service_index import actions, facts, periods
from haidang.core.service_index.importing import MOST_BYTES
from haidang.kernel.bilingual import shown
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from .views import period_of

TRUSTS = [
    ("V", gettext_lazy("V – đọc ở chính văn bản")), ("C", gettext_lazy("C – mã nguồn, tài liệu công khai")),
    ("S", gettext_lazy("S – nguồn thứ cấp")), ("M", gettext_lazy("M – theo trí nhớ")),
]  # fmt: skip


class Most(forms.Form):
    max = forms.FloatField(label=gettext_lazy("Điểm tối đa"), min_value=0.01, max_value=100, localize=True)
    source = forms.CharField(label=gettext_lazy("Căn cứ"), max_length=500)
    trust = forms.ChoiceField(label=gettext_lazy("Độ tin cậy"), choices=TRUSTS)


class File(forms.Form):
    file = forms.FileField(label=gettext_lazy("Tệp JSON hoặc CSV của hệ thống quốc gia"))
    period = forms.CharField(
        label=gettext_lazy("Kỳ, nếu tệp không ghi"),
        required=False,
        max_length=8,
        help_text=gettext_lazy("Như 2026-11, 2026-Q4 hoặc 2026."),
    )


@require_POST
@room("index.count")
def count(request: AskingRequest) -> HttpResponse:
    period = period_of(request)
    actions.count(request.actor, period)
    messages.success(request, _("Đã đếm lại %(period)s.") % {"period": period.name}, extra_tags="done")
    return redirect(f"{reverse('service_index')}?{request.GET.urlencode()}")


@require_http_methods(["GET", "POST"])
@room("index.change")
def points(request: AskingRequest, key: str) -> HttpResponse:
    indicator = facts.index().indicator(key)
    if indicator is None:
        raise Http404(key)
    asks = Asks(
        title=f"{key} {shown(indicator.name)}", submit=_("Ghi điểm"), back=reverse("service_index"), said=_("Đã ghi điểm thành phần"),
        note=_("Nguồn công khai không nêu điểm của chỉ số này; ghi kèm căn cứ để người khác đối chiếu."),
    )  # fmt: skip

    def work(given: dict[str, Any]) -> None:
        actions.set_points(request.actor, key, given["max"], source=given["source"], trust=given["trust"])

    return asked(request, Most(request.POST or None), asks, work)


@require_http_methods(["GET", "POST"])
@room("index.import")
def take(request: AskingRequest) -> HttpResponse:
    asks = Asks(
        title=_("Nhập số liệu quốc gia"),
        submit=_("Nhập"),
        back=reverse("service_index_national"),
        said="",
        icon="download",
    )

    def work(given: dict[str, Any]) -> str:
        upload = given["file"]
        if given["period"]:
            periods.read(given["period"])
        told = actions.take_national(request.actor, upload.name, upload.read(MOST_BYTES + 1), period=given["period"])
        bad = "; ".join(f"{one['row']}: {one['field']} = {one['value']} ({one['remedy']})" for one in told["bad"][:5])
        said = _("%(new)s số mới, %(changed)s số đổi, %(bad)s dòng hỏng.")
        words = said % {"new": told["new"], "changed": told["changed"], "bad": len(told["bad"])}
        messages.success(request, f"{words} {bad}".strip(), extra_tags="warn" if bad else "done")
        return reverse("service_index_national") + (f"?period={given['period']}" if given["period"] else "")

    return asked(request, File(request.POST or None, request.FILES or None), asks, work)
