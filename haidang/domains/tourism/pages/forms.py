"""Forms for lodgings, and for the police."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.ui.offering import offer
from haidang.domains.tourism.actions import AHEAD, MOST_ROOMS, Guest
from haidang.domains.tourism.rules_of_stay import FACTS, REASONS
from haidang.kernel import clock
from haidang.kernel.bilingual import shown

KINDS = [("citizen_card", _("Căn cước")), ("passport", _("Hộ chiếu")), ("other", _("Khác"))]


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class EntryForm(forms.Form):
    code = forms.CharField(label=_("Mã cơ sở"), max_length=40, help_text=_("Như LT-001, in trên giấy cấp khóa."))
    key = forms.CharField(label=_("Khóa khai báo"), max_length=60, widget=forms.PasswordInput())


class GuestForm(forms.Form):
    name = forms.CharField(label=_("Họ tên"), max_length=120)
    kind = forms.ChoiceField(label=_("Loại giấy tờ"), choices=KINDS)
    number = forms.CharField(label=_("Số giấy tờ"), max_length=20)
    nationality = forms.CharField(
        label=_("Quốc tịch"), max_length=3, initial="VNM", help_text=_("Ba chữ cái, như VNM, KOR, DEU.")
    )
    born = forms.DateField(label=_("Ngày sinh"), widget=Day(), required=False)
    gender = forms.ChoiceField(
        label=_("Giới tính"), required=False, choices=[("", "–"), ("male", _("Nam")), ("female", _("Nữ"))]
    )
    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    reason = forms.ChoiceField(label=_("Lý do lưu trú"), choices=[])
    room = forms.CharField(label=_("Phòng"), max_length=20, required=False)
    nights = forms.IntegerField(label=_("Số đêm"), min_value=1, max_value=FACTS.most_nights.value, initial=1)
    arrived = forms.CharField(
        label=_("Giờ đến"), required=False, help_text=_("Để trống nếu vừa đến; hoặc ghi như 18:30.")
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        offer(self, reason=[(key, shown(one.name)) for key, one in REASONS.items()])

    def clean_arrived(self) -> datetime | None:
        text = self.cleaned_data["arrived"].strip()
        if not text:
            return None
        try:
            hour, _colon, minute = text.partition(":")
            now = clock.now().astimezone(clock.HO_CHI_MINH)
            said = now.replace(hour=int(hour), minute=int(minute or 0), second=0, microsecond=0)
            return said - timedelta(days=1) if said > now + AHEAD else said  # "23:30", written after midnight
        except ValueError:
            raise forms.ValidationError(_("Ghi giờ như 18:30.")) from None

    def guest(self) -> Guest:
        given = dict(self.cleaned_data)
        return Guest(arrived_at=given.pop("arrived"), **given)


class CloseForm(forms.Form):
    rooms_used = forms.IntegerField(label=_("Số phòng có khách"), min_value=0, max_value=MOST_ROOMS)


class SeekForm(forms.Form):
    number = forms.CharField(label=_("Số giấy tờ"), max_length=20, required=False)
    name = forms.CharField(label=_("Họ tên đầy đủ"), max_length=120, required=False)
    lodging = forms.CharField(label=_("Mã cơ sở"), max_length=40, required=False)
    since = forms.DateField(label=_("Từ đêm"), widget=Day(), required=False)
    until = forms.DateField(label=_("Đến đêm"), widget=Day(), required=False)


class LookForm(forms.Form):
    reason = forms.CharField(label=_("Lý do xem, số văn bản"), max_length=300)
