"""What is asked of people about screens: how one looks, what it plays, what is put on it, and for how long."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Office, Place
from haidang.core.walls.models import EventScene, Screen
from haidang.core.walls.playlist import LEAST_DWELL, MOST_DWELL
from haidang.core.walls.scenes import Scene, scenes
from haidang.kernel import clock
from haidang.kernel.action import Actor

HOUR = {"inputmode": "numeric", "placeholder": "--:--", "maxlength": "5", "autocomplete": "off"}
HOURS = (
    (15, _("15 phút")),
    (60, _("1 giờ")),
    (240, _("4 giờ")),
    (480, _("8 giờ")),
    (1440, _("1 ngày")),
    (0, _("đến khi gỡ")),
)


class Look(forms.Form):
    """How a screen looks in its room."""

    name = forms.CharField(label=_("Tên"), max_length=120)
    theme = forms.ChoiceField(label=_("Nền"), choices=[("dark", _("Tối")), ("light", _("Sáng"))])
    scale = forms.FloatField(
        label=_("Cỡ chữ"), min_value=0.8, max_value=1.6, localize=True,
        help_text=_("0,8 đến 1,6; phòng sâu hơn thì chữ lớn hơn."),
    )  # fmt: skip
    margin_x = forms.FloatField(label=_("Lề trái, phải (%)"), min_value=0, max_value=6, localize=True)
    margin_y = forms.FloatField(label=_("Lề trên, dưới (%)"), min_value=0, max_value=6, localize=True)
    has_sound = forms.BooleanField(
        label=_("Có âm báo"), required=False, help_text=_("Mỗi phòng chỉ một màn hình nên có âm.")
    )


class Line(forms.Form):
    """One scene in a playlist."""

    on = forms.BooleanField(label=_("Chiếu"), required=False)
    order = forms.IntegerField(label=_("Thứ tự"), min_value=1, max_value=99)
    dwell = forms.IntegerField(label=_("Giây"), min_value=LEAST_DWELL, max_value=MOST_DWELL)
    since = forms.TimeField(
        label=_("Từ giờ"), required=False, input_formats=["%H:%M"], widget=forms.TimeInput(attrs=HOUR, format="%H:%M")
    )
    until = forms.TimeField(
        label=_("Đến giờ"), required=False, input_formats=["%H:%M"], widget=forms.TimeInput(attrs=HOUR, format="%H:%M")
    )

    def __init__(self, scene: Scene, entry: dict[str, Any] | None, order: int, given: QueryDict | None) -> None:
        initial = {
            "on": entry is not None,
            "order": order,
            "dwell": entry["dwell"] if entry else scene.dwell,
            "since": entry["from"] if entry else "",
            "until": entry["to"] if entry else "",
        }
        super().__init__(given, prefix=scene.key, initial=initial)
        self.scene = scene
        for name, field in self.fields.items():
            field.widget.attrs |= {"aria-label": f"{scene.title}: {field.label}"}
            if name != "on":
                field.widget.attrs["class"] = "input narrow"

    def entry(self) -> dict[str, Any]:
        given = self.cleaned_data
        hours = {"from": _said(given["since"]), "to": _said(given["until"])}
        return {"scene": self.scene.key, "dwell": given["dwell"], **hours}


class Playlist:
    """The scenes of a screen as lines of a table: those it plays first, in their order."""

    def __init__(
        self, screen: Screen, every: Sequence[Scene], entries: Sequence[dict[str, Any]], given: QueryDict | None
    ) -> None:
        playing = {one["scene"]: one for one in entries}
        order = {key: number for number, key in enumerate(playing, 1)}
        ranked = sorted(every, key=lambda one: order.get(one.key, 99))
        self.screen = screen
        self.lines = [Line(one, playing.get(one.key), number, given) for number, one in enumerate(ranked, 1)]

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def is_valid(self) -> bool:
        answers = [one.is_valid() for one in self.lines]  # each says what is wrong with it
        return all(answers)

    def entries(self) -> list[dict[str, Any]]:
        chosen = [one for one in self.lines if one.cleaned_data["on"]]
        return [one.entry() for one in sorted(chosen, key=lambda one: int(one.cleaned_data["order"]))]

    def errors(self) -> list[str]:
        return [
            f"{one.scene.title}: {message}"
            for one in self.lines
            for messages in one.errors.values()
            for message in messages
        ]


class Add(forms.Form):
    code = forms.CharField(label=_("Mã"), max_length=40, help_text=_("Chữ không dấu và số, ví dụ phong-truc-1."))
    name = forms.CharField(label=_("Tên"), max_length=120, help_text=_("Ví dụ: Màn hình phòng trực."))
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Địa bàn được chiếu"), to_field_name="key")
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Cơ quan đặt màn hình"), to_field_name="code")

    def __init__(self, actor: Actor, given: QueryDict | None) -> None:
        super().__init__(given)
        _choose(self, "place", directory.places(actor))
        _choose(self, "office", directory.offices(actor, kind="centre"))
        top = directory.top_place()
        self.initial["place"] = top.key if top else None


class Join(forms.Form):
    code = forms.CharField(
        label=_("Mã đang hiện trên màn hình"), max_length=12,
        help_text=_("Mở /wall/join/ trên máy của màn hình; mã đổi sau mỗi 10 phút."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class Why(forms.Form):
    why = forms.CharField(label=_("Lý do"), max_length=300)


class MakeScene(forms.Form):
    key = forms.CharField(label=_("Mã"), max_length=40, help_text=_("Chữ không dấu và số, ví dụ bao-so-9."))
    name_vi = forms.CharField(label=_("Tên"), max_length=120)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=120, required=False)
    fields_shown = forms.MultipleChoiceField(label=_("Lĩnh vực"), widget=forms.CheckboxSelectMultiple)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Địa bàn"), to_field_name="key")
    map = forms.CharField(
        label=_("Vùng bản đồ"), max_length=60, required=False,
        help_text=_("vĩ độ,kinh độ,mức phóng như trong địa chỉ trang Bản đồ (?map=…); bỏ trống: giữa địa bàn đã chọn."),
    )  # fmt: skip

    def __init__(self, actor: Actor, given: QueryDict | None, made: EventScene | None = None) -> None:
        super().__init__(given)
        choices: Any = self.fields["fields_shown"]
        choices.choices = [(one.domain, one.title) for one in scenes() if one.domain]
        _choose(self, "place", directory.places(actor))
        if made is None:
            top = directory.top_place()
            self.initial["place"] = top.key if top else None
            return
        self.fields["key"].disabled = True
        view = (
            f"{made.lat:g},{made.lon:g},{made.zoom:g}"
            if made.lat is not None and made.lon is not None and made.zoom
            else ""
        )
        self.initial = {
            "key": made.key, "name_vi": made.name_vi, "name_en": made.name_en, "fields_shown": made.fields,
            "place": made.place.key, "map": view,
        }  # fmt: skip


class Show(forms.Form):
    """What is shown stands in the address; this asks where and for how long."""

    screens = forms.MultipleChoiceField(label=_("Màn hình"), widget=forms.CheckboxSelectMultiple)
    minutes = forms.TypedChoiceField(label=_("Trong"), choices=HOURS, coerce=int, initial=60)

    def __init__(self, screens: Sequence[Screen], given: QueryDict | None) -> None:
        super().__init__(given)
        choices: Any = self.fields["screens"]
        choices.choices = [(one.code, one.name) for one in screens]
        self.initial["screens"] = [one.code for one in screens]

    def until(self) -> datetime | None:
        minutes = self.cleaned_data["minutes"]
        return clock.now() + timedelta(minutes=minutes) if minutes else None


class ShowScene(Show):
    scene = forms.ChoiceField(label=_("Cảnh"))

    def __init__(self, screens: Sequence[Screen], every: Sequence[Scene], given: QueryDict | None) -> None:
        super().__init__(screens, given)
        choices: Any = self.fields["scene"]
        choices.choices = [(one.key, one.title) for one in every]
        self.order_fields(["scene", "screens", "minutes"])


def _choose(form: forms.Form, name: str, rows: Any) -> None:
    field: Any = form.fields[name]
    field.queryset = rows


def _said(hour: Any) -> str:
    return f"{hour:%H:%M}" if hour else ""
