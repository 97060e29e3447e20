"""What a rule says, as numbers the engine compares with; and the checks of what people write into a rule."""

import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.kernel import clock, manifest, registry, strict
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import both
from haidang.kernel.manifest import Words, combining
from haidang.kernel.strict import ManifestError
from haidang.kernel.strict_said import said

from .judging.engine import LEVEL, MEAN, RATE, SERIES, SILENCE, WEEK

HOUR_OF_WEEK = "hour_of_week"
LONGEST_MEAN_US = 24 * 3_600_000_000
MOST_HALVES = 20
FACTS = Path("rule")
AVERAGED = {"1h": "1h", "8h": "8h", "24h": "24h"}


class NotJudged(Exception):
    """Why a rule cannot be judged at present, fit to be shown."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason.vi)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Condition:
    """One rule's comparison. high and low are signed by `sign` so that larger is worse; lengths are microseconds.

    limit: the number people know, in the unit of the series (None for silence).  cadences: silence counted in cadences
    of the series instead of window_us.  expected: key of the series compared with.
    """

    kind: int
    sign: float
    high: float
    low: float
    for_us: int
    clear_us: int
    window_us: int
    cadences: float
    absolute: bool
    expected: str
    limit: float | None
    said: manifest.Limit | None


def microseconds(words: str) -> int:
    return round(clock.duration(words).total_seconds() * 1e6)


def condition(rule: manifest.Rule, series: manifest.Series | None, day: date) -> Condition:
    """What the rule compares on a day. Raises NotJudged when the limit it names is unknown or not in force."""
    when = rule.when
    said = _limit_in_force(when, series, day) if when.limit else None
    limit = when.value if said is None else _number_of(said, when)
    kind, window = _kind(when, said)
    if kind == SILENCE:
        return _silence(rule)
    if limit is None:
        raise NotJudged(both(msgid("Chưa biết giá trị giới hạn")))
    sign = 1.0 if when.op in (">", ">=") else -1.0
    high = sign * limit if when.op in (">", "<") else math.nextafter(sign * limit, -math.inf)
    low = high if rule.clear is None else min(sign * rule.clear, high)
    return Condition(
        kind=kind,
        sign=sign,
        high=high,
        low=low,
        for_us=microseconds(rule.for_),
        clear_us=microseconds(rule.clear_for),
        window_us=window,
        cadences=0.0,
        absolute=when.absolute,
        expected=when.expected if kind == SERIES else "",
        limit=limit,
        said=said,
    )


def _kind(when: manifest.When, said: manifest.Limit | None) -> tuple[int, int]:
    """The engine's kind and its window; a limit for an averaging time is compared with the mean over that time."""
    match when.kind:
        case "silence":
            return SILENCE, 0
        case "rate":
            return RATE, microseconds(when.per)
        case "deviation":
            return (WEEK if when.expected == HOUR_OF_WEEK else SERIES), 0
    if when.over is None and said is not None and said.averaging == "year":
        raise NotJudged(both(msgid("Giới hạn trung bình năm không dùng để báo động tức thời")))
    over = when.over or AVERAGED.get(said.averaging if said else "")
    return (MEAN, microseconds(over)) if over else (LEVEL, 0)


def _silence(rule: manifest.Rule) -> Condition:
    after = microseconds(rule.when.after) if rule.when.after else 0
    cadences = 0.0 if after else float(rule.when.value or 5)
    zero = dict.fromkeys(("high", "low"), 0.0)
    return Condition(
        kind=SILENCE, sign=1.0, **zero, for_us=0, clear_us=0, window_us=after, cadences=cadences, absolute=False,
        expected="", limit=None, said=None,
    )  # fmt: skip


def _limit_in_force(when: manifest.When, series: manifest.Series | None, day: date) -> manifest.Limit:
    named = [one for one in series.limits if one.key == when.limit] if series else []
    valid = [one for one in named if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)]
    if not valid:
        raise NotJudged(both(msgid("Giới hạn %(limit)s không có hiệu lực vào ngày này"), limit=when.limit))
    return max(valid, key=lambda one: one.valid_from)


def _number_of(said: manifest.Limit, when: manifest.When) -> float | None:
    return said.low if when.op in ("<", "<=") and said.low is not None else said.value


