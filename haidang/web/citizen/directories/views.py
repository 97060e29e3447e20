"""The front of the directories and each list."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from haidang.kernel.bilingual import name_of
from haidang.web.citizen.around import chosen_place, middle
from haidang.web.citizen.report.places import communes
from haidang.web.middleware import AskingRequest

from .entries import ICONS, KINDS, entries, kind_words

ON_A_PAGE = 25
MOST_OF_EACH = 5


@require_GET
def directory(request: AskingRequest) -> HttpResponse:
    """The four lists; words are looked for in all of them."""
    words, here = request.GET.get("q", "")[:60], chosen_place(request)
    found = [(kind, entries(kind, words=words, here=middle(here) if here else None)) for kind in KINDS] if words else []
    facts = {
        "words": words,
        "kinds": [(kind, kind_words(kind), ICONS[kind]) for kind in KINDS],
        "found": [
            (kind, kind_words(kind), ICONS[kind], rows[:MOST_OF_EACH], len(rows) - MOST_OF_EACH)
            for kind, rows in found
            if rows
        ],
    }
    return render(request, "citizen/directories/directory.html", facts)


@require_GET
def listing(request: AskingRequest, kind: str) -> HttpResponse:
    """One list: by words, by commune, the nearest first where one has said where one is."""
    if kind not in KINDS:
        raise Http404(kind)
    words, towns = request.GET.get("q", "")[:60], communes()
    place = next((one for one in towns if one.key == request.GET.get("place", "")), None)
    here = place or chosen_place(request)
    rows = entries(kind, words=words, place=place, here=middle(here) if here else None)
    asked = request.GET.get("from", "")
    start = int(asked) if asked.isdecimal() and len(asked) < 6 else 0
    narrowed = {"q": words, "place": place.key if place else ""}
    facts = {
        "kind": kind,
        "name": kind_words(kind),
        "icon": ICONS[kind],
        "rows": rows[start : start + ON_A_PAGE],
        "count": len(rows),
        "next": urlencode(narrowed | {"from": start + ON_A_PAGE}) if len(rows) > start + ON_A_PAGE else "",
        "words": words,
        "place": place,
        "from_name": name_of(here) if here else "",
        "places": [(one.key, name_of(one)) for one in towns],
    }
    return render(request, "citizen/directories/listing.html", facts)
