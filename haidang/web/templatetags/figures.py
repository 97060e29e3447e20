"""Figures of indicators as they stand on every page: value with unit, period, quality, source. `{% load figures %}`."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from haidang.core.indicators.book import Entry
from haidang.core.indicators.newest import Now
from haidang.core.indicators.saying import SPACE, said
from haidang.core.ui import moments, numbers
from haidang.core.ui.period_names import period_said, period_short
from haidang.kernel import clock
from haidang.kernel.bilingual import shown
from haidang.kernel.formula import Quality, Why
from haidang.kernel.manifest.indicator import Indicator as Facts
from haidang.web.desk.indicators import words

register = template.Library()

register.filter("period_said", period_said)
register.filter("period_short", period_short)

TABLES: dict[str, Mapping[str, object]] = {
    "pillar": words.PILLARS, "source": words.SOURCES, "period": words.PERIODS, "over_time": words.OVER_TIME,
    "over_places": words.OVER_PLACES, "level": words.LEVELS, "direction": words.DIRECTIONS, "state": words.STATES,
    "op": words.OPS, "sign": words.SIGNS, "measure": words.MEASURES,
}  # fmt: skip
RATES = ("%", "‰")


@register.filter("said_as")
def said_as(key: str, table: str) -> str:
    """The word of a key: {{ facts.source|said_as:"source" }}; a key without one stays as it is."""
    return str(TABLES[table].get(key, key))


@register.filter("origin_said")
def origin_said(origin: int) -> str:
    return str(words.ORIGINS.get(int(origin), ""))


@register.filter("state_severity")
def state_severity(state: str) -> int | None:
    """The severity that a target's state is marked with; None for those that are well."""
    return words.STATE_SEVERITY.get(state)


@register.filter("figure")
def figure(value: float | None, of: Entry | Facts) -> str:
    """{{ now.value|figure:now.entry }} gives 1.234,5 tỷ đồng."""
    return said(value, of.facts if isinstance(of, Entry) else of)


@register.filter("plain")
def plain(value: float | None, of: Entry | Facts) -> str:
    """Without the unit."""
    facts = of.facts if isinstance(of, Entry) else of
    return numbers.NOTHING if value is None else numbers.said(value, facts.decimals)


@register.filter("short_name")
def short_name(of: Entry | Facts) -> str:
    facts = of.facts if isinstance(of, Entry) else of
    return shown(facts.short or facts.name)


@register.filter("why_said")
def why_said(why: int) -> str:
    return shown(Why(int(why)).words)


def percent(share: float | None, decimals: int = 1) -> str:
    """A share as per cent with its sign: +6,8 %."""
    if share is None:
        return numbers.NOTHING
    sign = "+" if round(share * 100, decimals) > 0 else ""
    return f"{sign}{numbers.said(share * 100, decimals)}{SPACE}%"


def signed(difference: float, decimals: int = 0) -> str:
    """With its sign, a plus too: +0,4."""
    text = numbers.said(difference, decimals)
    return f"+{text}" if round(difference, decimals) > 0 else text


@register.filter("share_said")
def share_said(share: float | None) -> str:
    """A share of a whole as per cent: 96,8 %."""
    return numbers.NOTHING if share is None else f"{numbers.said(share * 100, 1)}{SPACE}%"


@register.filter("period_of")
def period_of(now: Now) -> str:
    """The period of a figure; of one that is summed up so far: năm 2026 đến nay."""
    text = period_said(now.period)
    return _("%(period)s đến nay") % {"period": text} if now.is_part else text


@register.filter("change_said")
def change_said(now: Now) -> str:
    """Against the period before: +6,8 %; of what is itself a per cent the difference, +0,4 điểm; "" where it is unknown."""
    return _against(now, now.before)


@register.filter("change_of")
def change_of(change: float, facts: Facts) -> str:
    """Of a rate a difference in points, of the others a share: +0,4 điểm, +6,8 %."""
    if facts.unit in RATES:
        return f"{signed(change, facts.decimals or 1)}{SPACE}{_('điểm')}"
    return percent(change)


@register.filter("year_said")
def year_said(now: Now) -> str:
    """Against the same period of last year."""
    return _against(now, now.last_year)


def _against(now: Now, before: float | None) -> str:
    if before is None or now.is_part:
        return ""
    if now.entry.facts.unit in RATES:
        return f"{signed(now.value - before, now.entry.facts.decimals or 1)}{SPACE}{_('điểm')}"
    return percent(now.value / before - 1) if before else ""


@register.filter("sigma")
def sigma(away: float) -> str:
    """A distance in standard deviations: +3,2σ."""
    return f"{signed(away, 1)}σ"


@register.filter("weekday_said")
def weekday_said(number: int) -> str:
    """Monday is 0."""
    return [_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật")][number]


@register.filter("due_said")
def due_said(duration: str) -> str:
    """A duration of the facts in words, exact: 5 ngày, 1 giờ 30 phút."""
    left, said = clock.duration(duration), []
    for unit in (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)):
        if left >= unit:
            said.append(moments.length_said(left // unit * unit))
            left %= unit
    return " ".join(said) or moments.length_said(left)


@register.simple_tag
def quality_marks(quality: Any) -> SafeString:
    """What is to be known of a value, each as a small mark; nothing for a good one."""
    said = Quality(int(quality or 0)).told
    marks = [(_kind(one), shown(one.words[0])) for one in Quality if one and one in said]
    if not marks:
        return mark_safe("")
    return format_html('<span class="qualities">{}</span>', format_html_join(" ", '<i class="{}">{}</i>', marks))


def _kind(mark: Quality) -> str:
    return "sim" if mark is Quality.SIMULATED else "doubt" if mark is Quality.DOUBTED else "mark"
