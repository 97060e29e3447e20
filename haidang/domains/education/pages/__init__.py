"""Pages of education: schools with their rolls, exam sites."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from haidang.core.directory.rooms import actor_of
from haidang.core.things.saying import said
from haidang.domains.education import leads, schools


def rolls(request: HttpRequest) -> HttpResponse:
    """Every school, the lowest attendance first; ?level= those of one level."""
    actor = actor_of(request)
    level = request.GET.get("level", "")
    rows = [one for one in schools.schools(actor) if not level or one.level == level]
    sites = schools.sites(actor)
    facts = {
        "lead": leads.rolls(actor),
        "rows": rows,
        "level": level,
        "level_name": said("school", "level", level),
        "sites": sites,
        "exams": schools.calendar(sites),
    }
    return render(request, "education/schools.html", facts)


PAGES: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {"schools": rolls}
