"""What is typed into a rule, and what it becomes: the facts of `kernel.manifest.Rule`."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Place
from haidang.core.rules.conditions import HOUR_OF_WEEK
from haidang.core.rules.models import Rule
from haidang.core.things import queries as things
from haidang.core.things.models import Thing
from haidang.core.ui.severity import SEVERITIES
from haidang.kernel import clock, manifest
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Domain

from .said import office_kinds

KINDS = (
    ("threshold", gettext_lazy("vượt ngưỡng")),
    ("rate", gettext_lazy("thay đổi nhanh")),
    ("deviation", gettext_lazy("lệch khỏi dự kiến")),
    ("silence", gettext_lazy("im lặng")),
)
OPS = ((">", ">"), (">=", "≥"), ("<", "<"), ("<=", "≤"))
BOTH = ("name", "cause", "consequence", "action")
LENGTH = gettext_lazy("Ví dụ 90s, 5m, 2h, 1h30m.")
INTO_WHEN = ("kind", "op", "value", "limit", "over", "per", "after", "expected", "absolute")


def _number(label: Any, hint: Any = "") -> forms.FloatField:
    return forms.FloatField(label=label, required=False, localize=True, help_text=hint)


def _is_length(text: str) -> None:
    try:
        clock.duration(text)
    except ValueError:
        raise forms.ValidationError(_("Viết độ dài như 90s, 5m, 2h, 1h30m.")) from None


def _length(label: Any, hint: Any = LENGTH, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=12, help_text=hint, validators=[_is_length])


def _remark(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class Why(forms.Form):
    why = _remark(gettext_lazy("Lý do"))


class Says(forms.Form):
    """Everything a rule says but its key, series and reason."""

    name_vi = forms.CharField(label=gettext_lazy("Tên"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Tên tiếng Anh"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Kiểu"), choices=KINDS)
    op = forms.ChoiceField(label=gettext_lazy("So sánh"), choices=OPS)
    value = _number(gettext_lazy("Ngưỡng"), gettext_lazy("Với kiểu im lặng: số chu kỳ gửi."))
    limit = forms.ChoiceField(label=gettext_lazy("Hoặc theo giới hạn"), required=False)
    over = _length(gettext_lazy("Trung bình trong"), gettext_lazy("Để trống: so từng số đo."))
    per = _length(gettext_lazy("Thay đổi trong"), gettext_lazy("Với kiểu thay đổi nhanh, ví dụ 1h."))
    after = _length(gettext_lazy("Im lặng sau"), gettext_lazy("Với kiểu im lặng, ví dụ 15m."))
    expected = forms.ChoiceField(label=gettext_lazy("Dự kiến là"), required=False)
    absolute = forms.BooleanField(label=gettext_lazy("Tính cả lệch lên và lệch xuống"), required=False)
    for_ = _length(gettext_lazy("Kéo dài ít nhất"))
    clear = _number(gettext_lazy("Về bình thường ở"), gettext_lazy("Để trống: ngay khi hết vượt ngưỡng."))
    clear_for = _length(gettext_lazy("Giữ bình thường ít nhất"))
    severity = forms.TypedChoiceField(label=gettext_lazy("Mức"), coerce=int)
    acknowledge_within = _length(gettext_lazy("Phải có người nhận trong"), required=True)
    office_kind = forms.ChoiceField(label=gettext_lazy("Loại cơ quan nhận"), required=False)
    playbook = forms.ChoiceField(label=gettext_lazy("Quy trình"), required=False)
    things = forms.MultipleChoiceField(
        label=gettext_lazy("Loại thiết bị"), required=False, widget=forms.CheckboxSelectMultiple
    )
    cause_vi = _remark(gettext_lazy("Nguyên nhân thường gặp"))
    cause_en = _remark(gettext_lazy("Nguyên nhân, tiếng Anh"))
    consequence_vi = _remark(gettext_lazy("Hậu quả nếu bỏ qua"))
    consequence_en = _remark(gettext_lazy("Hậu quả, tiếng Anh"))
    action_vi = _remark(gettext_lazy("Việc cần làm"))
    action_en = _remark(gettext_lazy("Việc cần làm, tiếng Anh"))
    source = forms.CharField(label=gettext_lazy("Nguồn của ngưỡng"), required=False, max_length=300)

    def __init__(self, domain: Domain, series: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        facts = next((one for one in domain.series if one.key == series), None)
        known: dict[str, Any] = self.fields
        known["severity"].choices = [(one.level, f"{one.level} · {one.name}") for one in SEVERITIES]
        known["limit"].choices = [("", _("không, theo ngưỡng bên trên"))] + [
            (one.key, f"{shown(one.name)} · {one.averaging}") for one in (facts.limits if facts else [])
        ]
        known["expected"].choices = [("", "–"), (HOUR_OF_WEEK, _("thường lệ cùng giờ trong tuần"))] + [
            (one.key, shown(one.name)) for one in domain.series if one.key != series
        ]
        known["playbook"].choices = [("", "–"), *((one.key, shown(one.name)) for one in domain.playbooks)]
        known["office_kind"].choices = [("", "–"), *((one, one) for one in office_kinds())]
        known["things"].choices = [(one.key, shown(one.name)) for one in domain.things if series in one.series] or [
            (one.key, shown(one.name)) for one in domain.things
        ]
        _keep_strange(known, self.initial)
        unit = f" ({facts.unit})" if facts and facts.unit else ""
        known["value"].label, known["clear"].label = f"{known['value'].label}{unit}", f"{known['clear'].label}{unit}"

    def facts(self) -> dict[str, Any]:
        """The clean values in the shape of a manifest's rule; an empty length is its default."""
        clean = self.cleaned_data
        when = msgspec.to_builtins(manifest.When(kind=clean["kind"])) | {name: clean[name] for name in INTO_WHEN}
        when |= {"per": clean["per"] or "1h", "over": clean["over"] or None, "after": clean["after"] or None}
        if clean["limit"]:
            when["value"] = None
        words = {name: {"vi": clean[f"{name}_vi"], "en": clean[f"{name}_en"]} for name in BOTH}
        plain = ("severity", "acknowledge_within", "office_kind", "playbook", "things", "source", "clear")
        return {
            **words,
            **{name: clean[name] for name in plain},
            "for": clean["for_"] or "0s",
            "clear_for": clean["clear_for"] or "0s",
            "when": when,
        }