def checked(facts: dict[str, Any], series: manifest.Series | None, known: set[str]) -> manifest.Rule:
    """The facts of a rule as somebody wrote them. Raises Invalid that names the field and the remedy.

    series: the manifest's facts of the rule's series.  known: keys of the domain's series.
    """
    try:
        rule = strict.convert(facts, manifest.Rule, FACTS)
    except ManifestError as error:
        raise Invalid(error.path or "facts", said(error.remedy, manifest.Rule, error.path), error.value) from None
    if rule.indicator:
        _check_lengths(rule)
        if rule.when.value is None or not 0 < rule.when.value <= MOST_HALVES:
            message = _("Số lần nửa khoảng dự báo, lớn hơn 0 và không quá %(most)s.")
            raise Invalid("when.value", message % {"most": MOST_HALVES}, rule.when.value)
        return rule
    if fault := next(combining.milder(rule), None):
        raise Invalid(fault[0], said(fault[2]), fault[1])
    if rule.when.kind == "combination":
        return _checked_parts(rule, known)
    if rule.series not in known:
        raise Invalid("series", _("Không có chuỗi số liệu này trong lĩnh vực."), rule.series)
    _check_lengths(rule)
    _check_when(rule, series, known)
    _check_clear(rule, series)
    return rule


def _checked_parts(rule: manifest.Rule, known: set[str]) -> manifest.Rule:
    """A combination: what contradicts itself is refused, and so is a part on a series that nobody declares."""
    if fault := next(combining.faults(rule), None):
        raise Invalid(fault[0], said(fault[2]), fault[1])
    _check_lengths(rule)
    for number, part in enumerate(rule.parts):
        if not (part.series in known if not part.domain else registry.series(part.domain, part.series)):
            raise Invalid(f"parts[{number}].series", _("Không có chuỗi số liệu này trong lĩnh vực."), part.series)
        _check_lengths(
            msgspec.structs.replace(rule, when=part.when, for_=part.for_, clear_for="0s"), f"parts[{number}]."
        )
    return rule


def _check_lengths(rule: manifest.Rule, where: str = "") -> None:
    lengths = {
        "for": rule.for_,
        "clear_for": rule.clear_for,
        "acknowledge_within": rule.acknowledge_within,
        "when.per": rule.when.per,
        "when.over": rule.when.over,
        "when.after": rule.when.after,
        "when.within": rule.when.within,
    }
    for name, text in lengths.items():
        if text is None:
            continue
        try:
            length = microseconds(text)
        except (ValueError, OverflowError):
            raise Invalid(where + name, _("Viết độ dài như 90s, 5m, 2h, 1h30m."), text) from None
        if length > LONGEST_MEAN_US * 31:
            raise Invalid(where + name, _("Dài nhất là 31 ngày."), text)
    for name in ("acknowledge_within", "when.per", "when.over", "when.after"):
        if lengths[name] is not None and microseconds(str(lengths[name])) == 0:
            raise Invalid(where + name, _("Phải lớn hơn 0."), lengths[name])
    if rule.when.over and microseconds(rule.when.over) > LONGEST_MEAN_US:
        raise Invalid("when.over", _("Trung bình dài nhất là 24 giờ."), rule.when.over)


def _check_when(rule: manifest.Rule, series: manifest.Series | None, known: set[str]) -> None:
    when = rule.when
    if when.limit and when.limit not in {one.key for one in (series.limits if series else [])}:
        raise Invalid("when.limit", _("Chuỗi số liệu không có giới hạn này."), when.limit)
    if when.kind == "silence":
        if when.value is not None and when.value <= 0:
            raise Invalid("when.value", _("Số chu kỳ phải lớn hơn 0."), when.value)
        return
    if when.value is None and not when.limit:
        raise Invalid("when.value", _("Nhập giá trị để so sánh, hoặc chọn một giới hạn."))
    if when.value is not None and not math.isfinite(when.value):
        raise Invalid("when.value", _("Phải là một số hữu hạn."), when.value)
    if when.kind == "deviation" and when.expected != HOUR_OF_WEEK and when.expected not in known - {rule.series}:
        raise Invalid("when.expected", _("Chọn một chuỗi khác của lĩnh vực, hoặc hour_of_week."), when.expected)


def _check_clear(rule: manifest.Rule, series: manifest.Series | None) -> None:
    if rule.clear is None:
        return
    if not math.isfinite(rule.clear):
        raise Invalid("clear", _("Phải là một số hữu hạn."), rule.clear)
    try:
        limit = condition(rule, series, clock.today()).limit
    except NotJudged:
        return
    upward = rule.when.op in (">", ">=")
    if limit is not None and (rule.clear > limit if upward else rule.clear < limit):
        side = _("không lớn hơn") if upward else _("không nhỏ hơn")
        raise Invalid(
            "clear", _("Ngưỡng trở lại phải %(side)s ngưỡng báo (%(limit)s).") % {"side": side, "limit": limit}
        )
