"""The list of requests, which shows nothing personal; one of them, whose opening is journalled; and the answer."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.citizens import corrections, queries
from haidang.core.citizens.models import Correction
from haidang.web.claims import claim_word, said, source_word
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest


class Answer(forms.Form):
    is_done = forms.TypedChoiceField(
        label=gettext_lazy("Kết luận"), coerce=lambda given: given == "yes", widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Sửa")), ("no", gettext_lazy("Không sửa"))],
    )  # fmt: skip
    value = forms.CharField(
        label=gettext_lazy("Sửa thành"), required=False, max_length=corrections.LONGEST,
        help_text=gettext_lazy("Chỉ dùng khi sửa. Ngày ghi như 02/09/1990."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Trả lời người dân, có lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_GET
@room("correction.answer")
def listed(request: AskingRequest) -> HttpResponse:
    is_answered = request.GET.get("state") == "answered"
    here = reverse("corrections")
    facts = {
        "rows": [(one, claim_word(one.name)) for one in corrections.rows(request.actor, waiting=not is_answered)],
        "is_answered": is_answered,
        "tabs": [
            {"url": here, "label": _("Chờ trả lời"), "count": None, "active": not is_answered},
            {"url": f"{here}?state=answered", "label": _("Đã trả lời"), "count": None, "active": is_answered},
        ],
    }
    return render(request, "desk/corrections/list.html", facts)


@require_GET
@never_cache
@room("correction.answer")
def one(request: AskingRequest, number: int) -> HttpResponse:
    row = _found(request, number)
    claims = corrections.look(request.actor, row)
    facts = {
        "row": row,
        "what": claim_word(row.name),
        "wanted": said(row.name, row.wanted),
        "value": said(row.name, row.value),
        "claims": [(said(row.name, claim.value), source_word(claim.source), claim.at) for claim in claims],
        "level": queries.level(row.person),
    }
    return render(request, "desk/corrections/one.html", facts)


@require_http_methods(["GET", "POST"])
@never_cache
@room("correction.answer")
def answer(request: AskingRequest, number: int) -> HttpResponse:
    row = _found(request, number)
    data = request.POST if request.method == "POST" else None
    asks = Asks(
        title=_("Trả lời yêu cầu %(code)s") % {"code": row},
        submit=_("Trả lời"),
        back=row.link,
        said=_("Đã trả lời. Người dân được báo."),
        note=_("Đối chiếu giấy tờ trước khi sửa. Điều đã sửa không được coi là đã xác thực."),
        icon="pencil",
    )

    def work(given: dict[str, Any]) -> str:
        return corrections.answer(request.actor, row, **given).link

    return asked(request, Answer(data, initial={"value": said(row.name, row.wanted)}), asks, work)


def _found(request: AskingRequest, number: int) -> Correction:
    row = corrections.one(request.actor, number)
    if row is None:
        raise Http404(str(number))
    return row
