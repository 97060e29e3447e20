"""Directives on the number they are about, on any page that shows it: `{% load directives %}`."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from haidang.core.directives import queries
from haidang.core.directory.permissions import decide
from haidang.kernel.action import PUBLIC, Actor
from haidang.kernel.once import once
from haidang.web.desk.directives.listing import may_order, row

register = template.Library()


def _actor(context: Context) -> Actor:
    return getattr(context.get("request"), "actor", PUBLIC)


def _new_url(kind: str, key: str, **more: str) -> str:
    asked = {"about": kind, "key": key} | {name: text for name, text in more.items() if text}
    return f"{reverse('directive_new')}?{urlencode(asked)}"


@register.inclusion_tag("desk/directives/_on.html", takes_context=True)
def directives_on(context: Context, kind: str, key: Any, place: str = "", period: str = "") -> dict[str, Any]:
    """A panel: those about the number, and a button to give one. Nothing for who may neither read nor give any."""
    actor = _actor(context)
    if not decide(actor, "directive.read"):
        return {"is_shown": False}
    rows = [row(one) for one in queries.about(actor, kind, str(key))]
    may = may_order(actor)
    return {
        "is_shown": bool(rows or may), "rows": rows, "kind": kind,
        "new_url": _new_url(kind, str(key), place=place, period=period) if may else "",
    }  # fmt: skip


@register.inclusion_tag("desk/directives/_mark.html", takes_context=True)
def directive_mark(context: Context, kind: str, key: Any, place: str = "", period: str = "") -> dict[str, Any]:
    """A small button on a number in a list: how many open ones there are, and giving one."""
    actor = _actor(context)
    if not decide(actor, "directive.read"):
        return {"is_shown": False}
    counts = once(("directive marks", actor, kind), lambda: queries.open_about(actor, kind))
    may = once(("directive may", actor), lambda: may_order(actor))
    found = counts.get(str(key), [])
    return {
        "is_shown": bool(found or may), "count": len(found), "link": found[0].link if len(found) == 1 else "",
        "new_url": _new_url(kind, str(key), place=place, period=period) if may else "",
    }  # fmt: skip
