"""What is typed into a rule that combines conditions: the whole, and each of its parts."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.kernel import manifest, registry
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Domain, combining
from haidang.web.desk.rules import forms as rule_forms

KINDS = (
    ("threshold", gettext_lazy("vượt ngưỡng")),
    ("rate", gettext_lazy("thay đổi nhanh")),
    ("silence", gettext_lazy("im lặng")),
)
BY = (
    ("place", gettext_lazy("từng địa bàn")),
    ("thing", gettext_lazy("từng thiết bị")),
    ("all", gettext_lazy("cả tỉnh")),
)
NOT_OF_A_WHOLE = (
    "kind", "op", "value", "limit", "over", "per", "after", "expected", "absolute", "clear", "things",
)  # fmt: skip
MORE = 2  # empty parts beyond those a rule has


class Whole(rule_forms.Says):
    """Everything but the parts."""

    logic = forms.CharField(
        label=gettext_lazy("Kết hợp"), required=False, max_length=300,
        help_text=gettext_lazy("Ví dụ: a and (b or not c). Bỏ trống: mọi phần cùng đúng."),
    )  # fmt: skip
    by = forms.ChoiceField(label=gettext_lazy("Xét cho"), choices=BY)
    within = rule_forms._length(
        gettext_lazy("Trong vòng"), gettext_lazy("Phần đã hết vẫn tính trong thời gian này, ví dụ 30m.")
    )
    order = forms.CharField(
        label=gettext_lazy("Theo thứ tự"), required=False, max_length=200,
        help_text=gettext_lazy("Mã các phần phải bắt đầu lần lượt, cách nhau bằng dấu phẩy."),
    )  # fmt: skip
    why = rule_forms._remark(gettext_lazy("Lý do"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, domain: Domain, *args: Any, trying: bool = False, **more: Any) -> None:
        super().__init__(domain, "", *args, **more)
        for name in NOT_OF_A_WHOLE:
            del self.fields[name]
        self.fields["why"].required = not trying

    def clean_order(self) -> list[str]:
        return [one.strip() for one in self.cleaned_data["order"].split(",") if one.strip()]

    def facts(self) -> dict[str, Any]:
        """The clean values in the shape of a manifest's rule, without its parts."""
        clean = self.cleaned_data
        words = {name: {"vi": clean[f"{name}_vi"], "en": clean[f"{name}_en"]} for name in rule_forms.BOTH}
        plain = ("severity", "acknowledge_within", "office_kind", "playbook", "source")
        when = {"kind": "combination", "logic": clean["logic"].strip(), "by": clean["by"], "order": clean["order"],
                "within": clean["within"] or None}  # fmt: skip
        return {
            **words, **{name: clean[name] for name in plain}, "for": clean["for_"] or "0s",
            "clear_for": clean["clear_for"] or "0s", "when": when, "series": "", "things": [],
        }  # fmt: skip


class New(Whole):
    key = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,39}$", label=gettext_lazy("Mã"),
        help_text=gettext_lazy("Chữ thường không dấu, số và dấu gạch dưới; không đổi được về sau."),
    )  # fmt: skip
    field_order = ("key",)


