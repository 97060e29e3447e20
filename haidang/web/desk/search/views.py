"""Ctrl K: search over everything the asker may see; the same answer as a page and as the palette's lines."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from .finding import KINDS, groups

LONGEST = 100


@require_GET
@room("thing.read")
def search(request: AskingRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:LONGEST]
    kind = request.GET.get("kind", "")
    facts = {
        "words": words,
        "kind": kind if kind in KINDS else "",
        "kinds": [(key, one.label) for key, one in KINDS.items()],
        "groups": groups(request.actor, words, kind if words else ""),
    }
    name = "desk/search/_hits.html" if request.headers.get("HX-Request") == "true" else "desk/search/page.html"
    return render(request, name, facts)
