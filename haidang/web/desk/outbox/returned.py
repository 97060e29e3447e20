"""The mailbox that letters come back to: the form of an administrator. A secret is typed and never shown."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.notices import returns
from haidang.core.notices.models import ReturnBox
from haidang.kernel.action import Invalid
from haidang.web.desk.entrance import need, room
from haidang.web.fields import Sealed
from haidang.web.middleware import AskingRequest


class Box(forms.Form):
    mailbox = forms.EmailField(
        label=gettext_lazy("Địa chỉ thư của hộp"),
        help_text=gettext_lazy("Thư gửi đi mang địa chỉ này làm nơi trả về, ví dụ thu-tra-lai@tinh.gov.vn."),
    )  # fmt: skip
    address = forms.CharField(
        label=gettext_lazy("Đọc hộp ở đâu (IMAP)"), max_length=200,
        help_text=gettext_lazy("imaps://may-chu:993 hoặc imap://may-chu:143 (STARTTLS); thêm /THU-MUC nếu không phải INBOX."),
    )  # fmt: skip
    account = forms.CharField(label=gettext_lazy("Tài khoản ở đó"), max_length=200, required=False)
    secret = Sealed(label=gettext_lazy("Mật khẩu"))
    is_on = forms.BooleanField(label=gettext_lazy("Đang bật"), required=False)


def _initial(row: ReturnBox | None) -> dict[str, Any]:
    if row is None:
        return {"is_on": True}
    return {"mailbox": row.mailbox, "address": row.address, "account": row.account, "is_on": row.is_on}


@never_cache
@require_http_methods(["GET", "POST"])
@room("message.read")
def setup(request: AskingRequest) -> HttpResponse:
    need(request.actor, "channel.change", returns.KIND)
    row = returns.box()
    form = Box(request.POST or None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("mailbox", "address", "account", "is_on")}
        try:
            returns.set_up(request.actor, **given, secret=form.cleaned_data["secret"] or None)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Đã lưu hộp thư trả về; được đọc trong vòng một phút."), extra_tags="done")
            return redirect("returns")
    facts = {"form": form, "row": row, "has_secret": bool(row and row.secret)}
    return render(request, "desk/outbox/returns.html", facts, status=422 if form.errors else 200)


@require_POST
@room("message.read")
def drop(request: AskingRequest) -> HttpResponse:
    returns.drop(request.actor)
    messages.success(request, _("Đã bỏ hộp thư trả về."), extra_tags="done")
    return redirect("outbox")
