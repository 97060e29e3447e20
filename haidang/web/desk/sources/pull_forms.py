"""The form of a source that is read: its facts as fields, longer ones a line each; what was typed becomes a kernel.pull.Pull."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Office
from haidang.core.pulling.actions import is_elsewhere
from haidang.core.pulling.models import Pull as Row
from haidang.core.ui.offering import offer
from haidang.kernel import pull, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.web.fields import Sealed

WAYS = {
    "http_json": gettext_lazy("Dịch vụ trả JSON"), "http_csv": gettext_lazy("Tệp CSV trên mạng"),
    "sql": gettext_lazy("Cơ sở dữ liệu (PostgreSQL, MySQL, MariaDB)"), "folder": gettext_lazy("Thư mục nhận tệp"),
    "feed": gettext_lazy("RSS, Atom"), "page": gettext_lazy("Trang web công khai"),
}  # fmt: skip
PROOFS = {
    "none": gettext_lazy("Không cần"), "basic": gettext_lazy("Tên và mật khẩu"),
    "bearer": gettext_lazy("Khóa (Bearer)"), "header": gettext_lazy("Khóa trong tiêu đề riêng"),
}  # fmt: skip
OF_WAY = {
    "http_json": ("rows", "columns", "proof", "header"), "http_csv": ("delimiter", "encoding", "decimal", "proof", "header"),
    "sql": ("query",), "folder": ("rows", "columns", "delimiter", "encoding", "decimal"), "feed": ("proof", "header"),
    "page": ("rows", "columns", "decimal"),
}  # fmt: skip


class Lines(forms.CharField):
    """`left = right` a line; a mapping from left to right."""

    widget = forms.Textarea

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, strip=False, **more)
        self.widget.attrs |= {"rows": 4, "spellcheck": "false", "class": "num"}

    def clean(self, value: Any) -> dict[str, str]:
        found: dict[str, str] = {}
        for number, line in enumerate(str(value or "").splitlines(), 1):
            if not line.strip():
                continue
            left, sign, right = line.rpartition("=")
            if not sign or not left.strip() or not right.strip():
                raise forms.ValidationError(_("Dòng %(number)s: ghi “trái = phải”.") % {"number": number})
            found[left.strip()] = right.strip()
        return found

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{left} = {right}" for left, right in value.items()) if isinstance(value, Mapping) else value


class PullForm(forms.Form):
    """Only the fields that the way of reading needs."""

    address = forms.CharField(label=gettext_lazy("Địa chỉ"), max_length=1000, required=False)
    every = forms.CharField(
        label=gettext_lazy("Đọc mỗi"), max_length=10, initial="1h", help_text=gettext_lazy("Như 15m, 1h, 1d.")
    )
    timeout = forms.CharField(label=gettext_lazy("Chờ lâu nhất"), max_length=6, initial="20s")
    query = forms.CharField(
        label=gettext_lazy("Câu SELECT"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    rows = forms.CharField(label=gettext_lazy("Nơi có các dòng"), max_length=300, required=False)
    columns = Lines(label=gettext_lazy("Các cột"))
    delimiter = forms.CharField(label=gettext_lazy("Dấu ngăn cột"), max_length=1, initial=",", strip=False)
    encoding = forms.CharField(label=gettext_lazy("Bảng mã"), max_length=20, initial="utf-8")
    decimal = forms.ChoiceField(
        label=gettext_lazy("Số viết"), choices=[(".", "1,234.5"), (",", "1.234,5")], initial="."
    )
    proof = forms.ChoiceField(label=gettext_lazy("Xưng danh"), choices=list(PROOFS.items()), initial="none")
    user = forms.CharField(label=gettext_lazy("Tên đăng nhập ở đó"), max_length=100, required=False)
    header = forms.CharField(label=gettext_lazy("Tên tiêu đề"), max_length=60, required=False)
    new_secret = Sealed(label=gettext_lazy("Mật khẩu hoặc khóa"), max_length=1000)
    drop_secret = forms.BooleanField(label=gettext_lazy("Bỏ mật khẩu, khóa đang giữ"), required=False)
    to = forms.ChoiceField(label=gettext_lazy("Số liệu thành"))
    values = Lines(
        label=gettext_lazy("Cột nào là số nào"),
        help_text=gettext_lazy("Mỗi dòng “tên cột = mã chỉ tiêu” hoặc khóa thông số."),
    )
    name = forms.CharField(
        label=gettext_lazy("Hoặc mỗi dòng một số: cột nói là số nào"), max_length=200, required=False
    )
    value = forms.CharField(label=gettext_lazy("Cột có giá trị"), max_length=200, required=False)
    names = Lines(label=gettext_lazy("Từ của họ = mã của ta"))
    factors = Lines(label=gettext_lazy("Nhân với"), help_text=gettext_lazy("Mỗi dòng “mã = số”, như 0.001."))
    period = forms.CharField(
        label=gettext_lazy("Cột có kỳ"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Để trống là kỳ đang chạy."),
    )
    period_as = forms.CharField(
        label=gettext_lazy("Kỳ viết như"), max_length=40, required=False,
        help_text=gettext_lazy("Như %m/%Y; để trống khi viết 2026-07, 2026-Q3 hoặc 2026-07-15."),
    )  # fmt: skip
    place = forms.CharField(
        label=gettext_lazy("Cột có nơi"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Để trống là toàn tỉnh."),
    )
    places = Lines(label=gettext_lazy("Mã nơi của họ = mã của ta"))
    thing = forms.CharField(label=gettext_lazy("Cột có thiết bị"), max_length=200, required=False)
    things = Lines(label=gettext_lazy("Tên thiết bị của họ = mã của ta"))
    at = forms.CharField(label=gettext_lazy("Cột có thời điểm"), max_length=200, required=False)
    at_as = forms.CharField(label=gettext_lazy("Thời điểm viết như"), max_length=40, required=False)
    where = Lines(label=gettext_lazy("Chỉ dòng có"), help_text=gettext_lazy("Mỗi dòng “tên cột = nội dung”."))

    def __init__(self, way: str, *args: Any, has_secret: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way = way
        only = {name for names in OF_WAY.values() for name in names} | {"query"}
        for name in only - set(OF_WAY[way]):
            del self.fields[name]
        if way == "folder":
            for name in ("timeout", "user", "new_secret", "drop_secret"):
                del self.fields[name]
        elif not has_secret:
            del self.fields["drop_secret"]
        offer(self, to=_takers())
        self._say(way)

    def _say(self, way: str) -> None:
        helps = {
            ("folder", "address"): _("Mẫu tên tệp trong thư mục của nguồn, như *.csv; để trống là mọi tệp."),
            ("sql", "address"): "postgresql://user@may:5432/ten, mysql://user@may:3306/ten",
            ("http_json", "rows"): _(
                "Đường dẫn tới danh sách, như data.items; để trống khi cả câu trả lời là danh sách."
            ),
            ("http_json", "columns"): _("Mỗi dòng “tên = đường dẫn trong dòng”; để trống là lấy mọi trường."),
            ("page", "rows"): _("Bộ chọn CSS của một dòng, như tr.thang."),
            ("page", "columns"): _("Mỗi dòng “tên = bộ chọn CSS”; thêm @href để lấy thuộc tính."),
        }
        for (of, name), text in helps.items():
            if of == way and name in self.fields:
                self.fields[name].help_text = text

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, in the shape of kernel.pull.Pull. Raises msgspec.ValidationError."""
        typed = self.cleaned_data
        take = {name: typed[name] for name in pull.Take.__struct_fields__ if name in typed}
        own = {name: typed[name] for name in pull.Pull.__struct_fields__ if name in typed}
        return own | {"way": self.way, "take": take}

    def clean_factors(self) -> dict[str, float]:
        try:
            return {code: float(text) for code, text in self.cleaned_data["factors"].items()}
        except ValueError:
            raise forms.ValidationError(_("Sau dấu = phải là một số, như 0.001.")) from None

    def read(self, kept: pull.Pull | None = None) -> pull.Pull:
        """What was typed; what the form does not ask for stays as in `kept`. Raises msgspec.ValidationError.

        The named secret of a file is not taken along to another machine.
        """
        if kept is None:
            return msgspec.convert(self.facts, pull.Pull)
        old: dict[str, Any] = msgspec.to_builtins(kept)
        said = msgspec.convert(old | self.facts | {"take": old["take"] | self.facts["take"]}, pull.Pull)
        return msgspec.structs.replace(said, secret="") if is_elsewhere(kept, said) else said

    @property
    def secret(self) -> str | None:
        """None leaves the kept one."""
        if self.cleaned_data.get("drop_secret"):
            return ""
        return self.cleaned_data.get("new_secret") or None


