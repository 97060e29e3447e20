"""Forms of the rooms of security."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.directory.models import Place
from haidang.core.ui.offering import offer
from haidang.domains.security.book import EVENTS
from haidang.kernel import clock
from haidang.kernel.bilingual import shown


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class EventForm(forms.Form):
    kind = forms.ChoiceField(label=_("Loại"))
    at = forms.DateTimeField(label=_("Xảy ra lúc"), widget=Moment(), input_formats=["%Y-%m-%dT%H:%M"])
    place = forms.ModelChoiceField(label=_("Địa bàn"), queryset=Place.objects.none())
    summary = forms.CharField(label=_("Tóm tắt"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
                              help_text=_("Không ghi tên, số giấy tờ của người liên quan."))  # fmt: skip
    deaths = forms.IntegerField(label=_("Người chết"), min_value=0, initial=0)
    injured = forms.IntegerField(label=_("Người bị thương"), min_value=0, initial=0)
    damage = forms.FloatField(label=_("Thiệt hại, triệu đồng"), min_value=0, required=False, localize=True)
    source = forms.CharField(label=_("Nguồn tin"), max_length=80, help_text=_("Như 113, 114, Công an phường."))

    def __init__(self, data: Any, places: Any) -> None:
        super().__init__(data, initial={"at": clock.now().astimezone(clock.HO_CHI_MINH)})
        offer(self, kind=[(key, shown(one.name)) for key, one in EVENTS.items()], place=places)
