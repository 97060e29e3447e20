"""A warning as an officer writes it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.directory.models import Place
from haidang.core.incidents.queries import places_to_open_at
from haidang.core.incidents.warnings import ADVICE, TITLE
from haidang.core.ui.offering import offer
from haidang.core.ui.severity import SEVERITIES
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of

HOURS = (
    (1, _("1 giờ")),
    (3, _("3 giờ")),
    (6, _("6 giờ")),
    (12, _("12 giờ")),
    (24, _("1 ngày")),
    (72, _("3 ngày")),
    (168, _("7 ngày")),
)


class New(forms.Form):
    """`place` is asked only where no incident gives it."""

    title = forms.CharField(label=_("Chuyện gì, ở đâu"), max_length=TITLE)
    advice = forms.CharField(
        label=_("Người dân nên làm gì"), max_length=ADVICE, widget=forms.Textarea(attrs={"rows": 3})
    )
    severity = forms.TypedChoiceField(label=_("Mức"), coerce=int, initial=2)
    hours = forms.TypedChoiceField(label=_("Có hiệu lực trong"), coerce=int, choices=HOURS, initial=3)
    place = forms.ModelChoiceField(label=_("Địa bàn"), queryset=Place.objects.none())

    def __init__(self, *args: Any, actor: Actor, asks_place: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        levels = [(one.level, f"{one.level} · {one.name}") for one in SEVERITIES]
        offer(self, severity=levels)
        if asks_place:
            offer(self, place=places_to_open_at(actor))
            self.fields["place"].label_from_instance = name_of  # type: ignore[attr-defined]
        else:
            del self.fields["place"]
