"""The epidemics: each disease's course in the province against its threshold, and the communes of the newest week."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from haidang.core.directory.permissions import decide
from haidang.core.directory.rooms import actor_of
from haidang.domains.health import drawing, queries
from haidang.domains.health.catalogue import DISEASES
from haidang.kernel.action import Refused
from haidang.kernel.bilingual import shown


def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    allowed = decide(actor, "epidemic.read")
    if not allowed:
        raise Refused(allowed.because)
    courses = {one.disease.key: one for one in queries.courses(actor)}
    chosen = request.GET.get("disease", "")
    disease = DISEASES.get(chosen) or next((one.disease for one in courses.values()), next(iter(DISEASES.values())))
    course = courses.get(disease.key)
    week = course.now.week if course else None
    here = reverse("domain_page", args=["health", "epidemics"])
    alarms = queries.alarms(actor)
    facts = {
        "tabs": [
            {"url": f"{here}?disease={one.key}", "label": shown(one.name), "active": one == disease,
             "count": sum(each.disease == one.key for each in alarms)}
            for one in DISEASES.values()
        ],
        "disease": disease,
        "name": shown(disease.name),
        "course": course,
        "chart": drawing.course(course.weeks) if course else None,
        "rows": [drawing.row(one, disease) for one in queries.by_place(actor, disease.key, week)] if week else [],
        "alarms": sum(each.disease == disease.key for each in alarms),
    }  # fmt: skip
    return render(request, "health/epidemics.html", facts)
