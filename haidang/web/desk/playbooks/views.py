"""Playbooks as they hold, what lessons propose to change in them, and the decisions."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.directory.permissions import decide
from haidang.core.directory.roles import role_word
from haidang.core.incidents import lessons, queries
from haidang.core.incidents.lessons import Known
from haidang.core.incidents.models import PlaybookChange
from haidang.core.incidents.playbooks import found
from haidang.core.ui import moments
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor, Invalid, NotPossible
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Playbook, Step
from haidang.web.desk.asking import Asks, asked, sent
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms

KINDS = {"proposed": "wait", "approved": "done", "refused": "off"}
WHAT = {"change": lambda: _("Sửa bước"), "add": lambda: _("Thêm bước"), "drop": lambda: _("Bỏ bước")}


@require_GET
@room("playbook.read")
def listed(request: AskingRequest) -> HttpResponse:
    rows = [
        (one, shown(one.says.name), shown(registry.domains()[one.domain].name)) for one in lessons.every(request.actor)
    ]
    waiting = [_change(request.actor, one) for one in lessons.changes(request.actor).filter(state="proposed")]
    return render(request, "desk/playbooks/list.html", {"rows": rows, "waiting": waiting})


@require_GET
@room("playbook.read")
def one(request: AskingRequest, domain: str, key: str) -> HttpResponse:
    known = _found(request, domain, key)
    changes = lessons.changes(request.actor).filter(domain=domain, key=key)
    facts = {
        "known": known,
        "name": shown(known.says.name),
        "domain_name": shown(registry.domains()[domain].name),
        "steps": _steps(known.says),
        "versions": lessons.versions(request.actor, domain, key),
        "changes": [_change(request.actor, change) for change in changes],
        "restore_url": reverse("playbook_restore", args=[domain, key])
        if known.own and decide(request.actor, "playbook.restore")
        else "",
    }
    return render(request, "desk/playbooks/one.html", facts)


def _found(request: AskingRequest, domain: str, key: str) -> Known:
    known = lessons.one(request.actor, domain, key)
    if known is None:
        raise Http404(f"{domain}/{key}")
    return known


def _steps(playbook: Playbook) -> list[dict[str, Any]]:
    return [_step(number, one) for number, one in enumerate(playbook.steps, 1)]


def _step(number: int, one: Step) -> dict[str, Any]:
    return {
        "number": number,
        "name": shown(one.name),
        "who": role_word(one.role),
        "within": moments.length_said(clock.duration(one.within)),
        "when": shown(one.when) if one.when else "",
        "must": one.must,
    }


def _change(actor: Actor, one: PlaybookChange) -> dict[str, Any]:
    """A proposal in the reader's words: what it does to which step, and what may be done with it."""
    playbook = found(one.domain, one.key) if registry.playbook(one.domain, one.key) else None
    steps = {step.key: shown(step.name) for step in playbook.steps} if playbook else {}
    is_open = one.state == "proposed"
    return {
        "one": one,
        "what": WHAT[one.what](),
        "step": steps.get(one.step, one.step),
        "made": _step(0, lessons.step_of(one)) if one.facts else None,
        "playbook": shown(playbook.name) if playbook else one.key,
        "state": shown(lessons.state_words(one.state)),
        "kind": KINDS[one.state],
        "approve_url": reverse("playbook_approve", args=[one.code])
        if is_open and one.by != str(actor) and decide(actor, "playbook.approve", one)
        else "",
        "refuse_url": reverse("playbook_refuse", args=[one.code])
        if is_open and decide(actor, "playbook.refuse", one)
        else "",
    }


@require_http_methods(["GET", "POST"])
@room("incident.read")
def propose(request: AskingRequest, code: str) -> HttpResponse:
    """A change of one step that a lesson of this incident asks for."""
    incident = queries.by_code(request.actor, code)
    if incident is None:
        raise Http404(code)
    need(request.actor, "playbook.propose", incident)
    playbook = found(incident.playbook_domain, incident.playbook_key)
    if playbook is None:
        raise NotPossible(_("Sự cố này không theo quy trình nào."))
    chosen = next((one for one in playbook.steps if one.key == request.GET.get("step", "")), None)
    first = {"lesson": incident.lessons} | forms.of_step(chosen)
    form = forms.Propose(sent(request), playbook=playbook, initial=first)

    def work(given: dict[str, Any]) -> str:
        try:
            made = lessons.propose(
                request.actor,
                incident,
                what=given["what"],
                step=given["step"],
                facts=form.facts(),
                lesson=given["lesson"],
            )
        except Invalid as error:
            field = error.field if error.field in form.fields else "what"
            raise Invalid(field, error.message, error.value) from None
        return lessons.link_of(made)

    asks = Asks(
        title=_("Đề xuất sửa quy trình %(name)s") % {"name": shown(playbook.name)}, submit=_("Gửi đề xuất"),
        back=incident.link, said=_("Đã gửi đề xuất."), icon="bulb",
        note=_("Người khác duyệt; duyệt rồi thì sự cố mở sau dùng quy trình mới. Sửa bước: để trống mục nào thì giữ mục đó."),
    )  # fmt: skip
    return asked(request, form, asks, work)


@require_http_methods(["GET", "POST"])
@room("playbook.read")
def approve(request: AskingRequest, code: str) -> HttpResponse:
    change = _proposal(request, code)

    def work(given: dict[str, Any]) -> None:
        lessons.approve(request.actor, change, reason=given["reason"])

    asks = Asks(
        title=_("Duyệt %(code)s") % {"code": code}, submit=_("Duyệt"), back=lessons.link_of(change), said=_("Đã duyệt."),
        note=change.lesson, is_grave=True,
    )  # fmt: skip
    return asked(request, forms.MaybeReason(sent(request)), asks, work)


@require_http_methods(["GET", "POST"])
@room("playbook.read")
def refuse(request: AskingRequest, code: str) -> HttpResponse:
    change = _proposal(request, code)

    def work(given: dict[str, Any]) -> None:
        lessons.refuse(request.actor, change, reason=given["reason"])

    asks = Asks(
        title=_("Không duyệt %(code)s") % {"code": code}, submit=_("Không duyệt"), back=lessons.link_of(change),
        said=_("Đã ghi không duyệt."), note=change.lesson,
    )  # fmt: skip
    return asked(request, forms.Reason(sent(request)), asks, work)


def _proposal(request: AskingRequest, code: str) -> PlaybookChange:
    return get_object_or_404(lessons.changes(request.actor), code=code)


@require_http_methods(["GET", "POST"])
@room("playbook.read")
def restore(request: AskingRequest, domain: str, key: str) -> HttpResponse:
    """What the domain's file says holds again."""
    known = _found(request, domain, key)
    need(request.actor, "playbook.restore")

    def work(given: dict[str, Any]) -> None:
        lessons.restore(request.actor, domain, key, reason=given["reason"])

    asks = Asks(
        title=_("Lấy lại quy trình gốc: %(name)s") % {"name": shown(known.says.name)}, submit=_("Lấy lại bản gốc"),
        back=reverse("playbook", args=[domain, key]), said=_("Đã lấy lại bản gốc."), is_grave=True,
    )  # fmt: skip
    return asked(request, forms.Reason(sent(request)), asks, work)
