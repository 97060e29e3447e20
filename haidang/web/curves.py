"""A curve as SVG, drawn by the server: it needs no script, prints, and follows the theme by its tokens."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from haidang.core.rules.reading.beside import Beside, Threshold
from haidang.core.telemetry import lacking
from haidang.core.telemetry.lacking import Span
from haidang.core.ui import moments, numbers
from haidang.core.ui.severity import severity
from haidang.kernel.bilingual import shown

WIDE, HIGH, FOOT = 340, 130, 18
LABEL = 11
"""How high a label is: the topmost stays within the picture."""
GAP = 0.12
"""Of the range of values, left free above and below."""


def curve(one: Beside, title: str) -> SafeString:
    """The line, the thresholds it came near, and an upright at the moment."""
    scale = _Scale(one)
    line = " ".join(f"{scale.x(at):.1f},{scale.y(value):.1f}" for at, value in one.points)
    return format_html(
        '<svg class="curve" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '{}{}<polyline points="{}" fill="none" stroke="var(--data)" stroke-width="2" stroke-linejoin="round"/>{}</svg>',
        WIDE,
        HIGH,
        title,
        format_html_join(
            "", "{}", ((_lacking(scale, span),) for span in lacking.spans(one.lacking, one.since, one.until))
        ),
        format_html_join("", "{}", ((_limit(scale, limit),) for limit in scale.limits)),
        line,
        _moment(scale, one.moment, one.value) if one.value is not None else "",
    )


class _Scale:
    """From time and value to the picture."""

    def __init__(self, one: Beside) -> None:
        values = [value for _at, value in one.points]
        low, high = min(values), max(values)
        reach = max(high - low, 0.5)
        self.limits = [limit for limit in one.thresholds if low - 2 * reach <= limit.value <= high + 2 * reach]
        low, high = (
            min([low, *(each.value for each in self.limits)]),
            max([high, *(each.value for each in self.limits)]),
        )
        room = max(high - low, 1e-9) * GAP
        self.low, self.high = low - room, high + room
        self.since, self.until = one.since.timestamp() * 1e6, one.until.timestamp() * 1e6

    def x(self, at_us: float) -> float:
        return (at_us - self.since) / max(self.until - self.since, 1) * WIDE

    def y(self, value: float) -> float:
        return (HIGH - FOOT) * (1 - (value - self.low) / (self.high - self.low))


def _lacking(scale: _Scale, span: Span) -> SafeString:
    left, right = (scale.x(moment.timestamp() * 1e6) for moment in (span.since, span.until))
    return format_html(
        '<rect x="{}" y="0" width="{}" height="{}" fill="var(--s3)" stroke="var(--line2)" stroke-dasharray="4 3"/>',
        f"{left:.1f}", f"{right - left:.1f}", HIGH - FOOT,
    )  # fmt: skip


def _limit(scale: _Scale, limit: Threshold) -> SafeString:
    colour = f"var(--{severity(limit.severity).key})"
    y = f"{scale.y(limit.value):.1f}"
    label = f"{shown(limit.name)} {numbers.said(limit.value, 1)}"
    return format_html(
        '<line x1="0" x2="{}" y1="{}" y2="{}" stroke="{}" stroke-width="1.5" stroke-dasharray="5 4"/>'
        '<text x="4" y="{}" font-size="11" fill="var(--tx2)">{}</text>',
        WIDE, y, y, colour, f"{max(scale.y(limit.value) - 4, LABEL):.1f}", label,
    )  # fmt: skip


def _moment(scale: _Scale, moment: datetime, value: float) -> SafeString:
    x = min(max(scale.x(moment.timestamp() * 1e6), 1), WIDE - 1)
    anchor = "end" if x > WIDE * 0.8 else "start" if x < WIDE * 0.2 else "middle"
    return format_html(
        '<line x1="{}" x2="{}" y1="0" y2="{}" stroke="var(--tx)" stroke-width="1"/>'
        '<circle cx="{}" cy="{}" r="4" fill="var(--tx)"/>'
        '<text x="{}" y="{}" font-size="11" text-anchor="{}" fill="var(--tx)">{}</text>',
        f"{x:.1f}", f"{x:.1f}", HIGH - FOOT, f"{x:.1f}", f"{scale.y(value):.1f}", f"{x:.1f}", HIGH - 4, anchor,
        moments.moment_said(moment),
    )  # fmt: skip


def rows(found: list[Beside]) -> Iterator[dict[str, object]]:
    """What a page shows of each: words, the value then, the curve, and which days of it cannot be read."""
    for one in found:
        name = shown(one.series.name)
        drawn = curve(one, f"{name}, {one.thing}") if one.points else ""
        yield {"one": one, "name": name, "curve": drawn, "lacking": lacking.told_all(one.lacking)}
