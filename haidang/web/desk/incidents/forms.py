"""What is asked before something is done in an incident."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.directory.models import FieldUnit, Office, Person, Place
from haidang.core.directory.queries import offices, people
from haidang.core.incidents.models import ChecklistItem, Incident
from haidang.core.incidents.queries import NearUnit, places_to_open_at, playbooks
from haidang.core.ui import numbers
from haidang.core.ui.offering import offer
from haidang.core.ui.severity import SEVERITIES
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.web.fields import Degrees, Named


def _text(label: Any, *, required: bool = True, rows: int = 3, **more: Any) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=4000, widget=box, **more)


def _level() -> forms.TypedChoiceField:
    levels = [(one.level, _Level(one.level)) for one in SEVERITIES]
    return forms.TypedChoiceField(label=_("Mức"), choices=levels, coerce=int, initial=3)


class _Level:
    """A level in the language of the reader."""

    def __init__(self, level: int) -> None:
        self.level = level

    def __str__(self) -> str:
        return f"{self.level} · {SEVERITIES[self.level - 1].name}"


class Open(forms.Form):
    """An incident that a person reports: what, how grave, where, after which playbook."""

    title = forms.CharField(label=_("Chuyện gì"), max_length=200)
    severity = _level()
    place = Named(label=_("Địa bàn"), queryset=Place.objects.none())
    lat = Degrees(90, label=_("Vĩ độ"), required=False)
    lon = Degrees(180, label=_("Kinh độ"), required=False)
    playbook = forms.ChoiceField(label=_("Quy trình"), required=False)
    is_exercise = forms.BooleanField(label=_("Đây là diễn tập"), required=False)

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(
            self,
            place=places_to_open_at(actor),
            playbook=[
                ("", _("Không theo quy trình")),
                *((f"{domain}/{one.key}", f"{one.code} · {shown(one.name)}") for domain, one in playbooks()),
            ],
        )


class Remark(forms.Form):
    note = _text(_("Ghi chú"), required=False)


class Reason(forms.Form):
    reason = _text(_("Lý do"))


class Rate(forms.Form):
    severity = _level()
    reason = _text(_("Lý do"))


class Assign(forms.Form):
    owner = Named(label=_("Người phụ trách"), queryset=Person.objects.none(), required=False)
    office = Named(label=_("Cơ quan chủ trì"), queryset=Office.objects.none(), required=False)

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, owner=people(actor).filter(is_active=True, is_device=False), office=offices(actor))


class Close(forms.Form):
    outcome = _text(_("Kết quả xử lý"), help_text=_("Đã khống chế thế nào, còn lại gì."))
    lessons = _text(_("Rút kinh nghiệm"), help_text=_("Lần sau làm gì sớm hơn, khác đi; thiếu gì."))
    cause = _text(_("Nguyên nhân"), required=False, rows=2)


class LinkAlert(forms.Form):
    code = forms.CharField(label=_("Mã cảnh báo"), max_length=20, help_text=_("Ví dụ CB-261121-0007"))


class _Work(forms.Form):
    """Work for somebody: what, within which time, for which step of the checklist."""

    text = _text(_("Việc cần làm"))
    minutes = forms.IntegerField(
        label=_("Thời hạn (phút)"),
        required=False,
        min_value=1,
        max_value=60 * 24 * 30,
        help_text=_("Để trống thì lấy theo mức của sự cố."),
    )
    step = forms.ModelChoiceField(
        label=_("Thuộc bước"),
        queryset=ChecklistItem.objects.none(),
        required=False,
        empty_label=_("Không thuộc bước nào"),
    )

    def __init__(self, *args: Any, incident: Incident, **more: Any) -> None:
        super().__init__(*args, **more)
        steps = self.fields["step"]
        steps.queryset = incident.steps.filter(done_at=None, skipped_at=None)  # type: ignore[attr-defined]
        steps.label_from_instance = lambda one: f"{one.number}. {shown(one.name)}"  # type: ignore[attr-defined]

    @property
    def within(self) -> timedelta | None:
        minutes = self.cleaned_data.get("minutes")
        return timedelta(minutes=minutes) if minutes else None


class Task(_Work):
    office = Named(label=_("Cơ quan"), queryset=Office.objects.none())
    field_order = ("office", "text", "minutes", "step")

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, office=offices(actor))


class Send(_Work):
    """The nearest units stand first, with their distance."""

    unit = forms.ModelChoiceField(label=_("Lực lượng"), queryset=FieldUnit.objects.none(), to_field_name="code")
    field_order = ("unit", "text", "minutes", "step")

    def __init__(self, *args: Any, units: Iterable[NearUnit], **more: Any) -> None:
        super().__init__(*args, **more)
        near = list(units)
        self.fields["text"].required = False
        offer(self, unit=FieldUnit.objects.filter(pk__in=[one.unit.pk for one in near]))
        offer(self, unit=[(one.unit.code, unit_label(one)) for one in near])


class Proof(forms.Form):
    proof = _text(_("Kết quả xử lý"))


def unit_label(one: NearUnit) -> str:
    return f"{name_of(one.unit)} · {said_metres(one.metres)}" if one.metres is not None else name_of(one.unit)


def said_metres(metres: float) -> str:
    """850 m, 3,4 km."""
    if metres < 1000:
        return f"{numbers.said(round(metres, -1), 0)}\u00a0m"
    return f"{numbers.said(metres / 1000, 1)}\u00a0km"
