"""Pages of the economy: public investment by owner and project."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from haidang.core.directory.rooms import actor_of
from haidang.domains.economy import leads, projects


def investment(request: HttpRequest) -> HttpResponse:
    """Owners as bars against the mark, then every project, the farthest behind first; ?owner= shows one owner's."""
    actor = actor_of(request)
    rows = projects.projects(actor)
    owner = request.GET.get("owner", "")
    shown = [one for one in rows if one.owner == owner] if owner else rows
    facts = {"lead": leads.investment(actor), "rows": shown, "owner": owner}
    return render(request, "economy/projects.html", facts)


PAGES: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {"projects": investment}
