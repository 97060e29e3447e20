"""Directives by whose they are, by state and lateness."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from haidang.core.directives import queries
from haidang.core.directives.models import Directive
from haidang.core.directives.queries import Wanted
from haidang.core.directory.permissions import may_somewhere
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from .words import FILTERS, KINDS, STATES, TABS

HTMX = "HX-Request"


@require_GET
@room("directive.read")
def directives(request: AskingRequest) -> HttpResponse:
    """The whole page, or for htmx the list alone."""
    actor, wanted = request.actor, _wanted(request)
    facts = {
        "rows": [row(one) for one in queries.listed(actor, wanted)], "tabs": _tabs(actor, wanted), "wanted": wanted,
        "states": [{"url": _url(wanted, state=key), "label": label, "on": key == wanted.state}
                   for key, label in FILTERS.items()],
        "state_said": FILTERS.get(wanted.state, ""), "may_order": may_order(actor), "here": request.get_full_path(),
    }  # fmt: skip
    name = "_list" if request.headers.get(HTMX) == "true" else "directives"
    return render(request, f"desk/directives/{name}.html", facts)


def may_order(actor: Actor) -> bool:
    return may_somewhere(actor, "directive.give") or may_somewhere(actor, "directive.prepare")


def _wanted(request: AskingRequest) -> Wanted:
    """Without a tab the first with something in it: a leader begins at what waits for them."""
    asked = request.GET
    state = asked.get("state", queries.OPEN)
    tab = asked.get("tab", "")
    if tab not in TABS:
        counts = queries.counts(request.actor)
        tab = "mine" if counts["mine"] else "all"
    return Wanted(tab, state if state in FILTERS else queries.OPEN, asked.get("q", "")[:100])


def _url(wanted: Wanted, **other: str) -> str:
    asked = {"tab": wanted.tab, "state": wanted.state, "q": wanted.words} | other
    return (
        f"{reverse('directives')}?{urlencode({name: text for name, text in asked.items() if text or name == 'state'})}"
    )


def _tabs(actor: Actor, wanted: Wanted) -> list[dict[str, Any]]:
    counts = queries.counts(actor)
    return [
        {"url": _url(wanted, tab=key), "label": label, "count": counts[key], "active": key == wanted.tab}
        for key, label in TABS.items()
        if counts[key] or key in ("mine", "all", wanted.tab)
    ]


def row(one: Directive) -> dict[str, Any]:
    about = queries.about_of(one)
    return {
        "one": one, "state": STATES[one.state], "kind": "late" if one.is_late else KINDS.get(one.state, ""),
        "about": about, "value": shown(about.value) if about else "", "due_at": one.case.due_at if one.case else None,
    }  # fmt: skip
