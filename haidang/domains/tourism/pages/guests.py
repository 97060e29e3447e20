"""The room of the residence police: a guest is looked for by number, name or lodging; who it is opens for a reason."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from haidang.core.directory.permissions import decide
from haidang.core.directory.queries import area_of
from haidang.core.directory.rooms import actor_of, room
from haidang.domains.tourism import actions, queries
from haidang.domains.tourism.actions import Area
from haidang.domains.tourism.models import Stay
from haidang.domains.tourism.queries import Sought
from haidang.kernel.action import Actor, Refused
from haidang.kernel.bilingual import name_of

from .forms import LookForm, SeekForm


@require_http_methods(["GET", "POST"])
@never_cache
@room("stay.read")
def seek(request: HttpRequest) -> HttpResponse:
    """By POST, so that no number stands in an address or a log; each search is in the journal."""
    form = SeekForm(request.POST if request.method == "POST" else None)
    rows, asked = [], False
    if request.method == "POST" and form.is_valid():
        sought = Sought(**form.cleaned_data)
        asked = not sought.is_empty
        found = _found(actor_of(request), sought) if asked else []
        rows = [(one, name_of(one.lodging), name_of(one.place)) for one in found]
    facts = {"form": form, "rows": rows, "asked": asked, "most": queries.MOST_FOUND}
    return render(request, "tourism/guests.html", facts)


def _found(actor: Actor, sought: Sought) -> Sequence[Stay]:
    place = area_of(actor, "stay.seek", Area)
    if place is None:
        raise Refused(decide(actor, "stay.seek").because)
    return actions.seek(actor, sought, area=Area(place))


@require_http_methods(["GET", "POST"])
@never_cache
@room("stay.read")
def one(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    stay = queries.stay(actor, number)
    if stay is None:
        raise Http404(str(number))
    form = LookForm(request.POST if request.method == "POST" else None)
    who = None
    if request.method == "POST" and form.is_valid():
        who = actions.look(actor, stay, reason=form.cleaned_data["reason"])
    facts = {"stay": stay, "lodging": name_of(stay.lodging), "place": name_of(stay.place), "form": form, "who": who}
    return render(request, "tourism/guest.html", facts)
