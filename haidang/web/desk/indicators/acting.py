"""A remark on an indicator, from its page."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from haidang.core.indicators import noting
from haidang.core.ui.period_names import period_said
from haidang.kernel.bilingual import name_of
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from .choosing import chosen


class Note(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Ý kiến"), max_length=noting.MOST_SIGNS, widget=forms.Textarea(attrs={"rows": 4})
    )


@require_http_methods(["GET", "POST"])
@room("indicator.read")
def note(request: AskingRequest, code: str) -> HttpResponse:
    about = chosen(request, code)
    need(request.actor, noting.NOTED, about.row)
    where = f"{name_of(about.here)}, {period_said(about.period)}"
    asks = Asks(
        title=_("Ý kiến về %(name)s") % {"name": name_of(about.row)}, submit=_("Ghi ý kiến"), back=about.url(),
        said=_("Đã ghi ý kiến"), note=_("%(where)s. Ai xem được chỉ tiêu này đều đọc được; không xoá được.") % {"where": where},
        icon="notes",
    )  # fmt: skip

    def work(given: dict[str, Any]) -> str:
        noting.note(request.actor, about.row, text=given["text"], place=about.here.key, period=about.period.text)
        return about.url()

    return asked(request, Note(request.POST or None), asks, work)
