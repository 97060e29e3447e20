"""One directive: what it is about then and now, how far each office is, what was said and proven, what can be done."""

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.cases.models import Line
from haidang.core.directives import queries
from haidang.core.directives.about import About, Unseen, resolve
from haidang.core.directives.models import Directive, Report
from haidang.core.directory.permissions import decide
from haidang.core.files import queries as files
from haidang.core.files.store import store
from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.bilingual import shown
from haidang.web.desk.acts import Act
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from .listing import row

HTMX = "HX-Request"
BUTTONS = 3
WAY = ("given", "doing", "to_check", "done")
LOG_KINDS = {"auto": "auto", "action": "action", "note": "person"}


def found(request: AskingRequest, code: str) -> Directive:
    one = queries.by_code(request.actor, code)
    if one is None:
        raise Http404(code)
    return one


@require_GET
@room("directive.read")
def page(request: AskingRequest, code: str) -> HttpResponse:
    one, actor = found(request, code), request.actor
    acts = list(_acts(actor, one))
    about = queries.about_of(one)
    facts = {
        **row(one), "steps": list(_steps(one)), "parts": queries.parts(one), "acts": acts[:BUTTONS],
        "more_acts": acts[BUTTONS:], "reports": [_report(each) for each in queries.reports(one)],
        "now": _now(actor, about), "log": [_line(each) for each in queries.lines(one)], "here": one.link,
        "may_note": _may_note(actor, one), "beside": list(one.beside.all()) if one.case is None else [],
        "is_moved": one.case is not None and one.case.due_at != one.case.original_due_at,
    }  # fmt: skip
    name = "_live" if request.headers.get(HTMX) == "true" else "directive"
    return render(request, f"desk/directives/{name}.html", facts)


@require_GET
@room("directive.read")
def file(request: AskingRequest, code: str, token: str) -> HttpResponseBase:
    """A proof: whoever sees the directive sees it, also where the file lies with another office."""
    one = found(request, code)
    papers = one.case.papers.select_related("file") if one.case is not None else ()
    wanted = next((paper.file for paper in papers if paper.file.token == token and paper.file.state == "kept"), None)
    if wanted is None:
        raise Http404(token)
    body = files.open_file(request.actor, wanted, why=one.code) if _is_guarded(request.actor, wanted) else None
    answer = FileResponse(body or store().open(wanted.sha256), content_type=wanted.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=600"
    answer["Content-Disposition"] = f'inline; filename="{wanted.token}"'
    return answer


def _is_guarded(actor: Actor, wanted: Any) -> bool:
    """A look at what is personal is journalled, and needs the right to it."""
    return files.needs_reason(actor, wanted)


def _now(actor: Actor, about: About | None) -> About | None:
    """The number as it is today; None where it is not seen any more."""
    if about is None:
        return None
    try:
        return resolve(actor, about.kind, about.key, about.place)
    except (Unseen, Invalid):
        return None


def _steps(one: Directive) -> Iterator[dict[str, str]]:
    """The states on the straight way, with when each was reached."""
    case = one.case
    if case is None:
        return
    at = {stay.state: stay.started_at for stay in case.stays.all()}
    way = [*WAY[:3], "withdrawn"] if case.state == "withdrawn" else list(WAY)
    here = way.index(case.state)
    for number, key in enumerate(way):
        reached = key in at and number <= here
        yield {
            "label": shown(case.flow.state(key).name),
            "state": "now" if number == here and case.is_open else "done" if number <= here else "todo",
            "note": f"{at[key].astimezone(clock.HO_CHI_MINH):%H:%M %d/%m}" if reached else "",
        }


def _report(one: Report) -> dict[str, Any]:
    code = one.part.directive_id and one.part.directive.code
    return {
        "one": one, "office": one.part.office,
        "files": [(paper.file, reverse("directive_file", args=[code, paper.file.token])) for paper in one.papers.all()],
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    return {"id": line.pk, "at": line.at, "kind": LOG_KINDS.get(line.kind, "action"), "text": shown(line.text),
            "by": line.actor_name}  # fmt: skip


def _may_note(actor: Actor, one: Directive) -> bool:
    if one.case is None or not one.is_open:
        return False
    return bool(decide(actor, "directive.note", one)) or queries.own_part(actor, one, "directive.note") is not None


def _acts(actor: Actor, one: Directive) -> Iterator[Act]:
    """What is likely first."""
    if one.state == "draft":
        if str(one.giver_id) == actor.id:
            yield _act(one, "sign", _("Ký và giao"), "certificate")
        if decide(actor, "directive.drop", one):
            yield _act(one, "drop", _("Bỏ"), "trash")
    elif one.is_open:
        sides = [_acts_of_office(actor, one), _acts_of_giver(actor, one)]
        for side in reversed(sides) if str(one.giver_id) == actor.id else sides:
            yield from side


def _acts_of_giver(actor: Actor, one: Directive) -> Iterator[Act]:
    if one.state == "to_check" and decide(actor, "directive.approve", one):
        yield _act(one, "approve", _("Duyệt kết quả"), "checks")
        yield _act(one, "return", _("Trả lại làm tiếp"), "refresh")
    elif decide(actor, "directive.remind", one):
        yield _act(one, "remind", _("Đôn đốc"), "bell")
    if decide(actor, "directive.postpone", one):
        yield _act(one, "postpone", _("Lùi hạn"), "calendar")
    if decide(actor, "directive.withdraw", one):
        yield _act(one, "withdraw", _("Rút chỉ đạo"), "ban")


def _acts_of_office(actor: Actor, one: Directive) -> Iterator[Act]:
    part = queries.own_part(actor, one) if one.state in ("given", "doing") else None
    if part is None:
        return
    yield _act(one, "report", _("Báo tiến độ"), "activity")
    if part.leads:
        yield _act(one, "finish", _("Báo hoàn thành"), "circle-check")


def _act(one: Directive, name: str, label: str, icon: str) -> Act:
    return Act(label, reverse(f"directive_{name}", args=[one.code]), icon)
