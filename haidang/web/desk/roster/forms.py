"""What is asked about watches and who sits there."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Office, Person
from haidang.kernel import clock
from haidang.kernel.action import Actor

POSITIONS = (("officer", _("trực ban")), ("lead", _("trưởng ca")))


class _OfPeople(forms.Form):
    """People who can sit at a desk: open accounts, those of the desk's office first."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Người trực"))

    def __init__(self, actor: Actor, office: Office, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known: dict[str, Any] = self.fields
        people = directory.people(actor).filter(is_active=True, is_device=False)
        own = people.filter(office=office)
        known["person"].queryset = own if own.exists() else people


class SeatForm(_OfPeople):
    position = forms.ChoiceField(label=_("Vị trí"), choices=POSITIONS)


class StandIn(_OfPeople):
    why = forms.CharField(label=_("Lý do trực thay"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class Add(forms.Form):
    """A watch of a desk; one that ends before it begins ends on the next day."""

    office = forms.ModelChoiceField(Office.objects.none(), label=_("Bàn trực của"), to_field_name="code")
    name_vi = forms.CharField(label=_("Tên ca"), max_length=60)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=60)
    on = forms.DateField(label=_("Ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    starts = forms.TimeField(label=_("Từ giờ"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("Đến giờ"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, actor: Actor, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known: dict[str, Any] = self.fields
        known["office"].queryset = directory.offices(actor)

    def span(self) -> tuple[datetime, datetime]:
        clean = self.cleaned_data
        begin = datetime.combine(clean["on"], clean["starts"], clock.HO_CHI_MINH)
        end = datetime.combine(clean["on"], clean["ends"], clock.HO_CHI_MINH)
        return begin, end if end > begin else end + timedelta(days=1)
