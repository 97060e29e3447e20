"""The common facts of a procedure as fields of a form; everything else is edited as text."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.cases import queries
from haidang.core.cases.facts import Book
from haidang.core.ui.offering import offer
from haidang.kernel import time_limit
from haidang.kernel.bilingual import name_of, shown

UNITS = (("wd", gettext_lazy("ngày làm việc")), ("wh", gettext_lazy("giờ làm việc")), ("d", gettext_lazy("ngày")))
TRUSTS = (
    ("V", gettext_lazy("V – đã đối chiếu văn bản gốc")),
    ("C", gettext_lazy("C – cơ sở dữ liệu quốc gia, bản chép")),
    ("S", gettext_lazy("S – nguồn thứ cấp")),
    ("M", gettext_lazy("M – chưa đối chiếu")),
    ("X", gettext_lazy("X – chưa xác nhận")),
)
LONGEST_LIMIT = 9999


class Save(forms.Form):
    """What goes with every draft."""

    why = forms.CharField(
        label=gettext_lazy("Vì sao sửa (văn bản, ngày)"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class Text(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Dữ liệu (TOML)"), max_length=200_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 34, "spellcheck": "false", "wrap": "off", "class": "input code"}),
    )  # fmt: skip


class Common(forms.Form):
    """Names, words, time limits, fees and parts of one book; `groups` are the fields under their titles."""

    def __init__(self, book: Book, data: Any = None) -> None:
        super().__init__(data, prefix="f")
        self.book = book
        self._groups: list[tuple[str, list[str]]] = []
        self._name(book)
        for timer in book.procedure.timers:
            self._timer(timer)
        for fee in book.procedure.fees:
            self._fee(fee)
        for part in book.procedure.parts:
            self._part(part)

    @property
    def groups(self) -> Iterator[tuple[str, list[Any]]]:
        for title, names in self._groups:
            yield title, [self[name] for name in names]

    def _add(self, title: str, **given: forms.Field) -> None:
        self.fields.update(given)
        self._groups.append((title, list(given)))

    def _name(self, book: Book) -> None:
        one = book.procedure
        grades = [("", "–"), *((grade.key, shown(grade.name)) for grade in book.grades)]
        self._add(
            _("Tên và nội dung"),
            name_vi=forms.CharField(label=_("Tên"), max_length=300, initial=one.name.vi),
            name_en=forms.CharField(label=_("Tên tiếng Anh"), max_length=300, initial=one.name.en),
            about_vi=_lines(_("Nội dung"), one.about.vi),
            about_en=_lines(_("Nội dung tiếng Anh"), one.about.en),
            words=_lines(_("Từ ngữ người dân dùng, mỗi dòng một cụm"), "\n".join(one.words), rows=5, required=False),
            code=forms.CharField(label=_("Mã quốc gia"), max_length=40, initial=one.code, required=False),
            grade=forms.ChoiceField(label=_("Mức mặc định"), choices=grades, initial=one.grade or "", required=False),
        )

    def _timer(self, timer: Any) -> None:
        name = shown(timer.name)
        given: dict[str, forms.Field] = {}
        for grade, limit in (("", timer.limit), *timer.by_grade.items()):
            said = self.book.grade(grade)
            label = _("Thời hạn %(grade)s") % {"grade": shown(said.name)} if said else _("Thời hạn")
            given |= _limit(f"{timer.key}.{grade}", label, limit)
        self._add(_("Thời hạn: %(name)s") % {"name": name}, **given, **_law(f"timer.{timer.key}", timer.law))

    def _fee(self, fee: Any) -> None:
        amount = forms.IntegerField(
            label=_("Mức thu (đồng), để trống khi chưa biết"),
            min_value=0,
            max_value=10**12,
            required=False,
            initial=fee.amount,
        )
        self._add(shown(fee.name), **{f"amount.{fee.key}": amount}, **_law(f"fee.{fee.key}", fee.law))

    def _part(self, part: Any) -> None:
        self._add(
            shown(part.name),
            **{
                f"original.{part.key}": _count(_("Bản chính"), part.original),
                f"copies.{part.key}": _count(_("Bản sao"), part.copies),
                f"required.{part.key}": forms.BooleanField(label=_("Bắt buộc"), required=False, initial=part.required),
            },
        )

    def facts(self, facts: dict[str, Any]) -> dict[str, Any]:
        """The facts of the book with what was typed in place of what was there."""
        given, found = self.cleaned_data, deepcopy(facts)
        one = found["procedure"]
        one["name"] = {"vi": given["name_vi"], "en": given["name_en"]}
        one["about"] = {"vi": given["about_vi"], "en": given["about_en"]}
        one["words"] = [line.strip() for line in given["words"].splitlines() if line.strip()]
        one["code"], one["grade"] = given["code"], given["grade"] or None
        for timer in one["timers"]:
            timer["limit"] = _written(given, f"{timer['key']}.")
            timer["by_grade"] = {
                grade: limit for grade in timer["by_grade"] if (limit := _written(given, f"{timer['key']}.{grade}"))
            }
            timer["law"] = _law_of(given, f"timer.{timer['key']}", timer["law"])
        for fee in one["fees"]:
            fee["amount"], fee["law"] = given[f"amount.{fee['key']}"], _law_of(given, f"fee.{fee['key']}", fee["law"])
        for part in one["parts"]:
            part |= {name: given[f"{name}.{part['key']}"] for name in ("original", "copies", "required")}
        return found


def _lines(label: str, text: str, *, rows: int = 3, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, initial=text, max_length=5000, widget=widget, required=required)


def _count(label: str, number: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=99, initial=number)


def _limit(name: str, label: str, limit: str | None) -> dict[str, forms.Field]:
    known = time_limit.parse(limit) if limit else None
    number = forms.IntegerField(
        label=label, min_value=0, max_value=LONGEST_LIMIT, required=False, initial=known.length if known else None
    )
    unit = forms.ChoiceField(label=_("Đơn vị"), choices=UNITS, initial=known.unit if known else "wd")
    return {f"limit.{name}": number, f"unit.{name}": unit}


def _written(given: dict[str, Any], name: str) -> str | None:
    number = given.get(f"limit.{name}")
    return None if number is None else f"{number}{given[f'unit.{name}']}"


def _law(name: str, law: Any) -> dict[str, forms.Field]:
    source = forms.CharField(
        label=_("Căn cứ"), max_length=500, required=False, initial=law.source if law else "",
    )  # fmt: skip
    trust = forms.ChoiceField(label=_("Độ chắc"), choices=TRUSTS, initial=law.trust if law else "M")
    return {f"source.{name}": source, f"trust.{name}": trust}


def _law_of(given: dict[str, Any], name: str, before: dict[str, Any] | None) -> dict[str, Any] | None:
    source = given[f"source.{name}"].strip()
    return (before or {}) | {"source": source, "trust": given[f"trust.{name}"]} if source else None


class New(forms.Form):
    """A procedure that is not there yet; the key is made from the name when none is given."""

    like = forms.ChoiceField(
        label=gettext_lazy("Theo mẫu của thủ tục"), help_text=gettext_lazy("Thủ tục gần giống nhất.")
    )
    name_vi = forms.CharField(label=gettext_lazy("Tên"), max_length=300)
    name_en = forms.CharField(label=gettext_lazy("Tên tiếng Anh"), max_length=300)
    code = forms.CharField(
        label=gettext_lazy("Mã quốc gia"), max_length=40, required=False,
        help_text=gettext_lazy("Để trống khi chưa có trong cơ sở dữ liệu quốc gia."),
    )  # fmt: skip
    key = forms.CharField(
        label=gettext_lazy("Tên khóa trong địa chỉ trang"), max_length=40, required=False,
        help_text=gettext_lazy("Chữ thường không dấu, số, gạch dưới; để trống thì lấy từ tên. Sau này không đổi."),
    )  # fmt: skip
    why = forms.CharField(
        label=gettext_lazy("Vì sao lập (văn bản, ngày)"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = queries.procedures(state="")
        choices = [(f"{one.domain}/{one.key}", name_of(one)) for one in rows if one.number and one.state != "draft"]
        offer(self, like=[("", "—"), *choices])


class Publish(forms.Form):
    on = forms.DateField(
        label=gettext_lazy("Có hiệu lực từ ngày"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Để trống: ngay bây giờ. Hồ sơ đã mở giữ bản cũ."),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class Why(forms.Form):
    why = forms.CharField(label=gettext_lazy("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