def _keep_strange(known: dict[str, Any], initial: Mapping[str, Any]) -> None:
    """What a rule already says stays choosable, even where the domain's file has moved on."""
    for name in ("limit", "expected", "playbook", "office_kind"):
        said = initial.get(name)
        if said and said not in dict(known[name].choices):
            known[name].choices = [*known[name].choices, (said, said)]


def initial(says: manifest.Rule) -> dict[str, Any]:
    """What the form begins with: the rule as it stands."""
    words = {f"{name}_{language}": getattr(getattr(says, name), language) for name in BOTH for language in ("vi", "en")}
    when = {name: getattr(says.when, name) for name in INTO_WHEN}
    plain = ("clear", "clear_for", "severity", "acknowledge_within", "office_kind", "playbook", "things", "source")
    return words | when | {name: getattr(says, name) for name in plain} | {"for_": says.for_}


class Edit(Says):
    """`trying`: the draft is only tried, which needs no reason."""

    why = _remark(gettext_lazy("Lý do sửa"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, trying: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["why"].required = not trying


class Where(forms.Form):
    """A place or one thing; exactly one of them."""

    place = forms.ModelChoiceField(
        Place.objects.none(), label=gettext_lazy("Địa bàn"), required=False, to_field_name="key"
    )
    thing = forms.ModelChoiceField(
        Thing.objects.none(), label=gettext_lazy("hoặc một thiết bị"), required=False, to_field_name="code"
    )

    def __init__(self, actor: Actor, domain: str, types: list[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known: dict[str, Any] = self.fields
        known["place"].queryset = directory.places(actor)
        known["thing"].queryset = things.things(actor, domain=domain, types=types)

    def clean(self) -> dict[str, Any]:
        place, thing = self.cleaned_data.get("place"), self.cleaned_data.get("thing")
        if (place is None) == (thing is None):
            self.add_error("place", _("Chọn một địa bàn hoặc một thiết bị, không cả hai."))
        return self.cleaned_data

    @property
    def where(self) -> Place | Thing:
        chosen: Place | Thing = self.cleaned_data["thing"] or self.cleaned_data["place"]
        return chosen


class Narrow(Where):
    """Other values for one place or thing; what stays empty is as in the rule."""

    value = _number(gettext_lazy("Ngưỡng ở đó"))
    clear = _number(gettext_lazy("Về bình thường ở"))
    for_ = _length(gettext_lazy("Kéo dài ít nhất"))
    severity = forms.ChoiceField(label=gettext_lazy("Mức"), required=False)
    acknowledge_within = _length(gettext_lazy("Phải có người nhận trong"))
    enabled = forms.BooleanField(label=gettext_lazy("Bật quy tắc ở đó"), required=False, initial=True)
    why = _remark(gettext_lazy("Lý do"))

    def __init__(self, actor: Actor, rule: Rule, *args: Any, **more: Any) -> None:
        says = rule.current.says
        super().__init__(actor, rule.domain, list(says.things), *args, **more)
        known: dict[str, Any] = self.fields
        levels = [(str(one.level), f"{one.level} · {one.name}") for one in SEVERITIES]
        known["severity"].choices = [("", _("như quy tắc chung")), *levels]
        for name, as_is in (("for_", says.for_), ("acknowledge_within", says.acknowledge_within)):
            known[name].widget.attrs["placeholder"] = as_is

    def changes(self) -> dict[str, Any]:
        clean, found = self.cleaned_data, {"enabled": self.cleaned_data["enabled"]}
        if clean["value"] is not None:
            found["when"] = {"value": clean["value"], "limit": ""}
        given = {"clear": clean["clear"], "for": clean["for_"], "acknowledge_within": clean["acknowledge_within"]}
        found |= {name: value for name, value in given.items() if value not in (None, "")}
        return found | ({"severity": int(clean["severity"])} if clean["severity"] else {})


class Create(Says):
    """A rule of the province's own; where it holds stands in a form beside it."""

    key = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,39}$",
        label=gettext_lazy("Mã"),
        help_text=gettext_lazy("Chữ thường không dấu, số và dấu gạch dưới; không đổi được về sau."),
    )
    why = _remark(gettext_lazy("Lý do"))
    field_order = ("key",)


def refuse(form: forms.Form, error: Invalid) -> None:
    """Put what an action did not accept beside the field it was typed into."""
    name = error.field.removeprefix("when.").replace(".", "_")
    name = {"for": "for_"}.get(name, name)
    form.add_error(name if name in form.fields else None, error.message)
