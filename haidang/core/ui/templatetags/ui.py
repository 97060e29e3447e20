"""Tags and filters of the design system: `{% load ui %}`. README.md of this package shows each in use."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from unicodedata import combining, normalize

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from haidang.core.ui import freshness, icons, importmap, moments, numbers, svg
from haidang.core.ui.severity import SEVERITIES, Severity, severity
from haidang.core.ui.unit_names import unit_said
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.clock import now

register = template.Library()

THEMES = ("light", "dark")
TEXT_SIZES = ("large", "larger")
TILE_WORDS = ("id", "series", "unit", "area", "url", "target_label", "why", "delta", "basis")
TILE_FACTS = ("values", "limit", "target", "high", "low", "sev", "at", "cadence")

register.filter("named", name_of)
register.filter("unit_said", unit_said)


@register.filter("shown")
def shown_filter(words: Any) -> str:
    """The text of `Words` in the language of the reader; nothing for none."""
    return shown(words) if words else ""


@register.filter
def with_lang(words: Any) -> str:
    """The text of `Words` in the reader's language; what somebody wrote in Vietnamese is marked as that elsewhere, so that a
    screen reader pronounces it (WCAG 2.2, 3.1.2)."""
    text = shown(words)
    is_as_written = words.vi == words.en and get_language() != "vi" and _is_vietnamese(text)
    return format_html('<span lang="vi">{}</span>', text) if is_as_written else text


def _is_vietnamese(text: str) -> bool:
    return any(sign in "đĐ" or combining(sign) for sign in normalize("NFD", text))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; with a label it speaks, without one it is decoration."""
    if name not in icons.names():
        if settings.DEBUG:
            raise ValueError(f"icon {name!r} is not in the sprite: add it to ICONS in tools/vendor.py and run it")
        name = "help"
    return _drawn(name, format_html('role="img" aria-label="{}"', label)) if label else _silent(name)


def _drawn(name: str, says: SafeString) -> SafeString:
    return format_html('<svg class="icon" {}><use href="{}#{}"/></svg>', says, static("vendor/icons.svg"), name)


@cache
def _silent(name: str) -> SafeString:
    """A page has a hundred of them."""
    return _drawn(name, mark_safe('aria-hidden="true"'))


@register.simple_tag
def sev(level: int | str, named: bool = False) -> SafeString:
    """The mark of a severity; `named` adds its word in its colour."""
    one = severity(level)
    if not named:
        return svg.severity_mark(one, _("Mức %(level)d: %(name)s") % {"level": one.level, "name": one.name})
    return format_html('<span class="sev-named tx-{}">{}{}</span>', one.key, svg.severity_mark(one), one.name)


@register.filter
def sev_key(level: int | str | None) -> str:
    """The word of a level in CSS and data attributes: 1 -> crit; nothing for no level."""
    return severity(level).key if level else ""


@register.simple_tag
def severities() -> tuple[Severity, ...]:
    return SEVERITIES


@register.simple_tag
def spark(values: Sequence[float | None], limit: float | None = None) -> SafeString:
    return svg.spark(values, limit)


@register.simple_tag
def bullet(
    value: float | None,
    target: float | None = None,
    high: float | None = None,
    low: float = 0.0,
    sev: int | str | None = None,
) -> SafeString:
    return svg.bullet(float(value or 0), target, high, low, sev_key(sev))


@register.simple_tag
def rate_bars(counts: Sequence[int]) -> SafeString:
    return svg.rate_bars(counts)


@register.simple_tag
def num(value: numbers.Number | None, decimals: int | None = None) -> str:
    return numbers.said(value, decimals)


@register.filter("num")
def num_filter(value: numbers.Number | None, decimals: int | None = None) -> str:
    return numbers.said(value, decimals)


@register.simple_tag
def css_num(value: numbers.Number) -> str:
    return numbers.for_css(value)


@register.filter("css_num")
def css_num_filter(value: numbers.Number) -> str:
    return numbers.for_css(value)


@register.simple_tag
def fresh(at: datetime | None, cadence: float | timedelta, series: str = "") -> SafeString:
    """The freshness badge; `cadence` in seconds. ages.mjs keeps it true from then on.

    `series` ("AQ-001/pm25") lets the stream renew a badge that does not stand beside its value.
    """
    cadence_for = cadence if isinstance(cadence, timedelta) else timedelta(seconds=float(cadence or 60))
    state = freshness.freshness(at, cadence_for)
    seconds = numbers.for_css(cadence_for.total_seconds())
    text = freshness.said(at, state)
    of = format_html(' data-for="{}"', series) if series else ""
    if at is None:
        return format_html('<span class="fresh" data-state="none" data-cadence="{}"{}>{}</span>', seconds, of, text)
    return format_html(
        '<time class="fresh" data-state="{}" data-at="{}" data-cadence="{}"{} datetime="{}" title="{}">{}</time>',
        state,
        at.isoformat(),
        seconds,
        of,
        at.isoformat(),
        f"{moments.time_said(at, seconds=True)} {moments.day_said(at)}",
        text,
    )


