"""The same for many cases picked in the list: each is tried by itself, those that refuse are named with the reason.

A picked value is `CODE|mark`: the mark is how the officer saw the case, so that whoever comes second is told.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from haidang.core.cases import actions, queries, undoing
from haidang.core.cases.models import Case
from haidang.core.cases.under_way import mark_of
from haidang.kernel.action import Invalid, NotPossible, Refused
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import bulk_forms
from .acting import me_of
from .exporting import exported
from .listing import row

MOST = 200
UNDO_FOR = 15 * 60  # seconds
SALT = "cases.bulk"
Work = Callable[[AskingRequest, Case, str, dict[str, Any]], Case]


@dataclass(slots=True)
class Picked:
    """One picked case; `case` is None when it cannot be seen any more."""

    code: str
    mark: str
    case: Case | None


@dataclass(slots=True)
class Outcome:
    """What became of it: done in order, and those left with the reason. `before` undoes: code, mark now, where it lay."""

    done: list[Case] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    before: list[tuple[str, str, dict[str, int | None]]] = field(default_factory=list)


def _take(request: AskingRequest, case: Case, mark: str, given: dict[str, Any]) -> Case:
    return actions.assign(request.actor, case, me_of(request), seen=mark)


def _assign(request: AskingRequest, case: Case, mark: str, given: dict[str, Any]) -> Case:
    return actions.assign(request.actor, case, given["officer"], seen=mark)


def _transfer(request: AskingRequest, case: Case, mark: str, given: dict[str, Any]) -> Case:
    return actions.transfer(request.actor, case, given["office"], reason=given["reason"], seen=mark)


def _move(request: AskingRequest, case: Case, mark: str, given: dict[str, Any]) -> Case:
    return actions.move(
        request.actor, case, given["move"], text=given["text"], reason=given["reason"],
        reason_key=given.get("reason_key", ""), seen=mark.partition("~")[0],
    )  # fmt: skip


def _extend(request: AskingRequest, case: Case, mark: str, given: dict[str, Any]) -> Case:
    return actions.extend(request.actor, case, limit=f"{given['length']}{given['unit']}", reason=given["reason"])


def _merge(request: AskingRequest, case: Case, mark: str, given: dict[str, Any]) -> Case:
    into = queries.by_code(request.actor, given["into"])
    if into is None:
        raise Invalid("into", _("Không có mã này trong những việc bạn xem được."), given["into"])
    if into.pk == case.pk:
        return into
    return actions.merge(request.actor, case, into=into, reason=given["reason"])


WORKS: dict[str, Work] = {
    "take": _take, "assign": _assign, "transfer": _transfer, "move": _move, "extend": _extend, "merge": _merge,
}  # fmt: skip


def _give_back(request: AskingRequest, case: undoing.Before, mark: str) -> Case:
    return actions.assign(request.actor, case.case, case.officer, seen=mark)


def _take_back(request: AskingRequest, case: undoing.Before, mark: str) -> Case:
    return undoing.take_back(request.actor, case, seen=mark)


def _unmerge(request: AskingRequest, case: undoing.Before, mark: str) -> Case:
    return undoing.unmerge(request.actor, case.case)


UNDONE: dict[str, Callable[[AskingRequest, undoing.Before, str], Case]] = {
    "take": _give_back, "assign": _give_back, "transfer": _take_back, "merge": _unmerge,
}  # fmt: skip
"""What can be taken back: where a case lies and what it was merged into. Steps and dates that citizens were told cannot."""


@require_POST
@room("case.read")
def bulk(request: AskingRequest) -> HttpResponseBase:
    """Ask what is needed (`sure` says that it was answered), do it case by case, and say what became of each."""
    what, picked = request.POST.get("what", ""), _picked(request)
    known = [one.case for one in picked if one.case is not None]
    if what == "export":
        return exported("cases.csv", iter(known))
    if what not in WORKS or not known:
        return _said(request, Outcome(left=[(one.code, _("không còn thấy được")) for one in picked]), what)
    if what == "take":
        return _said(request, _done(request, what, picked, {}), what)
    form = bulk_forms.form_for(what, request, known)
    if "sure" in request.POST and form.is_valid():
        return _said(request, _done(request, what, picked, form.cleaned_data), what)
    return _asking(request, what, form, picked)


def _picked(request: AskingRequest) -> list[Picked]:
    given = [one.partition("|") for one in request.POST.getlist("picked")[:MOST]]
    return [Picked(code, mark, queries.by_code(request.actor, code)) for code, _bar, mark in given]


def _done(request: AskingRequest, what: str, picked: list[Picked], given: dict[str, Any]) -> Outcome:
    outcome = Outcome()
    for one in picked:
        if one.case is None:
            outcome.left.append((one.code, _("không còn thấy được")))
            continue
        lay = undoing.kept(one.case)
        try:
            now = WORKS[what](request, one.case, one.mark, given)
        except (NotPossible, Invalid, Refused) as error:
            outcome.left.append((one.code, _because(error)))
            continue
        outcome.done.append(one.case)
        if what in UNDONE and (what != "merge" or now.merged_into_id):
            outcome.before.append((one.code, mark_of(now), lay))
    return outcome


def _because(error: Exception) -> str:
    return str(getattr(error, "because", None) or getattr(error, "message", None) or error)


def _asking(request: AskingRequest, what: str, form: django_forms.Form, picked: list[Picked]) -> HttpResponse:
    facts = {
        "form": form,
        "what": what,
        "title": bulk_forms.title(what),
        "note": bulk_forms.note(what),
        "rows": [row(one.case) for one in picked if one.case is not None],
        "picked": request.POST.getlist("picked")[:MOST],
        "back": _back(request),
    }
    template = "desk/cases/_bulk.html" if request.headers.get("HX-Request") == "true" else "desk/cases/bulk.html"
    return render(request, template, facts, status=422 if form.errors else 200)


def _said(request: AskingRequest, outcome: Outcome, what: str) -> HttpResponse:
    """What became of it: above the list for htmx, on the list's page without script."""
    facts = {
        "outcome": outcome,
        "said": _words(outcome),
        "undo": signing.dumps([str(request.actor), what, outcome.before], salt=SALT) if outcome.before else "",
        "back": _back(request),
    }
    if request.headers.get("HX-Request") == "true":
        return trigger_client_event(render(request, "desk/cases/_bulk_said.html", facts), "ioc:done", {})
    left = "; ".join(f"{code}: {why}" for code, why in outcome.left)
    text = f"{facts['said']} " + (_("Còn lại: %(left)s") % {"left": left} if left else "")
    level, kind = (messages.WARNING, "warn") if outcome.left else (messages.SUCCESS, "done")
    messages.add_message(request, level, text.strip(), extra_tags=kind)
    return redirect(_back(request))


def _words(outcome: Outcome) -> str:
    count = len(outcome.done)
    return ngettext("Xong %(done)s hồ sơ.", "Xong %(done)s hồ sơ.", count) % {"done": count}


def _back(request: AskingRequest) -> str:
    back = request.POST.get("back", "")
    return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, None) else reverse("cases")


@require_POST
@room("case.read")
def undo(request: AskingRequest) -> HttpResponse:
    """Put the cases back where they lay, as far as nobody has touched them since."""
    try:
        whose, what, before = signing.loads(request.POST.get("undo", ""), salt=SALT, max_age=UNDO_FOR)
    except signing.BadSignature:
        raise NotPossible(_("Đã quá lúc hoàn tác; giao lại từng hồ sơ.")) from None
    if whose != str(request.actor):
        raise Refused(_("Chỉ người vừa làm hoàn tác được."))
    outcome = Outcome()
    for code, mark, lay in before:
        case = undoing.before(lay)
        if case is None:
            outcome.left.append((code, _("không còn thấy được")))
            continue
        try:
            outcome.done.append(UNDONE[what](request, case, mark))
        except (NotPossible, Invalid, Refused) as error:
            outcome.left.append((code, _because(error)))
    return _said(request, outcome, "undo")
