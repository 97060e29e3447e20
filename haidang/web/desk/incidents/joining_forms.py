"""Which other incident is meant: chosen from those that are open, with where each is."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from haidang.core.incidents.models import Incident
from haidang.kernel.bilingual import name_of

from .forms import _text, said_metres

Alike = Sequence[tuple[Incident, float | None]]
"""Incidents that may be the same matter, with their distance in metres."""


class IncidentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, label: Any) -> None:
        super().__init__(label=label, queryset=Incident.objects.none(), to_field_name="code")

    def label_from_instance(self, one: Any) -> str:
        return f"{one.code} · {one.title} · {name_of(one.place)}"


class Into(forms.Form):
    """Another open incident, those that may be the same matter first, and why."""

    into = IncidentChoice(_("Sự cố"))
    reason = _text(_("Lý do"))

    def __init__(self, *args: Any, rows: QuerySet[Incident], alike: Alike, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["into"]
        field.queryset = rows
        near = {one.pk for one, _metres in alike}
        if near:
            others = [(one.code, field.label_from_instance(one)) for one in rows if one.pk not in near]
            field.choices = [
                ("", field.empty_label),
                (
                    gettext("Có thể là cùng một việc"),
                    [(one.code, _with_distance(field, one, far)) for one, far in alike],
                ),
                (gettext("Sự cố khác đang mở"), others),
            ]


def _with_distance(field: IncidentChoice, one: Incident, metres: float | None) -> str:
    said = field.label_from_instance(one)
    return said if metres is None else f"{said} · {said_metres(metres)}"


class Parent(forms.Form):
    parent = IncidentChoice(_("Sự cố lớn"))

    def __init__(self, *args: Any, rows: QuerySet[Incident], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["parent"].queryset = rows  # type: ignore[attr-defined]


class Part(forms.Form):
    part = IncidentChoice(_("Sự cố con"))

    def __init__(self, *args: Any, rows: QuerySet[Incident], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["part"].queryset = rows  # type: ignore[attr-defined]
