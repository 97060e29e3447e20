"""Tasks as those who have them see them: the list, one task, and what they report. On a phone in the phone's shell."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from haidang.core.directory.models import FieldUnit
from haidang.core.directory.permissions import decide
from haidang.core.incidents import queries
from haidang.core.incidents.facts import unit_words
from haidang.core.incidents.models import Task
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import name_of, shown
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from .case_sheet import listed
from .moves import MOVES, Move, make, possible
from .sheet import brief, sheet
from .worker import READER

ENDED_SHOWN_FOR = timedelta(hours=12)


@require_GET
@room("task.read")
def mine(request: AskingRequest) -> HttpResponse:
    """The tasks of my units and of the offices I serve in, and the reports I hold or nobody holds yet; `sort=near`."""
    found = queries.my_tasks(request.actor, ended_since=clock.now() - ENDED_SHOWN_FOR)
    units = FieldUnit.objects.filter(members=int(request.actor.id)).select_related("office").order_by("code")
    facts = {
        "open": [brief(task) for task in found if task.is_open],
        "ended": [brief(task) for task in found if not task.is_open],
        "units": [(unit, name_of(unit), shown(unit_words(unit.state))) for unit in units],
        "who": request.actor.id,
        "here": request.get_full_path(),
    }
    if decide(request.actor, "case.read"):
        facts |= listed(request.actor, nearest_first=request.GET.get("sort") == "near")
    template = "field/_mine.html" if _is_htmx(request) else "field/mine.html"
    answer = render(request, template, facts | _shell(request))
    answer[READER] = request.actor.id
    return answer


@require_GET
@room("task.read")
def task(request: AskingRequest, code: str) -> HttpResponse:
    return _page(request, _found(request, code))


@require_GET
@room("task.read")
def live(request: AskingRequest, code: str) -> HttpResponse:
    """What changes on the page of a task; the forms stay, with what is being typed."""
    facts = sheet(request.actor, _found(request, code))
    return render(request, "field/_live.html", facts | _shell(request) | {"is_fragment": True})


@require_POST
@room("task.read")
def act(request: AskingRequest, code: str, move: str) -> HttpResponse:
    """Do one of the moves; what is refused is said beside its field, with what was typed."""
    found, wanted = _found(request, code), MOVES.get(move)
    if wanted is None:
        raise Http404(move)
    form = wanted.form(request.POST, prefix=wanted.key)
    if form.is_valid():
        try:
            changed = make(request.actor, found, wanted, form)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            return _done(request, changed, wanted)
    if not _is_htmx(request):
        return _page(request, found, {wanted.key: form}, status=422)
    facts = {"task": found, "move": wanted, "form": form}
    return render(request, "field/_form.html" if wanted.asks else "field/_refused.html", facts, status=422)


def _done(request: AskingRequest, changed: Task, move: Move) -> HttpResponse:
    if not _is_htmx(request) or not changed.is_open:
        messages.success(request, move.said, extra_tags="done")
        to = reverse("task", args=[changed.code]) if changed.is_open else reverse("field")
        return HttpResponseClientRedirect(to) if _is_htmx(request) else redirect(to)
    facts = {"task": changed, "move": move, "form": move.form(prefix=move.key)}
    answer = render(request, "field/_form.html", facts) if move.asks else HttpResponse()
    answer = trigger_client_event(answer, "ioc:done", {})
    if move.key == "receive":  # sent by the page itself when it is opened
        return answer
    return trigger_client_event(answer, "ioc:toast", {"text": str(move.said), "kind": "done"})


def _page(
    request: AskingRequest, found: Task, typed: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    forms = [
        (move, (typed or {}).get(move.key) or move.form(prefix=move.key), move.key in (typed or {}))
        for move in possible(request.actor, found)
        if move.asks
    ]
    refused = [form for key, form in (typed or {}).items() if not MOVES[key].asks]
    facts = sheet(request.actor, found) | {"forms": forms, "refused": refused}
    return render(request, "field/task.html", facts | _shell(request), status=status)


def _found(request: AskingRequest, code: str) -> Task:
    found = queries.task_by_code(request.actor, code)
    if found is None:
        raise Http404(code)
    return found


def _shell(request: AskingRequest) -> dict[str, Any]:
    on_phone = bool(decide(request.actor, "field.work"))
    return {"shell": "ui/field.html" if on_phone else "ui/office.html", "on_phone": on_phone}


def _is_htmx(request: AskingRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