def _takers() -> list[tuple[str, str]]:
    found = [(pull.INDICATORS, _("giá trị của chỉ tiêu")), (pull.SERIES, _("số đo của thiết bị"))]
    for key, domain in registry.domains().items():
        part = registry.part(key, "pulls")
        found += [(f"{key}.{name}", f"{shown(domain.short)}: {name}") for name in getattr(part, "TAKES", {})]
    return found


def start_of(row: Row) -> dict[str, Any]:
    """What the form of a kept one begins with."""
    facts: dict[str, Any] = msgspec.to_builtins(row.says)
    return {**facts, **facts.pop("take")}


class NewSource(forms.Form):
    """What a source is called and who answers for it."""

    key = forms.CharField(
        label=gettext_lazy("Khóa"), max_length=40, help_text=gettext_lazy("Chữ thường a-z, số, gạch dưới.")
    )
    name_vi = forms.CharField(label=gettext_lazy("Tên"), max_length=160)
    name_en = forms.CharField(label=gettext_lazy("Tên tiếng Anh"), max_length=160, required=False)
    office = forms.ModelChoiceField(
        Office.objects.none(), label=gettext_lazy("Cơ quan phụ trách"), to_field_name="code", required=False
    )
    data_class = forms.ChoiceField(
        label=gettext_lazy("Loại dữ liệu"),
        choices=[("public", gettext_lazy("công khai")), ("internal", gettext_lazy("nội bộ"))], initial="internal",
    )  # fmt: skip

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, office=directory.offices(actor))


class LoadFile(forms.Form):
    file = forms.FileField(label=gettext_lazy("Tệp CSV, JSON hoặc XLSX"))


class HostForm(forms.Form):
    pattern = forms.CharField(
        label=gettext_lazy("Tên máy hoặc dải địa chỉ"), max_length=120, help_text="data.lan, 10.1.0.0/16"
    )
    why = forms.CharField(label=gettext_lazy("Lý do"), max_length=500)
