"""What waits for approval, what the own office brings, and which offices are late."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.directory.models import Office
from haidang.core.directory.permissions import decide
from haidang.core.directory.queries import person_of
from haidang.core.indicators.bringing import asked
from haidang.core.indicators.reading import submissions
from haidang.core.indicators.reading.submissions import Owing
from haidang.core.ui.period_names import period_said
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.periods import KINDS, containing
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

AT_ONCE = 100


def state_words() -> dict[str, str]:
    return {
        "": _("chưa nhập"), "draft": _("đang nhập"), "submitted": _("chờ duyệt"), "approved": _("đã duyệt"),
        "returned": _("bị trả lại"),
    }  # fmt: skip


@require_GET
@room("submission.read")
def page(request: AskingRequest) -> HttpResponse:
    actor, said = request.actor, state_words()
    person = person_of(actor)
    late = submissions.late_offices(actor)[:AT_ONCE]
    facts = {
        "waiting": [(one, period_said(one.over)) for one in submissions.to_approve(actor)[:AT_ONCE]],
        "own": _own(actor, person.office) if person and person.office else [],
        "late": [(one, _open(actor, one), period_said(one.period), said[one.state]) for one in late],
    }
    return render(request, "desk/figures/overview.html", facts)


def _own(actor: Actor, office: Office) -> list[dict[str, Any]]:
    """The form of the period that ended last, for each kind of period the office brings figures of."""
    kinds, said = {one.period for one in asked.entries_for(actor, office)}, state_words()
    found = []
    for period in (containing(clock.today(), kind).previous for kind in KINDS if kind in kinds):
        row = submissions.latest(actor, office, period)
        state = row.state if row else ""
        form = asked.form(actor, office, period)
        there = {(cell.entry.code, cell.place) for cell in form.cells if cell.now is not None}
        if row is not None:
            there |= {(one["indicator"], one["place"]) for one in row.cells}
        found.append({
            "url": link(office.code, period.text), "period": period_said(period), "state": state, "said": said[state],
            "why": row.why if row and state == "returned" else "", "form": form,
            "there": len(there & form.keys),
        })  # fmt: skip
    return found


def _open(actor: Actor, one: Owing) -> str:
    """The address of the form for who may see it, else nothing."""
    return link(one.office.code, one.period.text) if decide(actor, "submission.read", one.office) else ""


def link(office: str, period: str) -> str:
    return reverse("figures_form", args=[office, period])
