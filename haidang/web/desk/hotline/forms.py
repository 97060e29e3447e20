"""What is written down while somebody speaks on the telephone."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.cases import queries
from haidang.core.cases.models import Procedure
from haidang.core.cases.opening import checked_phone
from haidang.core.directory.models import Place
from haidang.core.directory.queries import places
from haidang.core.ui.offering import offer
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.geo import Point, point_in
from haidang.web.fields import Named

CHANNELS = (
    ("phone", gettext_lazy("tổng đài 1022")),
    ("counter", gettext_lazy("tại quầy")),
    ("team", gettext_lazy("tổ công nghệ số cộng đồng")),
)
NAMED = (
    ("hidden", gettext_lazy("Giữ kín với đơn vị xử lý")),
    ("shown", gettext_lazy("Cho đơn vị xử lý biết để liên hệ")),
    ("nobody", gettext_lazy("Không để lại gì")),
)


class Call(forms.Form):
    """One report by telephone. `at` is a point as maps write it; without a title the first sentence is one."""

    phone = forms.CharField(
        label=gettext_lazy("Số gọi đến"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Tên người báo"), max_length=100, required=False)
    named = forms.ChoiceField(
        label=gettext_lazy("Danh tính"), choices=NAMED, widget=forms.RadioSelect, initial="hidden", required=False
    )
    channel = forms.ChoiceField(label=gettext_lazy("Qua"), choices=CHANNELS, initial="phone")
    text = forms.CharField(
        label=gettext_lazy("Người báo nói gì"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    title = forms.CharField(
        label=gettext_lazy("Tiêu đề"), max_length=200, required=False,
        help_text=gettext_lazy("Để trống thì lấy câu đầu."),
    )  # fmt: skip
    procedure = Named(label=gettext_lazy("Loại"), queryset=Procedure.objects.none())
    is_urgent = forms.BooleanField(label=gettext_lazy("Việc khẩn, phải xử lý ngay"), required=False)
    place = Named(label=gettext_lazy("Xã, phường"), queryset=Place.objects.none())
    address = forms.CharField(label=gettext_lazy("Địa chỉ, mốc gần đó"), max_length=300, required=False)
    at = forms.CharField(
        label=gettext_lazy("Tọa độ"), max_length=60, required=False,
        help_text=gettext_lazy("Bấm lên bản đồ, hoặc dán 10.3512, 107.0843."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, procedure=queries.procedures(kind="report"), place=places(actor).exclude(parent=None))

    def clean_phone(self) -> str:
        try:
            return checked_phone(self.cleaned_data["phone"])
        except Invalid as error:
            raise forms.ValidationError(error.message) from error

    def clean_at(self) -> Point | None:
        typed = self.cleaned_data["at"].strip()
        if not typed:
            return None
        point = point_in(typed)
        if point is None:
            raise forms.ValidationError(_("Viết vĩ độ và kinh độ, ví dụ 10.3512, 107.0843; hoặc để trống."))
        return point

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("text") or given.get("title")):
            self.add_error("text", _("Ghi lại người báo nói gì."))
        return given
