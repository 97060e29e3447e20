"""A report on A4, from what was kept of it: the same words and numbers whenever it is printed."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from haidang.core.documents.crafts import workshop
from haidang.core.incidents import sketch
from haidang.core.incidents.models import Report
from haidang.kernel.text import said
from haidang.provinces import pack

SECONDS = 60


def pdf(report: Report, language: str) -> bytes:
    """Raises workshop.Broke."""
    with override(language):
        html = render_to_string("incidents/report.html", facts(report, language))
    body: bytes = workshop.press.ask("press:press", html, "report", seconds=SECONDS)[0]
    return body


def facts(report: Report, language: str) -> dict[str, Any]:
    """What the template shows, in the language that is active."""
    told, province = report.told, pack.chosen().province
    return {
        "report": report, "told": told, "language": language, "province": said(province.name, language),
        "centre": said(province.texts.centre, language), "map": sketch.svg(told.map, language),
        "signs": sketch.signs(),
    }  # fmt: skip