def _moment(kind: str, at: datetime, text: str) -> SafeString:
    title = f"{moments.time_said(at, seconds=True)} {moments.day_said(at)}"
    return format_html(
        '<time data-{}="{}" datetime="{}" title="{}">{}</time>', kind, at.isoformat(), at.isoformat(), title, text
    )


@register.simple_tag
def age(at: datetime) -> SafeString:
    """A running age: 03:12, 1 g 12, 4 ngày."""
    return _moment("age", at, moments.clock_said(now() - moments.local(at)))


@register.simple_tag
def since(at: datetime) -> SafeString:
    """A running age in words: 8 giây trước."""
    return _moment("since", at, moments.ago_said(at))


@register.simple_tag
def due(at: datetime) -> SafeString:
    """A running deadline in words: còn 26 phút, Quá hạn 22 phút. `.late` when it has passed."""
    late = mark_safe(' class="late"') if at < now() else ""
    return format_html(
        '<time data-due="{}" datetime="{}"{} title="{}">{}</time>',
        at.isoformat(),
        at.isoformat(),
        late,
        f"{moments.time_said(at)} {moments.day_said(at)}",
        moments.due_said(at),
    )


@register.simple_tag
def countdown(at: datetime) -> SafeString:
    """A running deadline as a clock: 26:48; after it, how long it is over."""
    return _moment("countdown", at, moments.clock_said(abs(moments.local(at) - now())))


@register.filter
def vndate(day: date | datetime | None) -> str:
    return moments.day_said(day) if day else numbers.NOTHING


@register.filter
def vntime(moment: datetime | None, precision: str = "") -> str:
    """09:42; with the argument "s", 09:42:18."""
    return moments.time_said(moment, seconds=precision == "s") if moment else numbers.NOTHING


@register.filter
def vnmoment(moment: datetime | None) -> str:
    """09:42 today, otherwise with its day."""
    return moments.moment_said(moment) if moment else numbers.NOTHING


@register.filter
def ago(moment: datetime | None) -> str:
    return moments.ago_said(moment) if moment else numbers.NOTHING


@register.simple_tag
def simulated() -> SafeString:
    """The badge that stands on every screen, wall and print with simulated data."""
    return format_html('<span class="sim">{}</span>', _("DỮ LIỆU MÔ PHỎNG"))


@register.simple_tag
def data_json(value: Any) -> SafeString:
    """A `<script type="application/json">` child for ioc-chart and ioc-map; dots in numbers, safe against </script>."""
    return json_script(value)


@register.simple_tag
def import_map(nonce: str = "") -> SafeString:
    text = importmap.import_map().replace("<", "\\u003c")
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce, mark_safe(text))  # noqa: S308 - our JSON


@register.simple_tag(takes_context=True)
def page_theme(context: Context, otherwise: str = "light") -> str:
    """The theme chosen on this device, from the cookie that theme.mjs writes."""
    chosen = _cookie(context, "theme")
    return chosen if chosen in THEMES else otherwise


@register.simple_tag(takes_context=True)
def page_text(context: Context) -> str:
    chosen = _cookie(context, "text")
    return chosen if chosen in TEXT_SIZES else ""


def _cookie(context: Context, name: str) -> str:
    request = context.get("request")
    return str(request.COOKIES.get(name, "")) if request is not None else ""


@register.inclusion_tag("ui/parts/_tile.html")
def tile(name: str, value: numbers.Number | str | None, **more: Any) -> Mapping[str, Any]:
    """A KPI tile.

    `value` is a number (with `decimals`) or ready text. More: unit, area, url, values (sparkline), limit, target,
    target_label, high, low, sev (1 to 4 when abnormal), why (reason line), delta, basis, at and cadence (freshness,
    seconds), series ("AQ-001/pm25": live), id.
    """
    shown = value if isinstance(value, str) else numbers.said(value, more.get("decimals"))
    number = None if isinstance(value, str) else value
    state = freshness.freshness(more["at"], timedelta(seconds=more["cadence"])) if "cadence" in more else "live"
    return {
        **dict.fromkeys(TILE_WORDS, ""),
        **dict.fromkeys(TILE_FACTS),
        **more,
        "unit": unit_said(more.get("unit", "")),
        "name": name,
        "shown": shown,
        "number": number,
        "is_stale": state != "live",
    }


@register.simple_tag
def initials(name: str) -> str:
    """Two letters for an avatar: Nguyễn Minh Anh -> MA (the last two words, as people are called)."""
    return "".join(word[0] for word in name.split()[-2:]).upper()
