"""How one channel sends: the form of an administrator. A secret is typed and never shown."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.notices import lines, setups
from haidang.core.notices.channels import channels
from haidang.core.notices.models import ChannelSetup
from haidang.core.notices.setups import OPEN_WAYS, ChannelKind
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown
from haidang.web.desk.entrance import need, room
from haidang.web.fields import Sealed
from haidang.web.middleware import AskingRequest

from .views import way_words

LETTERS = [("", gettext_lazy("có dấu (UCS2, 70 ký tự mỗi tin)")), ("plain", gettext_lazy("bỏ dấu (160 ký tự mỗi tin)"))]
TLS = [("", gettext_lazy("STARTTLS")), ("none", gettext_lazy("không mã hóa (chỉ trong máy này)"))]


class Setup(forms.Form):
    way = forms.ChoiceField(label=gettext_lazy("Cách gửi"))
    address = forms.CharField(
        label=gettext_lazy("Địa chỉ"), max_length=200,
        help_text=gettext_lazy("smtp://may-chu:587, smtps://, https://cong-tin/…, serial:///dev/ttyUSB0"),
    )  # fmt: skip
    account = forms.CharField(label=gettext_lazy("Tài khoản ở đó"), max_length=200, required=False)
    secret = Sealed(label=gettext_lazy("Mật khẩu, mã khóa hoặc PIN"))
    sender = forms.CharField(label=gettext_lazy("Người gửi (thư)"), max_length=200, required=False)
    letters = forms.ChoiceField(label=gettext_lazy("Chữ của tin ngắn"), choices=LETTERS, required=False)
    tls = forms.ChoiceField(label=gettext_lazy("Mã hóa đường truyền (thư)"), choices=TLS, required=False)
    baud = forms.CharField(label=gettext_lazy("Tốc độ cổng (modem)"), max_length=10, required=False)
    is_on = forms.BooleanField(label=gettext_lazy("Đang bật"), required=False)

    def __init__(self, channel: str, row: ChannelSetup | None, data: Any = None) -> None:
        super().__init__(data, initial=_initial(row) if row else {"is_on": True})
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(way, way_words()[way]) for way in OPEN_WAYS[channel]]
        for name in ("sender", "tls") if channel != "mail" else ("letters", "baud"):
            del self.fields[name]

    def settings(self) -> dict[str, str]:
        names = {"sender": "from", "letters": "letters", "tls": "tls", "baud": "baud"}
        return {ours: self.cleaned_data[name] for name, ours in names.items() if self.cleaned_data.get(name)}


def _initial(row: ChannelSetup) -> dict[str, Any]:
    return {
        "way": row.way, "address": row.address, "account": row.account, "sender": row.settings.get("from", ""),
        "letters": row.settings.get("letters", ""), "tls": row.settings.get("tls", ""),
        "baud": row.settings.get("baud", ""), "is_on": row.is_on,
    }  # fmt: skip


def _known(key: str) -> str:
    if key not in channels() or key not in OPEN_WAYS:
        raise Http404(key)
    return key


@never_cache
@require_http_methods(["GET", "POST"])
@room("message.read")
def setup(request: AskingRequest, key: str) -> HttpResponse:
    channel = _known(key)
    need(request.actor, "channel.change", ChannelKind(channel))
    row = ChannelSetup.objects.filter(channel=channel).first()
    form = Setup(channel, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("way", "address", "account", "is_on")}
        try:
            setups.set_up(
                request.actor, ChannelKind(channel), **given, secret=form.cleaned_data["secret"] or None,
                settings=form.settings(),
            )  # fmt: skip
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Đã lưu kênh. Gửi thử ở trang Cách nhận tin."), extra_tags="done")
            return redirect("channel", channel)
    facts = {
        "form": form, "row": row, "key": channel, "name": shown(channels()[channel].name),
        "line": lines.line_of(channel), "ways": way_words(), "has_secret": bool(row and row.secret),
    }  # fmt: skip
    return render(request, "desk/outbox/channel.html", facts, status=422 if form.errors else 200)


@require_POST
@room("message.read")
def drop(request: AskingRequest, key: str) -> HttpResponse:
    setups.drop(request.actor, ChannelKind(_known(key)))
    messages.success(request, _("Đã bỏ cấu hình ở đây."), extra_tags="done")
    return redirect("channel", key)
