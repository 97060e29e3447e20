"""The brief on A4: the same content as on the page, in print colours. It carries no document number: it orders nothing."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import override

from haidang.core.documents.crafts import workshop
from haidang.core.ui import numbers, svg
from haidang.core.ui.severity import severity
from haidang.kernel.text import said
from haidang.provinces import pack

from .content import Line, Section
from .models import Brief

SECONDS = 30
INK = svg.Ink()
COLOURS = {
    1: ("#b30c24", "#b30c24", "#ffffff"), 2: ("#c96800", "#c96800", "#ffffff"), 3: ("#f4d92e", "#8a7400", "#141c24"),
    4: ("#1f66a3", "#1f66a3", "#ffffff"),
}  # fmt: skip
"""Fill, edge and digit of the four marks in print."""


def pdf(brief: Brief, language: str) -> bytes:
    """Raises workshop.Broke."""
    with override(language):
        html = render_to_string("brief/paper.html", facts(brief, language))
    body: bytes = workshop.press.ask("press:press", html, "brief", seconds=SECONDS)[0]
    return body


def facts(brief: Brief, language: str) -> dict[str, Any]:
    """What the template shows, in the language that is active."""
    told, province = brief.told, pack.chosen().province
    return {
        "brief": brief, "told": told, "language": language, "province": said(province.name, language),
        "centre": said(province.texts.centre, language),
        "sections": [{"section": one, "lines": [_drawn(line) for line in one.lines], "is_table": _is_table(one)}
                     for one in told.sections],
    }  # fmt: skip


def _is_table(one: Section) -> bool:
    return one.key == "figures"


def _drawn(line: Line) -> dict[str, Any]:
    return {
        "line": line, "mark": _mark(line.severity),
        "spark": svg.spark(line.trend, ink=INK) if len(line.trend) > 1 else "",
        "bullet": svg.bullet(line.reached, line.target, ink=INK)
        if line.reached is not None and line.target is not None else "",
    }  # fmt: skip


def _mark(level: int) -> SafeString:
    """Shape and digit with its colours in it: inside a drawing a PDF knows no style of the page."""
    if not level:
        return SafeString("")
    one, (fill, edge, digit) = severity(level), COLOURS[level]
    return format_html(
        '<svg class="mark" viewBox="0 0 20 20" width="12" height="12"><path d="{}" fill="{}" stroke="{}"/>'
        '<text x="10" y="{}" font-family="Be Vietnam Pro" font-weight="700" font-size="10.5" text-anchor="middle" fill="{}">'
        "{}</text></svg>",
        one.outline, fill, edge, numbers.for_css(one.baseline), digit, level,
    )  # fmt: skip
