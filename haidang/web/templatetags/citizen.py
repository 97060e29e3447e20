"""The modules of the citizen's app in the browser's import map: `{% load citizen %}`."""

import json
from pathlib import Path

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from haidang.core.ui import importmap

register = template.Library()

OWN = Path(__file__).resolve().parent.parent / "static/citizen"


@register.simple_tag
def app_import_map(nonce: str = "") -> SafeString:
    """`citizen/report` is static/citizen/report.mjs; the modules of core/ui keep their names."""
    own = {f"citizen/{path.stem}": f"citizen/{path.name}" for path in sorted(OWN.glob("*.mjs"))}
    names = {name: static(path) for name, path in (importmap.sources() | own).items()}
    text = json.dumps({"imports": names}).replace("<", "\\u003c")
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce, mark_safe(text))  # noqa: S308 - our JSON
