"""Parts of a page that come from packages of their own: every module of a `panels` package with a function `panel` is one.

A panel says what it shows of a subject, or nothing; its template stands beside the page's own, under the module's name.
`PLACE` orders them, smallest first.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .middleware import AskingRequest

LAST = 100


@cache
def _modules(package: ModuleType) -> tuple[ModuleType, ...]:
    named = (import_module(f"{package.__name__}.{one.name}") for one in iter_modules(package.__path__))
    return tuple(sorted((one for one in named if hasattr(one, "panel")), key=lambda one: getattr(one, "PLACE", LAST)))


def panels(package: ModuleType, templates: str, request: AskingRequest, subject: Any) -> Iterator[SafeString]:
    """The panels of a subject, drawn: `panel(request, subject)` gives the context of `<templates>/<module>.html`, or None."""
    for module in _modules(package):
        facts = module.panel(request, subject)
        if facts is not None:
            name = f"{templates}/{module.__name__.rpartition('.')[2]}.html"
            yield SafeString(render_to_string(name, facts, request=request))
