"""Exercises: scenarios to start, what is being played, what has been. All of it is marked as simulated."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from haidang.core.directory.permissions import decide
from haidang.core.sharing import actions, queries
from haidang.core.sharing.models import Exercise
from haidang.core.sharing.scenarios import scenarios
from haidang.core.ui import numbers
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import shown
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import forms


@require_GET
@room("exercise.read")
def listed(request: AskingRequest) -> HttpResponse:
    """The whole page, or for htmx what is being played alone."""
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/exercises/_running.html", _running(request))
    return _page(request, {})


def _page(request: AskingRequest, given: dict[str, forms.Start], status: int = 200) -> HttpResponse:
    """`given`: forms that were sent and refused, by scenario. What plays already and plays once offers no form."""
    playing = {one.scenario: one for one in queries.active_exercises(request.actor)}
    cards = [
        {
            "scenario": one,
            "name": shown(one.name),
            "about": shown(one.about),
            "form": given.get(one.key) or forms.Start(request.actor, one),
            "playing": None if one.thing or one.key in given else playing.get(one.key),
        }
        for one in scenarios().values()
    ]
    facts = _running(request) | {
        "cards": cards,
        "past": [_told(one) for one in queries.exercises(request.actor, 30) if not _is_running(one)],
        "refused": set(given),
        "may_start": decide(request.actor, "exercise.start"),
    }
    return render(request, "desk/exercises/list.html", facts, status=status)


def _is_running(one: Exercise) -> bool:
    return one.stopped_at is None and one.ends_at > clock.now()


def _running(request: AskingRequest) -> dict[str, Any]:
    return {
        "running": [_told(one) for one in queries.active_exercises(request.actor)],
        "may_stop": decide(request.actor, "exercise.stop"),
    }


def _told(one: Exercise) -> dict[str, Any]:
    """An exercise with its scenario's name and its parameters in words."""
    known = scenarios().get(one.scenario)
    said = [str(one.parameters["thing"])] if one.parameters.get("thing") else []
    for parameter in known.parameters if known else []:
        value = one.parameters.get(parameter.key)
        if value is not None:
            said.append(f"{shown(parameter.name)} {numbers.said(value)} {parameter.unit}".strip())
    return {
        "exercise": one,
        "name": shown(known.name) if known else one.scenario,
        "said": ", ".join(said),
        "icon": known.icon if known else "player-play",
        "ended_at": one.stopped_at or one.ends_at,
    }


@require_POST
@room("exercise.read")
def start(request: AskingRequest, key: str) -> HttpResponse:
    """Begin a scenario; a refusal comes back in its card with what was typed."""
    known = scenarios().get(key)
    if known is None:
        raise Http404(key)
    form = forms.Start(request.actor, known, request.POST)
    if form.is_valid():
        try:
            begun = actions.start_exercise(
                request.actor,
                form.cleaned_data["place"],
                scenario_key=key,
                parameters=form.parameters(),
                seed=form.cleaned_data["seed"],
            )
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Diễn tập %(code)s đã bắt đầu.") % {"code": begun.code}, extra_tags="done")
            return redirect(reverse("exercises") + "#running")
    return _page(request, {key: form}, status=422)


@require_POST
@room("exercise.read")
def stop(request: AskingRequest, code: str) -> HttpResponse:
    found = queries.exercise(request.actor, code)
    if found is None:
        raise Http404(code)
    actions.stop_exercise(request.actor, found)
    messages.success(request, _("Đã dừng diễn tập %(code)s.") % {"code": code}, extra_tags="done")
    return redirect("exercises")
