"""What is asked about people, duties, keys and offices."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Office, Person, Place
from haidang.core.directory.roles import CLASSES, class_word, facts, role_word, scope_word
from haidang.core.things import queries as things
from haidang.kernel import clock
from haidang.kernel.action import Actor

LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))


def remark(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


def day(label: Any, *, required: bool = False, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=hint)


def an_office(label: Any, *, required: bool = True) -> "forms.ModelChoiceField[Office]":
    return forms.ModelChoiceField(Office.objects.none(), label=label, required=required, to_field_name="code")


def a_place(label: Any, *, required: bool = True) -> "forms.ModelChoiceField[Place]":
    return forms.ModelChoiceField(Place.objects.none(), label=label, required=required, to_field_name="key")


class Why(forms.Form):
    why = remark(gettext_lazy("Lý do"))


class Look(forms.Form):
    why = forms.CharField(label=gettext_lazy("Lý do xem"), max_length=500)


class _OfActor(forms.Form):
    """Choices are what the actor may see."""

    def __init__(self, actor: Actor, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known: dict[str, Any] = self.fields
        if "office" in known:
            known["office"].queryset = directory.offices(actor)
        if "place" in known:
            known["place"].queryset = directory.places(actor)


class New(_OfActor):
    account = forms.CharField(
        label=gettext_lazy("Tên tài khoản"), max_length=40, help_text=gettext_lazy("Chữ không dấu, số, dấu . _ -")
    )
    full_name = forms.CharField(label=gettext_lazy("Họ tên"), max_length=120)
    office = an_office(gettext_lazy("Cơ quan"))
    email = forms.CharField(label=gettext_lazy("Thư điện tử"), required=False, max_length=200)
    phone = forms.CharField(label=gettext_lazy("Điện thoại"), required=False, max_length=40)
    language = forms.ChoiceField(label=gettext_lazy("Ngôn ngữ"), choices=LANGUAGES)
    is_device = forms.BooleanField(label=gettext_lazy("Là màn hình tự đăng nhập"), required=False)


class Change(_OfActor):
    """Personal fields are not shown here: an empty one stays as it is."""

    full_name = forms.CharField(label=gettext_lazy("Họ tên"), max_length=120)
    office = an_office(gettext_lazy("Cơ quan"))
    language = forms.ChoiceField(label=gettext_lazy("Ngôn ngữ"), choices=LANGUAGES)
    email = forms.CharField(
        label=gettext_lazy("Thư điện tử mới"), required=False, help_text=gettext_lazy("Để trống: giữ nguyên.")
    )
    phone = forms.CharField(
        label=gettext_lazy("Điện thoại mới"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Để trống: giữ nguyên."),
    )

    def changes(self, person: Person) -> dict[str, Any]:
        clean = self.cleaned_data
        found = {n: clean[n] for n in ("full_name", "office", "language") if clean[n] != getattr(person, n)}
        return found | {name: clean[name] for name in ("email", "phone") if clean[name]}


class Duty(_OfActor):
    role = forms.ChoiceField(label=gettext_lazy("Vai trò"))
    office = an_office(gettext_lazy("Tại cơ quan"))
    place = a_place(gettext_lazy("Trên địa bàn"))
    data_classes = forms.MultipleChoiceField(
        label=gettext_lazy("Lớp dữ liệu"), widget=forms.CheckboxSelectMultiple, initial=["internal"]
    )
    valid_from = day(gettext_lazy("Từ ngày"), required=True)
    valid_to = day(gettext_lazy("Đến trước ngày"), hint=gettext_lazy("Để trống: không thời hạn."))
    why = remark(gettext_lazy("Căn cứ, lý do"))

    def __init__(self, actor: Actor, *args: Any, **more: Any) -> None:
        super().__init__(actor, *args, **more)
        known: dict[str, Any] = self.fields
        known["role"].choices = [(key, role_word(key)) for key in facts().roles]
        known["data_classes"].choices = [(key, class_word(key)) for key in CLASSES]
        self.initial.setdefault("valid_from", clock.today())


class Key(_OfActor):
    name = forms.CharField(
        label=gettext_lazy("Tên khóa"), max_length=40, help_text=gettext_lazy("Chữ không dấu, số, dấu . _ -")
    )
    can = forms.MultipleChoiceField(label=gettext_lazy("Được làm"), widget=forms.CheckboxSelectMultiple)
    things = forms.CharField(
        label=gettext_lazy("Chỉ cho thiết bị"),
        required=False,
        help_text=gettext_lazy("Mẫu mã cách nhau bằng dấu phẩy, ví dụ AQ-*, WL-001. Để trống: mọi thiết bị."),
    )
    readings_per_second = forms.IntegerField(
        label=gettext_lazy("Nhiều nhất, số đo mỗi giây"), initial=0, help_text=gettext_lazy("0: không giới hạn.")
    )
    source = forms.ChoiceField(label=gettext_lazy("Nguồn dữ liệu"), required=False)
    office = an_office(gettext_lazy("Của cơ quan"), required=False)
    place = a_place(gettext_lazy("Trên địa bàn"), required=False)
    expires_on = day(gettext_lazy("Hết hạn sau ngày"), hint=gettext_lazy("Để trống: đến khi thu hồi."))

    def __init__(self, actor: Actor, *args: Any, **more: Any) -> None:
        super().__init__(actor, *args, **more)
        known: dict[str, Any] = self.fields
        known["can"].choices = [(key, f"{scope_word(key)} ({key})") for key in facts().scopes]
        known["source"].choices = [("", "–"), *((one.key, str(one)) for one in things.sources(actor))]

    def clean_things(self) -> list[str]:
        return [one.strip() for one in self.cleaned_data["things"].split(",") if one.strip()]

    @property
    def expires_at(self) -> datetime | None:
        """The end of the day that was named."""
        last = self.cleaned_data["expires_on"]
        return clock.start_of(last).replace(hour=23, minute=59, second=59) if last else None


class ChangeOffice(forms.Form):
    name_vi = forms.CharField(label=gettext_lazy("Tên"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("Tên tiếng Anh"), max_length=200)
    phone = forms.CharField(label=gettext_lazy("Điện thoại"), required=False, max_length=40)


class AsOf(forms.Form):
    """The day on which the offices are shown, and what to look for."""

    on = day(gettext_lazy("Tính đến ngày"))
    q = forms.CharField(label=gettext_lazy("Tìm"), required=False, max_length=100)
