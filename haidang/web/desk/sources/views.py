"""Where the numbers come from, the worst first; what waits for approval; what each source's log says."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.directory.permissions import decide
from haidang.core.pulling import queries as pulling
from haidang.core.telemetry import actions as telemetry
from haidang.core.telemetry import quality, waiting
from haidang.core.telemetry.models import UnknownThing
from haidang.core.telemetry.sources import recent_log
from haidang.core.things import actions, queries
from haidang.core.things.models import Source
from haidang.kernel.action import Invalid
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import accounts, pulls
from .forms import Approval

MOST_SERIES = 100


@require_GET
@room("source.read")
def listed(request: AskingRequest) -> HttpResponse:
    by = request.GET.get("by", "source")
    sources = quality.sources_by_fault(request.actor) if by == "source" else []
    offices = quality.offices_by_fault(request.actor) if by == "office" else []
    facts = {
        "by": by,
        "sources": sources,
        "offices": offices,
        "counted_at": next(iter([one.quality.counted_at for one in sources or offices]), None),
        "strangers": waiting.strangers(request.actor),
        "may_approve": decide(request.actor, "source.approve"),
        "failing": pulling.pulls(request.actor).filter(failures__gt=0, is_on=True).count(),
    }
    return render(request, "desk/sources/list.html", facts)


def _source(request: AskingRequest, key: str) -> Source:
    source = queries.source(request.actor, key)
    if source is None:
        raise Http404
    return source


@require_GET
@room("source.read")
def one(request: AskingRequest, key: str) -> HttpResponse:
    source = _source(request, key)
    facts = {
        "source": source,
        "series": quality.of_source(request.actor, source, MOST_SERIES),
        "most": MOST_SERIES,
        "log": recent_log(source, 100),
        "may_pause": decide(request.actor, "source.pause", source),
    }
    row = pulling.of_source(request.actor, source)
    if row is not None:
        facts |= pulls.panel(request.actor, row)
    if source.door == "files":
        facts |= accounts.panel(request.actor, source)
    return render(request, "desk/sources/one.html", facts)


@require_POST
@room("source.read")
def pause(request: AskingRequest, key: str) -> HttpResponse:
    """Pause a source with a reason, or take it up again."""
    source = _source(request, key)
    actions.pause_source(request.actor, source, paused=not source.is_paused, why=request.POST.get("why", ""))
    return redirect("source", key=key)


@require_http_methods(["GET", "POST"])
@room("source.approve")
def approve(request: AskingRequest, code: str) -> HttpResponse:
    """Make a stranger a thing: kind, name, place and source; what was typed stays when something is wrong."""
    unknown = get_object_or_404(UnknownThing, code=code)
    start = {"source": unknown.source.key if unknown.source else None, "name_vi": code}
    form = Approval(request.actor, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            thing = telemetry.approve_thing(request.actor, unknown, **form.cleaned_data)
            return redirect("thing", code=thing.code)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    status = 422 if form.errors else 200
    return render(request, "desk/sources/approve.html", {"unknown": unknown, "form": form}, status=status)


@require_POST
@room("source.approve")
def dismiss(request: AskingRequest, code: str) -> HttpResponse:
    unknown = get_object_or_404(UnknownThing, code=code)
    telemetry.dismiss_thing(request.actor, unknown, why=request.POST.get("why", ""))
    return redirect("sources")
