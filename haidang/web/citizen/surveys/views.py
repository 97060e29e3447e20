"""Answering a self-assessment. Nothing but levels, a commune and the groups asked for is kept; a browser is counted once."""

import secrets
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.indexes import surveys
from haidang.core.indexes.models import Answer
from haidang.kernel.bilingual import shown
from haidang.kernel.often import counted
from haidang.kernel.survey import Survey
from haidang.kernel.survey import surveys as declared
from haidang.web.citizen.device import give_voice, voice_of
from haidang.web.citizen.limits import address_of
from haidang.web.middleware import AskingRequest

from .forms import Assess

DAY = timedelta(days=1)
A_DAY = 40
"""Answers of one address in a day, behind which there may be an office."""
WEAK = 2
"""So many pillars are advised about."""


@require_GET
def listing(request: AskingRequest) -> HttpResponse:
    return render(request, "citizen/surveys/surveys.html", {"surveys": list(declared().values())})


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: AskingRequest, key: str) -> HttpResponse:
    survey = declared().get(key)
    if survey is None:
        raise Http404(key)
    form = Assess(survey, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if counted(f"survey-{key}", address_of(request), DAY) <= A_DAY:
            return _taken(request, survey, form)
        form.add_error(None, _("Hôm nay đã có nhiều lượt trả lời từ nơi này. Hãy quay lại ngày mai."))
    facts = {"survey": survey, "form": form}
    answer = render(request, "citizen/surveys/survey.html", facts, status=422 if form.errors else 200)
    give_voice(request, answer)
    return answer


def _taken(request: AskingRequest, survey: Survey, form: Assess) -> HttpResponse:
    """The result on the page itself. A browser that keeps no cookie is counted each time."""
    voice = voice_of(request) or secrets.token_hex(16)
    row = surveys.answer(request.actor, surveys.Form(survey), form.chosen, form.levels, form.groups, voice=voice)
    return render(request, "citizen/surveys/result.html", {"survey": survey, "row": row, **_result(survey, row)})


def _result(survey: Survey, row: Answer) -> dict[str, Any]:
    pillars = [(shown(one.name), row.pillars[one.key], shown(one.advice)) for one in survey.pillars]
    weak = sorted(pillars, key=lambda one: one[1])[:WEAK]
    return {"pillars": pillars, "weak": [one for one in weak if one[1] < survey.most], "called": survey.level(row.mean)}