class Part(forms.Form):
    """One condition. A part whose key is empty is left out."""

    key = forms.RegexField(r"^[a-z][a-z0-9_]{0,39}$", label=gettext_lazy("Mã của phần"), required=False)
    name_vi = forms.CharField(label=gettext_lazy("Tên"), max_length=120, required=False)
    name_en = forms.CharField(label=gettext_lazy("Tên tiếng Anh"), max_length=120, required=False)
    series = forms.ChoiceField(label=gettext_lazy("Thông số"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kiểu"), choices=KINDS, required=False)
    op = forms.ChoiceField(label=gettext_lazy("So sánh"), choices=rule_forms.OPS, required=False)
    value = rule_forms._number(gettext_lazy("Ngưỡng"), gettext_lazy("Với kiểu im lặng: số chu kỳ gửi."))
    for_ = rule_forms._length(gettext_lazy("Kéo dài ít nhất"))
    clear = rule_forms._number(gettext_lazy("Hết khi về"))
    at_least = forms.IntegerField(
        label=gettext_lazy("Số thiết bị ít nhất"), min_value=1, max_value=10_000, required=False
    )

    def __init__(self, domain: Domain, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        own = [(f"{domain.key}.{one.key}", shown(one.name)) for one in domain.series]
        others = [
            (shown(field.short), [(f"{field.key}.{one.key}", shown(one.name)) for one in field.series])
            for field in registry.domains().values()
            if field.series and field.key != domain.key
        ]
        known: dict[str, Any] = self.fields
        known["series"].choices = [("", "–"), (shown(domain.short), own), *others]
        self.domain = domain.key

    def clean(self) -> dict[str, Any]:
        clean = self.cleaned_data
        if clean.get("key"):
            for name in ("name_vi", "series", "kind"):
                if not clean.get(name):
                    self.add_error(name, _("Không được để trống."))
        return clean

    def facts(self, before: dict[str, Any]) -> dict[str, Any]:
        """In the shape of a manifest's part, over what the part of this key said before."""
        clean = self.cleaned_data
        domain, _dot, series = clean["series"].partition(".")
        when = {**before.get("when", {}), "kind": clean["kind"], "op": clean["op"] or ">", "value": clean["value"]}
        if clean["value"] is not None:
            when["limit"] = ""
        return before | {
            "key": clean["key"], "name": {"vi": clean["name_vi"], "en": clean["name_en"] or clean["name_vi"]},
            "domain": "" if domain == self.domain else domain, "series": series, "when": when,
            "for": clean["for_"] or "0s", "clear": clean["clear"], "at_least": clean["at_least"] or 1,
        }  # fmt: skip


def parts(domain: Domain, says: manifest.Rule | None, given: Any) -> list[Part]:
    """A form for each part there is, and some empty ones."""
    there = says.parts if says else []
    count = min(max(len(there) + MORE, 3), combining.MOST_PARTS)
    return [
        Part(
            domain, given, prefix=f"p{at}", initial=_initial(domain.key, there[at]) if at < len(there) else {"op": ">"}
        )
        for at in range(count)
    ]


def _initial(domain: str, part: manifest.Part) -> dict[str, Any]:
    return {
        "key": part.key, "name_vi": part.name.vi, "name_en": part.name.en, "series": f"{part.domain or domain}.{part.series}",
        "kind": part.when.kind, "op": part.when.op, "value": part.when.value, "for_": part.for_, "clear": part.clear,
        "at_least": part.at_least,
    }  # fmt: skip


def initial(says: manifest.Rule) -> dict[str, Any]:
    when = says.when
    of_whole = {"logic": when.logic, "by": when.by, "within": when.within, "order": ", ".join(when.order)}
    return rule_forms.initial(says) | of_whole


class Cause(forms.Form):
    """One cause that a rule stands back for. An empty rule is left out."""

    OF = (
        ("thing", gettext_lazy("trên cùng thiết bị")), ("place", gettext_lazy("ở cùng địa bàn")),
        ("above", gettext_lazy("ở địa bàn bao quanh")), ("parent", gettext_lazy("ở thiết bị cấp trên")),
        ("near", gettext_lazy("ở gần")),
    )  # fmt: skip
    rule = forms.ChoiceField(label=gettext_lazy("Khi đang có cảnh báo của"), required=False)
    of = forms.ChoiceField(label=gettext_lazy("Ở đâu"), choices=OF, required=False)
    field = forms.CharField(
        label=gettext_lazy("Trường ghi thiết bị cấp trên"), required=False, max_length=40,
        help_text=gettext_lazy("Với “thiết bị cấp trên”, ví dụ fed_by."),
    )  # fmt: skip
    within_m = forms.FloatField(
        label=gettext_lazy("Trong bao nhiêu mét"), required=False, min_value=1, max_value=50_000, localize=True
    )
    linger = rule_forms._length(
        gettext_lazy("Giữ thêm sau khi hết"), gettext_lazy("Cho thiết bị kịp hoạt động lại, ví dụ 10m.")
    )

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known: dict[str, Any] = self.fields
        known["rule"].choices = [("", "–"), *choices]

    def facts(self) -> dict[str, Any]:
        clean = self.cleaned_data
        return {
            "rule": clean["rule"], "of": clean["of"] or "thing", "field": clean["field"].strip(),
            "within_m": clean["within_m"] or 1000.0, "linger": clean["linger"] or "0s",
        }  # fmt: skip


class Standing(forms.Form):
    """Reminders and easing of a rule."""

    TO = (
        ("desk", gettext_lazy("bàn trực")),
        ("shift_lead", gettext_lazy("trưởng ca")),
        ("leader", gettext_lazy("lãnh đạo")),
    )
    every = rule_forms._length(gettext_lazy("Nhắc lại mỗi"), gettext_lazy("Bỏ trống: theo mức, như reminders.toml."))
    to = forms.MultipleChoiceField(
        label=gettext_lazy("Nhắc ai"), choices=TO, required=False, widget=forms.CheckboxSelectMultiple
    )
    most = forms.IntegerField(
        label=gettext_lazy("Nhiều nhất"), required=False, min_value=0, max_value=1000,
        help_text=gettext_lazy("0: đến khi có người nhận."),
    )  # fmt: skip
    ease_value = rule_forms._number(gettext_lazy("Hạ mức khi về"))
    ease_severity = forms.TypedChoiceField(
        label=gettext_lazy("xuống mức"), required=False, coerce=int, empty_value=None,
        choices=[("", "–"), ("2", "2"), ("3", "3"), ("4", "4")],
    )  # fmt: skip
    why = rule_forms._remark(gettext_lazy("Lý do"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_ease: bool, trying: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["why"].required = not trying
        if not may_ease:
            del self.fields["ease_value"], self.fields["ease_severity"]

    def clean(self) -> dict[str, Any]:
        clean = self.cleaned_data
        if (clean.get("ease_value") is None) != (clean.get("ease_severity") is None) and not self.errors:
            self.add_error("ease_severity", _("Cho cả giá trị và mức, hoặc bỏ trống cả hai."))
        return clean

    def changes(self, before: dict[str, Any]) -> dict[str, Any]:
        clean = self.cleaned_data
        remind = {"every": clean["every"], "to": clean["to"] or ["desk"], "most": clean["most"] or 0}
        return {"remind": remind if clean["every"] else None, "eases": self._eases(before.get("eases", []))}

    def _eases(self, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if "ease_value" not in self.fields:
            return before
        value, severity = self.cleaned_data["ease_value"], self.cleaned_data["ease_severity"]
        return [{"value": value, "severity": severity}, *before[1:]] if value is not None and severity else []
