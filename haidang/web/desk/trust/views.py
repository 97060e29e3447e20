"""Whether numbers can be trusted: offices by their scores, what is doubted, which days lie in files."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from haidang.core.directory.permissions import decide
from haidang.core.telemetry import actions, doubts
from haidang.core.telemetry.archive import days, origin_files
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import league, wording

STATES = ("open", "over", "wrong", "right")
AT_ONCE = 200
DAYS = 400


@require_GET
@room("source.read")
def league_page(request: AskingRequest) -> HttpResponse:
    standings = league.table(request.actor)
    facts = {
        "standings": standings,
        "counted_at": standings[0].quality.counted_at if standings else None,
        "doubted": [wording.told(one) for one in doubts.listed(request.actor)[:8]],
        "count": doubts.listed(request.actor).count(),
        **_archive(),
    }
    return render(request, "desk/trust/league.html", facts)


@require_GET
@room("source.read")
def doubted(request: AskingRequest) -> HttpResponse:
    """?state=open, over, wrong or right."""
    state = request.GET.get("state", "open")
    if state not in STATES:
        raise Http404(state)
    words = {
        "open": _("Đang nghi ngờ"),
        "over": _("Đã khớp lại"),
        "wrong": _("Kết luận sai"),
        "right": _("Kết luận đúng"),
    }
    rows = [wording.told(one) for one in doubts.listed(request.actor, state=state)[:AT_ONCE]]
    facts = {
        "state": state,
        "tabs": [(one, words[one], doubts.listed(request.actor, state=one).count()) for one in STATES],
        "rows": [(one, bool(decide(request.actor, "doubt.settle", one.doubt))) for one in rows],
    }
    return render(request, "desk/trust/doubts.html", facts)


@require_POST
@room("source.read")
def settle(request: AskingRequest, number: int) -> HttpResponse:
    doubt = doubts.listed(request.actor, state="").filter(pk=number).first()
    if doubt is None:
        raise Http404
    is_wrong = request.POST.get("verdict") == "wrong"
    actions.settle_doubt(request.actor, doubt, is_wrong=is_wrong, why=request.POST.get("why", ""))
    return redirect("doubts")


@require_GET
@room("source.read")
def archived(request: AskingRequest) -> HttpResponse:
    found = [one for one in days.every() if one.is_filed or one.problem][:DAYS]
    rows = [(one, wording.damage(one.damage)) for one in found]
    return render(request, "desk/trust/archive.html", {"days": rows, **_archive()})


def _archive() -> dict[str, object]:
    filed = [one for one in days.every() if one.is_filed]
    brought = origin_files.kept()
    return {
        "filed": len(filed),
        "filed_rows": sum(one.rows for one in filed),
        "filed_mb": sum(one.bytes for one in filed) / 1_000_000,
        "filed_last": filed[0] if filed else None,
        "brought": brought,
        "brought_mb": brought.bytes / 1_000_000,
        "damaged": [f"{one.day:%d/%m/%Y}: {wording.damage(one.damage)}" for one in filed if one.damage]
        + [f"{name}: {wording.damage(what)}" for name, what in brought.damaged],
        "hot_days": days.HOT_DAYS,
    }
