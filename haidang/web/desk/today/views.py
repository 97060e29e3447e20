"""Today, for a leader: few numbers, what is abnormal, what to decide. Phone first; every tile opens one page."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from haidang.core.indicators import book, queries
from haidang.core.indicators.reading import plans
from haidang.core.indicators.reading.headline import headline
from haidang.core.indicators.targets import Progress
from haidang.core.rules.reading import queries as rules
from haidang.core.rules.reading import worst_first
from haidang.kernel import clock
from haidang.web.desk.directives.listing import may_order
from haidang.web.desk.entrance import room
from haidang.web.desk.indicators.tiles import tiles
from haidang.web.middleware import AskingRequest

from . import deciding, pinned

MOST_ALERTS = 6
MOST_ABNORMAL = 6
MOST_SURPRISES = 4


@require_GET
@room("overview.read")
def page(request: AskingRequest) -> HttpResponse:
    actor = request.actor
    entries = headline(actor, most=pinned.MOST, first=pinned.pinned(request))
    shown = tiles(actor, entries)
    counts = rules.counts_by_severity(actor)
    unwell = queries.abnormal_entries(actor)
    named = {one.code for one in unwell}
    surprises = [one for one in queries.unexpected(actor) if one.entry.code not in named]
    running = plans.at_province(actor)
    facts = {
        "today": clock.today(), "tiles": shown, "is_chosen": bool(pinned.pinned(request)),
        "decisions": deciding.lines(actor), "may_order": may_order(actor),
        "alerts": worst_first.open_page(actor, rules.Wanted(shelved=False), limit=MOST_ALERTS).alerts,
        "alert_counts": [(level, one.open - one.shelved) for level, one in counts.items() if one.open > one.shelved],
        "abnormal": queries.abnormal(actor, most=MOST_ABNORMAL), "abnormal_more": max(len(unwell) - MOST_ABNORMAL, 0),
        "surprises": surprises[:MOST_SURPRISES],
        "aims": _aims(running), "newest_at": max((one.at for one in shown if one.at), default=None),
    }  # fmt: skip
    name = "_live" if request.headers.get("HX-Request") == "true" else "today"
    return render(request, f"desk/today/{name}.html", facts)


def _aims(running: list[Progress]) -> dict[str, int]:
    """How many targets of now are reached or on course, and how many there are that something is known of."""
    known = [one for one in running if one.state != "unknown"]
    well = sum(one.state in ("reached", "on_course") for one in known)
    return {"well": well, "known": len(known), "all": len(running)}


@require_POST
@room("overview.read")
def pin(request: AskingRequest, code: str) -> HttpResponse:
    """Puts an indicator on this device's page, or takes it off."""
    if code not in book.current().by_code:
        raise Http404(code)
    asked = request.POST.get("next", "")
    back = asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else reverse("indicator", args=[code])
    answer = redirect(back)
    pinned.keep(answer, pinned.turned(request, code))
    return answer
