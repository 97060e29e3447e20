"""What is asked before a sender is blocked, a block lifted, an appeal decided."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.blocks.actions import TEXT
from haidang.core.blocks.reasons import REASONS, WHATS
from haidang.core.ui.offering import offer

DAYS = ((1, _("1 ngày")), (2, _("2 ngày")), (7, _("7 ngày")), (30, _("30 ngày")), (90, _("90 ngày")))


def _text(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=TEXT, widget=forms.Textarea(attrs={"rows": 3}))


class New(forms.Form):
    """`whats` are what the sender of a case is known by; without a case only a telephone number can be typed."""

    what = forms.ChoiceField(label=_("Chặn theo"))
    phone = forms.CharField(label=_("Số điện thoại"), max_length=30)
    reason = forms.ChoiceField(label=_("Lý do"), choices=list(REASONS.items()))
    days = forms.TypedChoiceField(
        label=_("Trong"),
        coerce=int,
        choices=DAYS,
        help_text=_("Địa chỉ mạng nhiều nhất 2 ngày: sau một địa chỉ có thể là cả khu phố."),
    )
    note = _text(_("Ghi chú nội bộ"), required=False)

    def __init__(self, *args: Any, whats: Sequence[str], has_phone: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, what=[(one, WHATS[one]) for one in whats])
        if "address" not in whats:
            self.fields["days"].help_text = ""
        if has_phone:
            del self.fields["phone"]


class Why(forms.Form):
    why = _text(_("Lý do"))


class Decide(forms.Form):
    is_upheld = forms.TypedChoiceField(
        label=_("Kết luận"),
        coerce=lambda given: given == "yes",
        choices=[("yes", _("Đồng ý với người gửi, bỏ chặn")), ("no", _("Giữ nguyên việc chặn"))],
        widget=forms.RadioSelect,
    )
    answer = _text(_("Trả lời cho người gửi"))
