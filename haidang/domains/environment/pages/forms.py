"""Forms of the environment's rooms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.directory.models import Place
from haidang.core.ui.offering import offer
from haidang.domains.environment.permits import KINDS
from haidang.domains.environment.risk import TABLE
from haidang.kernel.bilingual import shown


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PermitForm(forms.Form):
    code = forms.CharField(label=_("Số giấy phép"), max_length=60)
    kind = forms.ChoiceField(label=_("Loại"))
    holder = forms.CharField(label=_("Tổ chức, cá nhân được cấp"), max_length=300)
    what = forms.CharField(label=_("Nội dung, vị trí"), max_length=500, required=False)
    place = forms.ModelChoiceField(label=_("Địa bàn"), queryset=Place.objects.none())
    amount = forms.FloatField(label=_("Lượng cho phép"), min_value=0, required=False, localize=True,
                              help_text=_("Khoáng sản theo năm, nước và xả thải theo ngày; để trống khi chưa rõ."))  # fmt: skip
    issued_by = forms.CharField(label=_("Cơ quan cấp"), max_length=200, required=False)
    issued_on = forms.DateField(label=_("Ngày cấp"), widget=Day())
    valid_from = forms.DateField(label=_("Hiệu lực từ"), widget=Day())
    valid_to = forms.DateField(label=_("Hiệu lực đến"), widget=Day(), required=False)
    source = forms.CharField(label=_("Nguồn"), max_length=500, help_text=_("Sổ, tệp hoặc bản chụp mà từ đó ghi vào."))

    def __init__(self, data: Any, places: Any) -> None:
        super().__init__(data)
        offer(self, kind=[(key, shown(one.name)) for key, one in KINDS.items()], place=places)


class TakenForm(forms.Form):
    month = forms.DateField(label=_("Tháng"), widget=Day(), help_text=_("Một ngày bất kỳ của tháng."))
    amount = forms.FloatField(label=_("Lượng trong tháng"), min_value=0, localize=True)


class RiskForm(forms.Form):
    hazard = forms.ChoiceField(label=_("Loại thiên tai"))
    level = forms.TypedChoiceField(label=_("Cấp độ"), coerce=int)
    place = forms.ModelChoiceField(label=_("Địa bàn"), queryset=Place.objects.none())
    hours = forms.IntegerField(label=_("Trong bao nhiêu giờ"), min_value=1, max_value=240, initial=24)
    bulletin = forms.CharField(label=_("Nội dung bản tin"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    source = forms.CharField(label=_("Cơ quan ban hành, số bản tin"), max_length=300)

    def __init__(self, data: Any, places: Any) -> None:
        super().__init__(data)
        offer(
            self,
            hazard=[(one.key, shown(one.name)) for one in TABLE.hazards],
            level=[(one.level, f"{one.level} · {shown(one.name)}") for one in TABLE.levels],
            place=places,
        )
