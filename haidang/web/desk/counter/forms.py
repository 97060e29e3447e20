"""What the counter asks beside the questions of a procedure: who stands there, where it arises, which papers lie there."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.cases.parts import MOST, Given, Standing
from haidang.core.directory.models import Office
from haidang.core.ui.offering import offer
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest.procedure import Part
from haidang.web.questions import communes, files_field

WHO = (
    ("self", gettext_lazy("Chính người có hồ sơ")),
    ("representative", gettext_lazy("Người đại diện, có giấy tờ")),
    ("proxy", gettext_lazy("Tổ công nghệ số, người làm giúp")),
)
HOW = (
    ("paper", gettext_lazy("Giấy đồng ý có chữ ký, chụp lại ở dưới")),
    ("code", gettext_lazy("Mã xác nhận gửi đến điện thoại người có hồ sơ")),
)


class Who(forms.Form):
    """Whose dossier it is to take, and by which right somebody else brings it."""

    place = forms.ChoiceField(label=gettext_lazy("Việc phát sinh ở xã, phường"))
    who = forms.ChoiceField(label=gettext_lazy("Người nộp là"), choices=WHO, widget=forms.RadioSelect, initial="self")
    filer_name = forms.CharField(label=gettext_lazy("Họ tên người nộp"), max_length=100, required=False)
    filer_identity = forms.RegexField(
        label=gettext_lazy("Số định danh người nộp"), regex=r"^\d{12}$", max_length=12, required=False,
        error_messages={"invalid": gettext_lazy("Số định danh gồm 12 chữ số.")},
    )  # fmt: skip
    filer_phone = forms.CharField(label=gettext_lazy("Điện thoại người nộp"), max_length=20, required=False)
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ đại diện"), max_length=200, required=False,
        help_text=gettext_lazy("Ví dụ: giấy ủy quyền số 12 ngày 20/11/2026, giấy khai sinh của con."),
    )  # fmt: skip
    consent_how = forms.ChoiceField(
        label=gettext_lazy("Người có hồ sơ đồng ý bằng"), choices=HOW, widget=forms.RadioSelect, required=False
    )
    consent_token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    consent_code = forms.CharField(label=gettext_lazy("Mã 6 số người có hồ sơ đọc"), max_length=8, required=False)

    def __init__(self, *args: Any, office: Office, only_for_others: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, place=communes())
        self.fields["place"].initial = office.place.key
        self.fields["consent_papers"] = files_field(
            str(_("Ảnh giấy ủy quyền, giấy đồng ý")), str(_("Chụp rõ chữ ký; giữ cùng hồ sơ."))
        )
        if only_for_others:
            offer(self, who=WHO[2:])
            self.fields["who"].initial = "proxy"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("who") == "self":
            return given
        for name in ("filer_name", "filer_phone"):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, _("Cần ghi khi nộp thay."))
        if given.get("who") == "representative" and not given.get("basis"):
            self.add_error("basis", _("Ghi giấy tờ chứng minh quyền đại diện."))
        if given.get("who") == "proxy" and not given.get("consent_how"):
            self.add_error("consent_how", _("Nộp thay phải có sự đồng ý ghi lại được."))
        if given.get("consent_how") == "paper" and not given.get("consent_papers"):
            self.add_error("consent_papers", _("Chụp giấy đồng ý có chữ ký."))
        return given


class Papers(forms.Form):
    """Each part of a dossier: how many originals, copies, electronic ones are handed in, and scans of it."""

    def __init__(self, parts: Sequence[Part], *args: Any, standings: Sequence[Standing] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.parts = parts
        kept = {one.part.key: one for one in standings}
        for part in parts:
            given = kept[part.key].given if part.key in kept else Given(part.key)
            for kind, count in (("originals", given.originals), ("copies", given.copies)):
                self.fields[f"{part.key}.{kind}"] = _number(part, kind, count)
            self.fields[f"{part.key}.electronic"] = forms.BooleanField(
                label=_("%(part)s: bản điện tử") % {"part": shown(part.name)}, required=False,
                initial=bool(given.electronic),
            )  # fmt: skip
            self.fields[f"{part.key}.files"] = files_field(_("Quét, chụp %(part)s") % {"part": shown(part.name)})
        self.kept = kept

    def rows(self) -> Iterator[dict[str, Any]]:
        for part in self.parts:
            names = ("originals", "copies", "electronic", "files")
            fields = {name: self[f"{part.key}.{name}"] for name in names}
            numbers = [fields.pop("originals"), fields.pop("copies")]
            yield {"part": part, "standing": self.kept.get(part.key), "numbers": numbers, **fields}

    def given(self) -> list[Given]:
        read = self.cleaned_data
        return [
            Given(
                one.key,
                read.get(f"{one.key}.originals") or 0,
                read.get(f"{one.key}.copies") or 0,
                int(bool(read.get(f"{one.key}.electronic"))),
            )
            for one in self.parts
        ]

    def uploads(self) -> Iterator[tuple[str, Any]]:
        """(part, file) of everything that was scanned."""
        for one in self.parts:
            yield from ((one.key, file) for file in self.cleaned_data.get(f"{one.key}.files") or [])


def _number(part: Part, kind: str, count: int) -> forms.IntegerField:
    words = {"originals": _("%(part)s: số bản chính"), "copies": _("%(part)s: số bản sao")}
    return forms.IntegerField(
        label=words[kind] % {"part": shown(part.name)}, required=False, min_value=0, max_value=MOST,
        initial=count or None, widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": MOST}),
    )  # fmt: skip


class HandOut(forms.Form):
    """Who takes the result away."""

    receiver = forms.CharField(label=gettext_lazy("Người nhận"), max_length=100)
    identity = forms.RegexField(
        label=gettext_lazy("Số định danh đã đối chiếu"), regex=r"^\d{9}(\d{3})?$", max_length=12,
        error_messages={"invalid": gettext_lazy("12 chữ số, hoặc 9 chữ số của chứng minh nhân dân cũ.")},
    )  # fmt: skip
    basis = forms.CharField(
        label=gettext_lazy("Giấy ủy quyền, nếu nhận thay"), max_length=200, required=False,
    )  # fmt: skip
    signed = forms.BooleanField(label=gettext_lazy("Người nhận đã ký vào sổ hoặc phiếu trả kết quả"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["receipt"] = files_field(str(_("Ảnh phiếu đã ký, giấy ủy quyền")))


class Supplement(forms.Form):
    """What the citizen brings when asked."""

    text = forms.CharField(
        label=gettext_lazy("Người dân mang đến"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
