"""The form of a report: one page of photo, place and words; what was typed stays when it is refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.cases import queries
from haidang.core.cases.facts import Book
from haidang.core.cases.models import Procedure
from haidang.core.cases.opening import checked_phone
from haidang.core.directory.models import Place
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import name_of
from haidang.kernel.geo import Point
from haidang.web.brought import Files

from . import places, questions

KIND, CATCH_ALL = "report", "other"
LONGEST, SHORTEST = 5000, 10


@contextmanager
def _beside_the_field() -> Iterator[None]:
    try:
        yield
    except Invalid as error:
        raise forms.ValidationError(error.message) from error


def _is_urgent(book: Book) -> bool:
    grade = book.grade(book.procedure.grade or "")
    return grade is not None and grade.is_urgent


class Categories(forms.Select):
    """A list that marks what may be a matter of life: css/citizen.css shows the emergency numbers for those."""

    urgent: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **more: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **more)
        if str(value) in self.urgent:
            option["attrs"]["data-urgent"] = ""
        return option


class ReportForm(forms.Form):
    """`photos` are checked apart (see photos.take); `website` is a trap that people do not see."""

    photos = forms.Field(
        label=_("Ảnh hoặc video"),
        help_text=_("Tối đa 6 ảnh, hoặc video dưới 30 giây. Mặt người và biển số được che trước khi công khai."),
        required=False,
        widget=Files(attrs={"accept": "image/*,video/*"}),
    )
    coordinates = forms.CharField(
        label=_("Tọa độ"),
        help_text=_("Vĩ độ, kinh độ chép từ bản đồ của điện thoại."),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "text", "placeholder": "10.3512, 107.0843", "autocomplete": "off"}),
    )
    place = forms.ChoiceField(label=_("Xã, phường, đặc khu"), required=False)
    address = forms.CharField(
        label=_("Địa chỉ hoặc chỗ dễ nhận ra"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    text = forms.CharField(
        label=_("Có chuyện gì"),
        help_text=_("Vài chữ là đủ khi đã có ảnh."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": None}),
        error_messages={"max_length": _("Dài nhất %(limit_value)d ký tự, bạn đã viết %(show_value)d.")},
    )
    category = forms.ChoiceField(
        label=_("Loại việc"),
        help_text=_("Không chắc thì để trống, chúng tôi xếp giúp."),
        required=False,
        widget=Categories,
    )
    name = forms.CharField(
        label=_("Tên của bạn"), required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Số điện thoại"),
        help_text=_("Để tra cứu lại và nhận tin khi có kết quả."),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    show_name = forms.BooleanField(
        label=_("Cho cơ quan xử lý biết tên và số của tôi"),
        help_text=_("Không đánh dấu: chỉ trung tâm điều hành biết bạn là ai."),
        required=False,
    )
    far_ok = forms.BooleanField(label=_("Vị trí tôi chọn là đúng"), required=False)
    riddle = forms.CharField(
        required=False, max_length=10, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    website = forms.CharField(required=False, max_length=200)
    stamp = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.procedures: dict[str, Procedure] = {one.key: one for one in queries.procedures(kind=KIND)}
        self.communes: dict[str, Place] = {one.key: one for one in places.communes()}
        in_order = sorted(self.procedures.items(), key=lambda pair: pair[0] == CATCH_ALL)
        listed = [(key, name_of(one)) for key, one in in_order]
        self._choices("category").choices = [("", _("Để chúng tôi xếp giúp")), *listed]
        self._choices("place").choices = [
            ("", _("Chọn nơi xảy ra")), *((key, name_of(one)) for key, one in self.communes.items())
        ]  # fmt: skip
        books = queries.books(self.procedures.values())
        self._choices("category").widget.urgent = frozenset(
            key for key, one in self.procedures.items() if one.pk in books and _is_urgent(books[one.pk])
        )
        self.chosen = self.procedures.get(str(self["category"].value() or ""))
        if self.chosen is not None and self.chosen.pk in books:
            self.fields |= questions.fields_of(books[self.chosen.pk].procedure)

    def _choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    @property
    def asked(self) -> list[forms.BoundField]:
        """The questions of the kind that was chosen."""
        return [self[name] for name in self.fields if name.startswith(questions.PREFIX)]

    @property
    def point(self) -> Point | None:
        """Where the pin stands, if it can be read."""
        try:
            return places.read_point(str(self["coordinates"].value() or ""))
        except Invalid:
            return None

    def clean_coordinates(self) -> str:
        typed: str = self.cleaned_data["coordinates"]
        with _beside_the_field():
            point = places.read_point(typed)
            if point is not None:
                places.commune_of(point)
        return typed

    def clean_phone(self) -> str:
        with _beside_the_field():
            checked_phone(self.cleaned_data["phone"])
        return str(self.cleaned_data["phone"])

    def category_chosen(self) -> Procedure | None:
        return self.procedures.get(self.cleaned_data.get("category", ""))

    def catch_all(self) -> Procedure:
        """What a report is that nobody has sorted yet. Raises Invalid when the province takes no reports at all."""
        if not self.procedures:
            raise Invalid("category", str(_("Hiện chưa nhận phản ánh qua ứng dụng. Hãy gọi 1022.")))
        return self.procedures.get(CATCH_ALL) or next(iter(self.procedures.values()))
