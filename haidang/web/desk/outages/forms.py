"""What is typed when something goes out of service: what, from when to when, on which days again, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Place
from haidang.core.rules.models import Rule
from haidang.core.rules.outages.actions import Times
from haidang.core.rules.reading import queries as rules
from haidang.core.things import queries as things
from haidang.core.things.models import Source, Thing
from haidang.core.ui.offering import offer
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown

DAYS = (
    ("0", _("thứ Hai")), ("1", _("thứ Ba")), ("2", _("thứ Tư")), ("3", _("thứ Năm")), ("4", _("thứ Sáu")),
    ("5", _("thứ Bảy")), ("6", _("Chủ nhật")),
)  # fmt: skip


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


class When(forms.Form):
    """From when to when; on the days ticked again at the same hours."""

    starts_at = _moment(_("Từ"))
    ends_at = _moment(_("Đến"))
    weekdays = forms.MultipleChoiceField(
        label=_("Lặp lại vào"), choices=DAYS, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Bỏ trống: một lần. Có chọn: cùng giờ vào những ngày này."),
    )  # fmt: skip
    last_on = forms.DateField(
        label=_("Lặp đến hết ngày"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Bỏ trống: đến khi có người kết thúc."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def times(self) -> Times:
        clean = self.cleaned_data
        return Times(clean["starts_at"], clean["ends_at"], [int(day) for day in clean["weekdays"]], clean["last_on"])


class New(When):
    """One of thing, place and source, or a rule alone; a rule beside one of them narrows it."""

    thing = forms.CharField(label=_("Thiết bị (mã)"), required=False, max_length=40)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("hoặc địa bàn"), required=False, to_field_name="key")
    source = forms.ModelChoiceField(
        Source.objects.none(), label=_("hoặc nguồn số liệu"), required=False, to_field_name="key"
    )
    rule = forms.TypedChoiceField(
        label=_("Chỉ riêng quy tắc"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Bỏ trống: mọi quy tắc."),
    )
    field_order = ("thing", "place", "source", "rule")

    def __init__(self, actor: Actor, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.actor = actor
        named = [(str(one.pk), shown(one.current.says.name)) for one in rules.rules(actor) if one.narrows_id is None]
        known = [("", _("mọi quy tắc")), *sorted(named, key=lambda pair: pair[1])]
        offer(self, place=directory.places(actor), source=things.sources(actor), rule=known)

    def clean_thing(self) -> Thing | None:
        code = self.cleaned_data["thing"].strip()
        found = things.things(self.actor).filter(code=code).first() if code else None
        if code and found is None:
            raise forms.ValidationError(_("Không có thiết bị mang mã này."))
        return found

    def clean_rule(self) -> Rule | None:
        number = self.cleaned_data["rule"]
        return rules.rule(self.actor, number) if number else None

    def about(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("thing", "place", "source", "rule")}


class End(forms.Form):
    why = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
