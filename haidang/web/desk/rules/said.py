"""A rule in words: what it compares with what, when it is over, and how two versions differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.directory.models import Office
from haidang.core.rules.alerts.words import NBSP, length, microseconds
from haidang.core.rules.conditions import HOUR_OF_WEEK, Condition, NotJudged, condition
from haidang.core.rules.judging.engine import LEVEL, MEAN, RATE, SILENCE
from haidang.core.rules.models import Rule
from haidang.core.ui import numbers
from haidang.core.ui.unit_names import unit_said
from haidang.kernel import clock, manifest, registry
from haidang.kernel.bilingual import name_of, shown

LABELS = {
    "name": gettext_lazy("Tên"),
    "series": gettext_lazy("Thông số"),
    "indicator": gettext_lazy("Chỉ tiêu"),
    "things": gettext_lazy("Loại thiết bị"),
    "when": gettext_lazy("Điều kiện"),
    "when.kind": gettext_lazy("Kiểu"),
    "when.op": gettext_lazy("So sánh"),
    "when.value": gettext_lazy("Ngưỡng"),
    "when.limit": gettext_lazy("Theo giới hạn"),
    "when.over": gettext_lazy("Trung bình trong"),
    "when.per": gettext_lazy("Thay đổi trong"),
    "when.after": gettext_lazy("Im lặng sau"),
    "when.expected": gettext_lazy("So với"),
    "when.absolute": gettext_lazy("Cả hai chiều"),
    "for": gettext_lazy("Kéo dài"),
    "clear": gettext_lazy("Về bình thường ở"),
    "clear_for": gettext_lazy("Giữ bình thường"),
    "severity": gettext_lazy("Mức"),
    "cause": gettext_lazy("Nguyên nhân"),
    "consequence": gettext_lazy("Hậu quả"),
    "action": gettext_lazy("Việc cần làm"),
    "office_kind": gettext_lazy("Loại cơ quan nhận"),
    "acknowledge_within": gettext_lazy("Phải nhận trong"),
    "playbook": gettext_lazy("Quy trình"),
    "source": gettext_lazy("Nguồn của ngưỡng"),
    "enabled": gettext_lazy("Bật"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says today. `problem`: why it cannot be judged, empty when it can. `limit`: the limit it names."""

    says: manifest.Rule
    series: manifest.Series | None
    sentence: str
    back: str
    limit: manifest.Limit | None = None
    limit_value: float | None = None
    problem: str = ""

    @property
    def name(self) -> str:
        return shown(self.says.name)

    @property
    def acknowledge_within(self) -> str:
        return lasting(self.says.acknowledge_within)


def said(rule: Rule, says: manifest.Rule | None = None) -> Said:
    """The rule as it stands, or `says` in its place."""
    says = says or rule.current.says
    if says.indicator:
        return Said(says, None, _of_indicator(rule, says), "")
    if says.parts:
        return Said(says, None, _of_parts(says), "")
    series = registry.series(rule.domain, says.series)
    try:
        found = condition(says, series, clock.today())
    except NotJudged as why:
        return Said(says, series, _unjudged(says, series), "", problem=shown(why.reason))
    back = "" if says.clear is None else _back(says, series)
    return Said(says, series, _sentence(rule, says, series, found), back, found.said, found.limit)


def _of_indicator(rule: Rule, says: manifest.Rule) -> str:
    facts = registry.indicators().indicators.get(f"{rule.domain}.{says.indicator}")
    text = {
        ">": _("%(name)s cao hơn dự báo quá %(value)s lần nửa khoảng"),
        "<": _("%(name)s thấp hơn dự báo quá %(value)s lần nửa khoảng"),
        "": _("%(name)s lệch dự báo quá %(value)s lần nửa khoảng"),
    }["" if says.when.absolute else says.when.op[0]]
    return text % {"name": shown(facts.name) if facts else says.indicator, "value": numbers.said(says.when.value)}


def _of_parts(says: manifest.Rule) -> str:
    """The sentence of a combination with the names of its parts: "Mưa lớn và không bơm chạy"."""
    logic = says.when.logic or " and ".join(part.key for part in says.parts)
    known = {part.key: shown(part.name) for part in says.parts}
    joints = {"and": _("và"), "or": _("hoặc"), "not": _("không có")}
    text = re.sub(r"[a-z][a-z0-9_]*", lambda found: joints.get(found[0]) or known.get(found[0], found[0]), logic)
    if says.when.order:
        order = ", ".join(known.get(key, key) for key in says.when.order)
        text += " · " + _("lần lượt: %(order)s") % {"order": order}
    if says.when.within:
        text += " · " + _("trong vòng %(time)s") % {"time": lasting(says.when.within)}
    return text


