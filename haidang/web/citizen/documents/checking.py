"""Is this document real? By the code on it, or by the file; nothing personal is said to whoever asks."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.documents import checking
from haidang.kernel.action import Invalid
from haidang.kernel.often import counted
from haidang.web.citizen.limits import address_of
from haidang.web.middleware import AskingRequest

CODES_AN_HOUR, FILES_AN_HOUR = 60, 20
HOUR = timedelta(hours=1)
TOO_OFTEN = _("Đã kiểm tra nhiều lần trong giờ này. Chờ một lát rồi thử lại.")


class Check(forms.Form):
    """A code, or a file."""

    code = forms.CharField(
        label=_("Mã kiểm tra in trên giấy"), required=False, max_length=40,
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "placeholder": "K7MQ-2PR9-TBD4"}
        ),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Hoặc chọn tệp PDF"), required=False, help_text=_("Tệp chỉ được so, không được lưu lại."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )  # fmt: skip

    def clean(self) -> None:
        given = super().clean() or self.cleaned_data
        if not given.get("code") and not given.get("file"):
            raise ValidationError(_("Gõ mã kiểm tra hoặc chọn một tệp PDF."))
        if given.get("file") and given["file"].size > checking.LARGEST:
            raise ValidationError({"file": _("Tệp quá lớn; chọn tệp nhỏ hơn 20 MB.")})


@never_cache
@require_http_methods(["GET", "POST"])
def form(request: AskingRequest) -> HttpResponse:
    asked = Check(request.POST if request.method == "POST" else None, request.FILES or None)
    if request.method != "POST" or not asked.is_valid():
        return _asking(request, asked)
    if asked.cleaned_data.get("file") is None:
        return redirect("app_check", checking.as_code(asked.cleaned_data["code"]) or "-")
    if counted("check-file", address_of(request), HOUR) > FILES_AN_HOUR:
        asked.add_error(None, str(TOO_OFTEN))
        return _asking(request, asked)
    try:
        found = checking.by_file(asked.cleaned_data["file"].read())
    except Invalid as error:
        asked.add_error("file", error.message)
        return _asking(request, asked)
    return render(request, "citizen/documents/file.html", {"found": found, "checked": found.ours, "form": Check()})


def _asking(request: AskingRequest, asked: Check) -> HttpResponse:
    return render(request, "citizen/documents/check.html", {"form": asked}, status=422 if asked.errors else 200)


@never_cache
@require_GET
def by_code(request: AskingRequest, check_code: str) -> HttpResponse:
    """What the QR on a document leads to."""
    facts = {"form": Check(initial={"code": check_code[:20]}), "code": check_code[:20]}
    if counted("check-code", address_of(request), HOUR) > CODES_AN_HOUR:
        facts["form"] = asked = Check({"code": check_code[:20]})
        asked.is_valid()
        asked.add_error(None, str(TOO_OFTEN))
        return render(request, "citizen/documents/check.html", facts, status=429)
    found = checking.by_code(check_code)
    if found is None:
        return render(request, "citizen/documents/unknown.html", facts, status=404)
    answer = render(request, "citizen/documents/checked.html", facts | {"checked": found})
    answer["X-Robots-Tag"] = "noindex"
    return answer
