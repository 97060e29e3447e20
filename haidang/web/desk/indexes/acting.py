"""Forms of indexes: a year, a score, evidence, what was verified, the rank, points and components of the province's own."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from haidang.core.files.receiving import receive
from haidang.core.indexes import actions
from haidang.core.indexes.models import Assessment
from haidang.core.indexes.parts import Part, part_of
from haidang.kernel import clock, typed_numbers
from haidang.kernel.bilingual import shown
from haidang.web.desk.asking import Asks, asked, sent
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from .views import found_book, found_year

TRUSTS = [
    ("V", gettext_lazy("đã đọc trong văn bản")), ("C", gettext_lazy("theo chương trình công khai")),
    ("S", gettext_lazy("theo nguồn thứ hai")), ("M", gettext_lazy("theo trí nhớ, chưa đối chiếu")),
]  # fmt: skip
get_or_post = require_http_methods(["GET", "POST"])


class Number(forms.CharField):
    """A number as typed, 1.234,5 or 1,234.5; None where it is left empty."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **more
        )

    def clean(self, value: Any) -> float | None:
        text = super().clean(value)
        try:
            return typed_numbers.number(text) if text else None
        except ValueError:
            raise forms.ValidationError(_("“%(text)s” không phải là số: ghi như 1.234,5.") % {"text": text}) from None


class Year(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("Năm"), min_value=2000, max_value=2199)


