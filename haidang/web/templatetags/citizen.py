"""The modules of the citizen's app in the browser's import map: `{% load citizen %}`."""

import json
from pathlib import Path

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from haidang.core.ui import importmap, numbers

register = template.Library()

OWN = Path(__file__).resolve().parent.parent / "static/citizen"


@register.filter
def km(metres: float) -> str:
    """Metres in kilometres: with one decimal below ten."""
    far = metres / 1000
    return numbers.said(far, 1 if far < 10 else 0)


@register.simple_tag
def app_import_map(nonce: str = "") -> SafeString:
    """`citizen/report` is static/citizen/report.mjs; the modules of core/ui keep their names."""
    own = {f"citizen/{path.stem}": f"citizen/{path.name}" for path in sorted(OWN.glob("*.mjs"))}
    names = {name: static(path) for name, path in (importmap.sources() | own).items()}
    text = json.dumps({"imports": names}).replace("<", "\\u003c")
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce, mark_safe(text))  # noqa: S308 - our JSON


BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("CocCoc", "Cốc Cốc"), ("Zalo", "Zalo"), ("Firefox", "Firefox"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
           ("Linux", "Linux"))  # fmt: skip


@register.filter
def device(agent: str) -> str:
    """A browser as its owner would call it.

    >>> device("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) … Version/18.0 Mobile Safari/604.1")
    'Safari · iPhone'
    """
    found = [next((name for mark, name in known if mark in agent), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found)) or gettext("Một trình duyệt")
