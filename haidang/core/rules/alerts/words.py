"""What an alert says of itself: its title with the value, and why it was raised, in both languages."""

from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext_noop as msgid

from haidang.core.rules.conditions import Condition
from haidang.core.rules.judging.engine import LEVEL, MEAN, RATE, SERIES, SILENCE
from haidang.core.ui import numbers
from haidang.kernel import manifest
from haidang.kernel.bilingual import both, same
from haidang.kernel.manifest import Words

NBSP = "\u00a0"


def number(value: float | None, decimals: int, unit: str = "") -> Words:
    """A value with its unit as each language writes it."""
    after = f"{NBSP}{unit}" if unit else ""
    said = {}
    for language in ("vi", "en"):
        with translation.override(language):
            said[language] = numbers.said(value, decimals) + after
    return Words(vi=said["vi"], en=said["en"])


def length(lasting: timedelta) -> Words:
    """A length of time in its largest whole unit: 90 phút, 2 giờ."""
    seconds = round(lasting.total_seconds())
    if seconds % 3600 == 0 and seconds:
        return both(msgid("%(n)s giờ"), n=seconds // 3600)
    if seconds >= 60:
        return both(msgid("%(n)s phút"), n=round(seconds / 60))
    return both(msgid("%(n)s giây"), n=seconds)


def microseconds(lasting: int) -> Words:
    return length(timedelta(microseconds=lasting))


def title(
    rule: manifest.Rule, condition: Condition, value: float | None, unit: str, decimals: int, state: Words | None = None
) -> Words:
    """The rule's name and the value that set it off; of a silence or of a `state` with a name, the rule's name alone."""
    if condition.kind == SILENCE or value is None or state:
        return rule.name
    return both(msgid("%(name)s: %(value)s"), name=rule.name, value=_said(condition, value, unit, decimals))


def _said(condition: Condition, value: float, unit: str, decimals: int) -> Words:
    shown = number(value, decimals, unit)
    if condition.kind == RATE:
        return both(msgid("%(value)s trong %(time)s"), value=shown, time=microseconds(condition.window_us))
    if condition.kind in (LEVEL, MEAN):
        return shown
    return both(msgid("lệch %(value)s"), value=shown)


def why(
    rule: manifest.Rule, condition: Condition, value: float | None, unit: str, decimals: int, state: Words | None = None
) -> Words:
    """One sentence: what was compared with what, and for how long."""
    if condition.kind == SILENCE:
        return both(msgid("Không có số đo nào trong %(time)s"), time=microseconds(condition.window_us))
    compared = {
        LEVEL: both(msgid("Số đo")),
        MEAN: both(msgid("Trung bình %(time)s"), time=microseconds(condition.window_us)),
        RATE: both(msgid("Mức thay đổi trong %(time)s"), time=microseconds(condition.window_us)),
        SERIES: both(msgid("Chênh lệch với giá trị dự kiến")),
    }.get(condition.kind, both(msgid("Chênh lệch với thường lệ cùng giờ")))
    lasted = both(msgid(" trong %(time)s"), time=microseconds(condition.for_us)) if condition.for_us else same("")
    if state and condition.kind == LEVEL:
        return both(msgid("Trạng thái: %(state)s%(lasted)s"), state=state, lasted=lasted)
    return both(
        msgid("%(what)s %(value)s %(op)s %(limit)s%(lasted)s"),
        what=compared,
        value=number(value, decimals, unit),
        op={">=": "≥", "<=": "≤"}.get(rule.when.op, rule.when.op),
        limit=number(condition.limit, decimals, unit),
        lasted=lasted,
    )