def _name(series: manifest.Series | None, key: str) -> str:
    return shown(series.name) if series else key


def _number(value: float | None, series: manifest.Series | None) -> str:
    """As many decimals as it has: 150, not 150,0."""
    return numbers.said(value) + (f"{NBSP}{unit_said(series.unit)}" if series and series.unit else "")


def _op(when: manifest.When) -> str:
    return {">=": "≥", "<=": "≤"}.get(when.op, when.op)


def _unjudged(says: manifest.Rule, series: manifest.Series | None) -> str:
    limit = says.when.limit or _number(says.when.value, series)
    return f"{_name(series, says.series)} {_op(says.when)} {limit}"


def _sentence(rule: Rule, says: manifest.Rule, series: manifest.Series | None, found: Condition) -> str:
    name, known = _name(series, says.series), registry.series(rule.domain, found.expected)
    if found.kind == SILENCE:
        return _silence(name, found)
    facts = {
        "name": name,
        "op": _op(says.when),
        "limit": _number(found.limit, series),
        "window": shown(microseconds(found.window_us)) if found.window_us else "",
        "expected": _name(known, found.expected),
    }
    text = {
        LEVEL: _("%(name)s %(op)s %(limit)s"),
        MEAN: _("%(name)s trung bình %(window)s %(op)s %(limit)s"),
        RATE: _("%(name)s thay đổi %(op)s %(limit)s trong %(window)s"),
    }.get(found.kind)
    if text is None:
        usual = says.when.expected == HOUR_OF_WEEK
        text = (
            _("%(name)s lệch %(op)s %(limit)s so với thường lệ cùng giờ trong tuần")
            if usual
            else _("%(name)s lệch %(op)s %(limit)s so với %(expected)s")
        )
    lasting = _(", kéo dài %(time)s") % {"time": shown(microseconds(found.for_us))} if found.for_us else ""
    return text % facts + lasting


def _silence(name: str, found: Condition) -> str:
    if found.window_us:
        return _("%(name)s: không có số đo trong %(time)s") % {
            "name": name,
            "time": shown(microseconds(found.window_us)),
        }
    return _("%(name)s: không có số đo trong %(count)s chu kỳ gửi") % {"name": name, "count": f"{found.cadences:g}"}


def _back(says: manifest.Rule, series: manifest.Series | None) -> str:
    side = "≤" if says.when.op in (">", ">=") else "≥"
    return f"{side} {_number(says.clear, series)}"


def lasting(text: str | None) -> str:
    """5m -> 5 phút."""
    return shown(length(clock.duration(text))) if text and clock.duration(text) else "–"


def scope(rule: Rule) -> str:
    """Where the rule holds, in words: kinds everywhere, a place, or one thing."""
    if rule.thing:
        return f"{rule.thing.code} · {name_of(rule.thing)}"
    if rule.place:
        return name_of(rule.place)
    return _("Toàn tỉnh")


def kinds(says: manifest.Rule) -> list[str]:
    """The names of the kinds of things it covers."""
    known = [(key, registry.thing_type(key)) for key in says.things]
    return [shown(one[1].name) if one else key for key, one in known]


def playbook(rule: Rule, says: manifest.Rule) -> str:
    known = registry.playbook(rule.domain, says.playbook) if says.playbook else None
    return shown(known.name) if known else says.playbook


@dataclass(frozen=True, slots=True)
class Changed:
    """One fact that differs between two versions."""

    label: str
    before: str
    after: str


def differences(before: dict[str, Any] | None, after: dict[str, Any]) -> list[Changed]:
    """What changed from one version to the next; nothing for the first."""
    if before is None:
        return []
    old, new = dict(_flat(before)), dict(_flat(after))
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return [Changed(str(LABELS.get(name, name)), _value(old.get(name)), _value(new.get(name))) for name in names]


def _flat(facts: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in facts.items():
        if name == "when":
            yield from ((f"when.{one}", inner) for one, inner in value.items())
        else:
            yield name, value


def _value(value: Any) -> str:
    match value:
        case None | "" | []:
            return "–"
        case bool():
            return _("có") if value else _("không")
        case float() | int():
            return numbers.said(value)
        case {"vi": vi, "en": en}:
            return shown(manifest.Words(vi=vi, en=en))
        case list():
            return ", ".join(str(one) for one in value)
        case date():
            return value.isoformat()
    return str(value)


def office_kinds() -> list[str]:
    """The kinds of offices there are, for the choice of who is told."""
    return list(Office.objects.order_by("kind").values_list("kind", flat=True).distinct())
