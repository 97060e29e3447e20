"""What is asked before something is done with an alert."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.directory.models import Office, Person
from haidang.core.directory.queries import offices, people
from haidang.core.ui.severity import SEVERITIES
from haidang.kernel.action import Actor

LENGTHS = (
    ("15", _("15 phút")),
    ("30", _("30 phút")),
    ("60", _("1 giờ")),
    ("120", _("2 giờ")),
    ("240", _("4 giờ")),
    ("480", _("8 giờ")),
)


def _remark(label: object, *, required: bool) -> forms.CharField:
    rows = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, max_length=2000, widget=rows)  # type: ignore[arg-type]


class Note(forms.Form):
    text = _remark(_("Ghi chú"), required=True)


class Acknowledge(forms.Form):
    note = _remark(_("Ghi chú"), required=False)


class Shelve(forms.Form):
    lasting = forms.ChoiceField(label=_("Tạm hoãn trong"), choices=LENGTHS, initial="60")
    reason = _remark(_("Lý do"), required=True)

    def clean_lasting(self) -> timedelta:
        return timedelta(minutes=int(self.cleaned_data["lasting"]))


class Reason(forms.Form):
    reason = _remark(_("Lý do"), required=True)


class Regrade(forms.Form):
    severity = forms.TypedChoiceField(label=_("Mức"), coerce=int)
    reason = _remark(_("Lý do"), required=True)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        levels: forms.TypedChoiceField = self.fields["severity"]  # type: ignore[assignment]
        levels.choices = [(one.level, f"{one.level} · {one.name}") for one in SEVERITIES]


class MayHaveReason(forms.Form):
    reason = _remark(_("Lý do"), required=False)


class Assign(forms.Form):
    """To a person or to an office; the action says when both are missing."""

    person = forms.ModelChoiceField(label=_("Người nhận"), queryset=Person.objects.none(), required=False)
    office = forms.ModelChoiceField(label=_("Cơ quan nhận"), queryset=Office.objects.none(), required=False)

    def __init__(self, *args: object, actor: Actor, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        chosen: dict[str, forms.ModelChoiceField[Person] | forms.ModelChoiceField[Office]] = self.fields  # type: ignore[assignment]
        chosen["person"].queryset = people(actor).filter(is_active=True, is_device=False)
        chosen["office"].queryset = offices(actor)