class Score(forms.Form):
    value = Number(label=gettext_lazy("Điểm"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Vì sao"), required=False, max_length=actions.MOST, widget=forms.Textarea(attrs={"rows": 3})
    )


class Evidence(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Minh chứng là gì, ở đâu"), max_length=actions.MOST, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(label=gettext_lazy("Tệp (không bắt buộc)"), required=False)


class Rank(forms.Form):
    place = forms.IntegerField(label=gettext_lazy("Hạng"), min_value=1)
    among = forms.IntegerField(label=gettext_lazy("Trong số tỉnh, thành"), min_value=1, max_value=200, initial=34)
    source = forms.CharField(label=gettext_lazy("Nguồn công bố"), max_length=500)


class Points(forms.Form):
    most = Number(label=gettext_lazy("Điểm tối đa (để trống nếu chưa biết)"), required=False)
    source = forms.CharField(label=gettext_lazy("Nguồn: văn bản, trang"), max_length=500)
    trust = forms.ChoiceField(label=gettext_lazy("Đã đối chiếu"), choices=TRUSTS)


class Component(Points):
    key = forms.CharField(label=gettext_lazy("Mã (chữ thường, không dấu)"), max_length=40)
    name_vi = forms.CharField(label=gettext_lazy("Tên"), max_length=300)
    name_en = forms.CharField(label=gettext_lazy("Tên tiếng Anh"), max_length=300, required=False)
    field_order = ("key", "name_vi", "name_en", "most", "source", "trust")


def _part(book: str, key: str) -> Part:
    found = part_of(book, key)
    if found is None:
        raise Http404(key)
    return found


@get_or_post
@room("index.read")
def open_year(request: AskingRequest, book: str) -> HttpResponse:
    facts = found_book(book)
    need(request.actor, "index.open")
    asks = Asks(
        _("Mở kỳ chấm"), _("Mở"), reverse("index_version", args=[book]), _("Đã mở kỳ chấm."), note=shown(facts.name)
    )
    form = Year(sent(request), initial={"year": clock.today().year})

    def work(given: dict[str, Any]) -> str:
        return actions.open_year(request.actor, book, given["year"]).link

    return asked(request, form, asks, work)


def _about(request: AskingRequest, book: str, year: int, part: str, action: str) -> tuple[Assessment, Part]:
    row, one = found_year(book, year), _part(book, part)
    need(request.actor, action, row)
    return row, one


def _typed(value: float | None) -> str:
    """As somebody would type it; with a point 1.125 would be read as a thousand and more."""
    return "" if value is None else f"{value:g}".replace(".", ",")


def _most(one: Part) -> str:
    return (
        _("Nhiều nhất %(most)s điểm.") % {"most": f"{one.max:g}"}
        if one.max is not None
        else _("Chưa biết điểm tối đa.")
    )


@get_or_post
@room("index.read")
def score(request: AskingRequest, book: str, year: int, part: str) -> HttpResponse:
    row, one = _about(request, book, year, part, "index.score")
    kept = row.scores.filter(part=part).first()
    start = {"value": _typed(kept.own if kept else None), "note": kept.own_note if kept else ""}
    asks = Asks(
        _("Tự chấm: %(name)s") % {"name": shown(one.name)}, _("Ghi điểm"), row.link, _("Đã ghi điểm."), note=_most(one)
    )

    def work(given: dict[str, Any]) -> None:
        actions.score(request.actor, row, part, given["value"], note=given["note"])

    return asked(request, Score(sent(request), initial=start), asks, work)


@get_or_post
@room("index.read")
def verify(request: AskingRequest, book: str, year: int, part: str) -> HttpResponse:
    row, one = _about(request, book, year, part, "index.verify")
    title = _("Điểm thẩm định: %(name)s") % {"name": shown(one.name)}
    asks = Asks(title, _("Ghi điểm"), row.link, _("Đã ghi điểm thẩm định."), note=_most(one))

    def work(given: dict[str, Any]) -> None:
        actions.verify(request.actor, row, part, given["value"], note=given["note"])

    return asked(request, Score(sent(request)), asks, work)


@get_or_post
@room("index.read")
def attach(request: AskingRequest, book: str, year: int, part: str) -> HttpResponse:
    row, one = _about(request, book, year, part, "index.attach")
    asks = Asks(_("Minh chứng: %(name)s") % {"name": shown(one.name)}, _("Thêm"), row.link, _("Đã thêm minh chứng."))

    def work(given: dict[str, Any]) -> None:
        file = given["file"]
        held = receive(file.file, name=file.name, data_class="internal", office=row.scope_office) if file else None
        actions.attach(request.actor, row, part, given["text"], held=held)

    return asked(request, Evidence(sent(request), request.FILES or None), asks, work)


@get_or_post
@room("index.read")
def send(request: AskingRequest, book: str, year: int) -> HttpResponse:
    row = found_year(book, year)
    need(request.actor, "index.send", row)
    note = _("Sau khi gửi, điểm tự chấm và minh chứng không sửa được nữa.")
    asks = Asks(_("Gửi tự chấm"), _("Gửi"), row.link, _("Đã gửi tự chấm."), note=note, icon="send")

    def work(_given: dict[str, Any]) -> None:
        actions.send(request.actor, row)

    return asked(request, forms.Form(sent(request)), asks, work)


@get_or_post
@room("index.read")
def rank(request: AskingRequest, book: str, year: int) -> HttpResponse:
    row = found_year(book, year)
    need(request.actor, "index.rank", row)
    asks = Asks(_("Hạng của tỉnh"), _("Ghi"), row.link, _("Đã ghi hạng."))

    def work(given: dict[str, Any]) -> None:
        actions.rank(request.actor, row, given["place"], given["among"], source=given["source"])

    return asked(request, Rank(sent(request)), asks, work)


@get_or_post
@room("index.read")
def points(request: AskingRequest, book: str, part: str) -> HttpResponse:
    one = _part(book, part)
    need(request.actor, "index.change")
    start = {"most": _typed(one.max)}
    asks = Asks(
        _("Điểm tối đa: %(name)s") % {"name": shown(one.name)},
        _("Ghi"),
        reverse("index_version", args=[book]),
        _("Đã ghi."),
    )

    def work(given: dict[str, Any]) -> None:
        actions.set_points(request.actor, book, part, given["most"], source=given["source"], trust=given["trust"])

    return asked(request, Points(sent(request), initial=start), asks, work)


@get_or_post
@room("index.read")
def add(request: AskingRequest, book: str, part: str) -> HttpResponse:
    one = _part(book, part)
    need(request.actor, "index.change")
    asks = Asks(
        _("Thêm chỉ số thành phần: %(name)s") % {"name": shown(one.name)},
        _("Thêm"),
        reverse("index_version", args=[book]),
        _("Đã thêm."),
    )

    def work(given: dict[str, Any]) -> None:
        more = {name: given[name] for name in ("source", "trust")}
        actions.add_component(
            request.actor, book, part, given["key"], given["name_vi"], given["name_en"], given["most"], **more
        )

    return asked(request, Component(sent(request)), asks, work)
