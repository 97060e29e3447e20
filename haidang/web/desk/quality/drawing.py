"""The week of alarms hour by hour, with the marks of what one operator can deal with."""

from datetime import timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from haidang.core.rules.reading.alarm_quality import MOST_PER_HOUR, Report
from haidang.core.rules.reading.rate import PER_HOUR
from haidang.core.ui.moments import moment_said
from haidang.core.ui.numbers import for_css

WIDTH, HEIGHT = 1000.0, 150.0
LEAST = 15  # alarms an hour that the drawing has room for


WEEK = 168


def hours(found: Report) -> SafeString:
    """A bar an hour of the week; above 6 and above 12 it says so by its fill, and the marks are drawn and named."""
    most = max(max(found.hours), LEAST)
    step = WIDTH / WEEK
    bars = []
    for place, count in enumerate(found.hours):
        if count:
            high = HEIGHT * count / most
            at = found.since + timedelta(hours=place)
            kind = "over" if count > MOST_PER_HOUR else "busy" if count > PER_HOUR else "calm"
            said = _("%(at)s: %(count)s cảnh báo") % {"at": moment_said(at), "count": count}
            place_x, wide = for_css(place * step), for_css(max(step * 0.8, 1.0))
            bars.append((kind, place_x, for_css(HEIGHT - high), wide, for_css(high), said))
    shape = '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>'
    marks = [(for_css(HEIGHT * (1 - mark / most)), for_css(WIDTH)) for mark in (PER_HOUR, MOST_PER_HOUR)]
    lines = format_html_join("", '<path class="mark" d="M0 {}H{}"/>', marks)
    label = _("Cảnh báo mỗi giờ; nhiều nhất %(most)s trong một giờ") % {"most": max(found.hours)}
    drawn = format_html(
        '<svg class="hour-bars" role="img" aria-label="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">{}{}</svg>',
        label, for_css(WIDTH), for_css(HEIGHT), format_html_join("", shape, bars), lines,
    )  # fmt: skip
    return format_html(
        '<figure class="hour-figure">{}<figcaption class="num"><span>{}</span><span>{}</span><span>{}</span></figcaption></figure>',
        drawn, f"{found.since:%d/%m}", label, f"{found.since + timedelta(days=6):%d/%m}",
    )  # fmt: skip
