"""What is asked before something is changed in the command of an incident."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.directory.models import Person
from haidang.core.directory.queries import people
from haidang.core.incidents.facts import facts
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.web.fields import Named

from .forms import _text


class Appoint(forms.Form):
    """A person of ours, or a name."""

    role = forms.ChoiceField(label=_("Vai trò"))
    person = Named(label=_("Người trong hệ thống"), queryset=Person.objects.none(), required=False)
    name = forms.CharField(label=_("Hoặc tên người ngoài"), max_length=120, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=30, required=False)

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = people(actor).filter(is_active=True, is_device=False)
        self.fields["person"].queryset = rows  # type: ignore[attr-defined]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (one.key, f"{shown(one.name)} – {shown(one.about)}") for one in facts().roles
        ]


class SetObjective(forms.Form):
    text = _text(_("Cần đạt được gì"), rows=2)
    due_at = forms.SplitDateTimeField(
        label=_("Hạn"),
        required=False,
        widget=forms.SplitDateTimeWidget(date_attrs={"type": "date"}, time_attrs={"type": "time"}),
    )


class MaybeReason(forms.Form):
    reason = _text(_("Ghi chú"), required=False, rows=2)


class Watch(forms.Form):
    minutes = forms.IntegerField(
        label=_("Điểm danh mỗi (phút)"),
        required=False,
        min_value=5,
        max_value=720,
        help_text=_("Để trống thì thôi điểm danh."),
    )


class Compose(forms.Form):
    assessment = _text(
        _("Nhận định"), required=False, rows=4, help_text=_("Tình hình chung, dự báo, kiến nghị: in ở đầu báo cáo.")
    )
