"""Small drawings made on the server. Shapes only: colour comes from CSS, or from `Ink` where CSS does not reach (PDF)."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from haidang.core.ui.numbers import for_css
from haidang.core.ui.severity import Severity

Point = tuple[float, float]

SPARK_WIDTH, SPARK_HEIGHT = 100.0, 30.0


class Ink(NamedTuple):
    """Colours written into the drawing itself: WeasyPrint ignores CSS variables inside SVG."""

    line: str = "#4a6a86"
    area: str = "#e3e9ee"
    strong: str = "#141c24"
    track: str = "#e8ecf0"


def path_of(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{for_css(x)} {for_css(y)}" for x, y in points)


def spark_runs(values: Sequence[float | None], low: float, high: float) -> list[list[Point]]:
    """Unbroken runs of points in the box; a None is a gap and stays one."""
    span = (high - low) or 1.0
    step = SPARK_WIDTH / max(len(values) - 1, 1)
    placed = (
        None if value is None else (index * step, 2 + (SPARK_HEIGHT - 4) * (1 - (value - low) / span))
        for index, value in enumerate(values)
    )
    return [[point for point in run if point] for drawn, run in groupby(placed, key=bool) if drawn]


def spark(values: Sequence[float | None], limit: float | None = None, ink: Ink | None = None) -> SafeString:
    """A line without axes over 12 to 24 values, with a dot on the last one and a dashed limit if given."""
    known = [value for value in values if value is not None]
    if not known:
        return mark_safe('<svg class="spark" viewBox="0 0 100 30" aria-hidden="true"></svg>')
    within = known if limit is None else [*known, limit]
    low, high = min(within), max(within)
    runs = spark_runs(values, low, high)
    parts = [_spark_run(run, ink) for run in runs]
    if limit is not None:
        y = for_css(2 + (SPARK_HEIGHT - 4) * (1 - (limit - low) / ((high - low) or 1.0)))
        parts.append(format_html('<path class="limit" d="M0 {}H100"{}/>', y, _ink(ink and ink.strong, width=0.8)))
    x, y_last = runs[-1][-1]
    dot = f"M{for_css(x)} {for_css(y_last)}h0"
    parts.append(format_html('<path class="last" d="{}"{}/>', dot, _ink(ink and ink.strong, width=6, cap=True)))
    return format_html(
        '<svg class="spark" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _spark_run(run: list[Point], ink: Ink | None) -> SafeString:
    floor = [(run[-1][0], SPARK_HEIGHT), (run[0][0], SPARK_HEIGHT)]
    return format_html(
        '<path class="area" d="{}Z"{}/><path class="line" d="{}"{}/>',
        path_of([*run, *floor]),
        _fill(ink and ink.area),
        path_of(run),
        _ink(ink and ink.line, width=1.2),
    )


def _ink(colour: str | None, width: float, cap: bool = False) -> SafeString:
    if not colour:
        return SafeString("")
    ends = mark_safe(' stroke-linecap="round"') if cap else ""
    return format_html(' fill="none" stroke="{}" stroke-width="{}"{}', colour, for_css(width), ends)


def bullet(
    value: float,
    target: float | None = None,
    high: float | None = None,
    low: float = 0.0,
    sev: str = "",
    ink: Ink | None = None,
) -> SafeString:
    """A bar for the value and a tick for the target, from `low` (zero unless declared) to `high`."""
    top = high if high is not None else max(value, target or 0.0) * 1.15
    span = (top - low) or 1.0

    def share(number: float) -> float:
        return max(0.0, min(1.0, (number - low) / span)) * 100

    return format_html(
        '<svg class="bullet" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true"{}>'
        '<rect class="track" y="4" width="100" height="6"{}/><rect class="value" y="4" width="{}" height="6"{}/>{}</svg>',
        format_html(' data-sev="{}"', sev) if sev else "",
        _fill(ink and ink.track),
        for_css(share(value)),
        _fill(ink and ink.line),
        "" if target is None else _tick(share(target), ink),
    )


def _tick(x: float, ink: Ink | None) -> SafeString:
    """On screen a line that keeps its width however wide the bar is; in print a plain bar."""
    if ink:
        return format_html('<rect x="{}" y="0" width="1.4" height="14"{}/>', for_css(x - 0.7), _fill(ink.strong))
    at = for_css(x)
    return format_html('<path class="halo" d="M{} 0V14"/><path class="target" d="M{} 0V14"/>', at, at)


def _fill(colour: str | None) -> SafeString:
    return format_html(' fill="{}"', colour) if colour else SafeString("")


def severity_mark(one: Severity, label: str = "") -> SafeString:
    """Shape and digit; without a label it is decoration beside its own words."""
    says = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="sev sev-{}" viewBox="0 0 20 20" {}><path d="{}"/><text x="10" y="{}">{}</text></svg>',
        one.key,
        says,
        one.outline,
        for_css(one.baseline),
        one.level,
    )


def rate_bars(counts: Sequence[int]) -> SafeString:
    """Alarms an hour, oldest first, as small bars."""
    top = max([*counts, 1])
    step = 100 / max(len(counts), 1)
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}"/>',
        (
            (for_css(i * step), for_css(30 - 30 * count / top), for_css(step * 0.75), for_css(max(30 * count / top, 1)))
            for i, count in enumerate(counts)
        ),
    )
    return format_html('<svg viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">{}</svg>', bars)
