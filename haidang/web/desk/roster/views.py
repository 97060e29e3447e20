"""Who is on watch now at each desk, the week, and one watch."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from haidang.core.audit import queries as audit
from haidang.core.directory.models import Shift
from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.directory.queries import visible
from haidang.core.directory.watch import SILENT_FOR
from haidang.kernel import clock
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import week


@require_GET
@room("roster.read")
def roster(request: AskingRequest) -> HttpResponse:
    """The whole page, or for htmx the desks of this moment alone."""
    now = clock.now()
    facts: dict[str, Any] = {
        "desks": week.desks_now(request.actor, now),
        "mine_next": week.next_mine(request.actor, now),
        "silent_minutes": SILENT_FOR.seconds // 60,
        "now": now,
    }
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/roster/_now.html", facts)
    usual = clock.today() - timedelta(days=1)
    first = _day(request.GET.get("from", ""), usual)
    facts |= {
        "days": [first + timedelta(days=ahead) for ahead in range(7)],
        "today": clock.today(),
        "grids": week.grids(request.actor, first),
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "is_usual": first == usual,
        "may_add": may_somewhere(request.actor, "roster.change"),
    }
    return render(request, "desk/roster/roster.html", facts)


def _day(text: str, otherwise: date) -> date:
    """The day of the address; the other one when it makes no sense."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return day if 2000 <= day.year < 2200 else otherwise


def found(request: AskingRequest, number: int) -> Shift:
    rows = Shift.objects.filter(visible(request.actor, Shift), pk=number).select_related("office__place")
    shift = rows.prefetch_related("seats__person", "seats__stands_in_for").first()
    if shift is None:
        raise Http404(str(number))
    return shift


@require_GET
@room("roster.read")
def shift(request: AskingRequest, number: int) -> HttpResponse:
    one = found(request, number)
    may_change = decide(request.actor, "roster.change", one)
    facts = {
        "shift": one,
        "seats": sorted(one.seats.all(), key=lambda seat: (seat.position, seat.person.folded)),
        "is_over": one.ends_at <= clock.now(),
        "has_begun": one.starts_at <= clock.now(),
        "may_change": may_change and one.ends_at > clock.now() and not one.is_cancelled,
        "because": may_change.because,
        "events": audit.history(request.actor, one, limit=20),
        "on": clock.day_of(one.starts_at),
        "actor_id": request.actor.id,
    }
    return render(request, "desk/roster/shift.html", facts)
