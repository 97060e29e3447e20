"""Ctrl K: search over everything the asker may see; the same answer as a page and as the palette's lines."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from .finding import hits


@require_GET
@room("thing.read")
def search(request: AskingRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    facts = {"words": words, "hits": hits(request.actor, words)}
    name = "desk/search/_hits.html" if request.headers.get("HX-Request") == "true" else "desk/search/page.html"
    return render(request, name, facts)
