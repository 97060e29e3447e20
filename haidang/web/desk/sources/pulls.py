"""Sources that the centre reads itself: how each stands, setting one up, trying it, reading it now, a file by hand."""

from typing import Any

import msgspec
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.pulling import actions, queries, trying
from haidang.core.pulling.faults import Fault
from haidang.core.pulling.kinds import folder
from haidang.core.pulling.models import InnerHost, Pull, PullRun
from haidang.core.pulling.reading import folder_of, secret_of
from haidang.core.pulling.trying import Trial
from haidang.core.pulling.way_in import WayIn
from haidang.core.things import queries as things
from haidang.kernel import pull
from haidang.kernel.action import Actor, Invalid, NotPossible
from haidang.kernel.bilingual import shown
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from .pull_forms import WAYS, HostForm, LoadFile, NewSource, PullForm, start_of

TRY = "try"
MOST_FILE = 20_000_000


def outcome_words() -> dict[str, str]:
    return {"taken": _("đã nhận"), "partly": _("nhận một phần"), "same": _("không có gì mới"), "failed": _("hỏng")}


@require_GET
@room("source.read")
def listed(request: AskingRequest) -> HttpResponse:
    rows = list(queries.pulls(request.actor))
    facts = {
        "rows": [(row, WAYS[row.says.way]) for row in rows], "failing": sum(bool(row.failures) for row in rows),
        "ways": WAYS.items(), "may_add": may_somewhere(request.actor, "pull.add"),
        "may_see_hosts": bool(decide(request.actor, "inner_host.read")),
    }  # fmt: skip
    return render(request, "desk/sources/pulls.html", facts)


def panel(actor: Actor, row: Pull) -> dict[str, Any]:
    """What the page of a source shows of its reading."""
    words = outcome_words()
    return {
        "pull": row, "way": WAYS[row.says.way], "folder": folder_of(row.source.key) if row.says.way == "folder" else "",
        "runs": [(one, words[one.outcome]) for one in queries.runs(actor, row, 30)],
        "may": {name: bool(decide(actor, f"pull.{name}", row)) for name in ("change", "run", "try", "switch", "load")},
        "load_form": LoadFile(),
    }  # fmt: skip


def _row(request: AskingRequest, key: str) -> Pull:
    source = things.source(request.actor, key)
    row = queries.of_source(request.actor, source) if source else None
    if row is None:
        raise Http404(key)
    return row


@require_http_methods(["GET", "POST"])
@room("source.read")
def new(request: AskingRequest, way: str) -> HttpResponse:
    """A source of one of the ways; trying shows what it would bring before anything is kept."""
    need(request.actor, "pull.add")
    if way not in pull.WAYS:
        raise Http404(way)
    head = NewSource(request.actor, request.POST or None)
    form = PullForm(way, request.POST or None)
    trial: Trial | None = None
    if request.method == "POST" and request.POST.get("do") == TRY:
        head.errors.clear()
        if form.is_valid():
            key = request.POST.get("key", "").strip()
            found = _tried(
                request, form, WayIn(folder_of(key if actions.KEY.fullmatch(key) else "_"), form.secret or "")
            )
            trial = found
    elif request.method == "POST" and head.is_valid() and form.is_valid():
        try:
            row = actions.add(
                request.actor, facts=form.read(), secret=form.secret or "",
                **head.cleaned_data,
            )  # fmt: skip
            return redirect("source", key=row.source.key)
        except Invalid as error:
            _explain(head if error.field in head.fields else form, error)
        except msgspec.ValidationError as error:
            form.add_error(None, str(error))
    facts = {"way": WAYS[way], "head": head, "form": form, "trial": trial, "row": None}
    return render(request, "desk/sources/pull_form.html", facts, status=422 if form.errors and not trial else 200)


@require_http_methods(["GET", "POST"])
@room("source.read")
def change(request: AskingRequest, key: str) -> HttpResponse:
    row = _row(request, key)
    need(request.actor, "pull.change", row)
    way = row.says.way
    form = PullForm(way, request.POST or None, initial=start_of(row), has_secret=row.sealed is not None)
    trial: Trial | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("do") == TRY:
                trial = _tried(request, form, _way_in(row, form), row.says)
            else:
                kept = msgspec.structs.replace(form.read(row.says), on=row.is_on)
                actions.change(request.actor, row, kept, secret=form.secret)
                messages.success(request, _("Đã lưu cách lấy nguồn."), extra_tags="done")
                return redirect("source", key=key)
        except Fault as fault:
            trial = Trial(fault=fault)
        except Invalid as error:
            _explain(form, error)
        except msgspec.ValidationError as error:
            form.add_error(None, str(error))
    facts = {"way": WAYS[way], "form": form, "trial": trial, "row": row, "source": row.source}
    return render(request, "desk/sources/pull_form.html", facts, status=422 if form.errors else 200)


def _way_in(row: Pull, form: PullForm) -> WayIn:
    """A kept secret goes only to the machine it was typed for. Raises Fault for one that cannot be opened."""
    typed = form.secret
    goes_along = typed is None and not actions.is_elsewhere(row.says, form.read(row.says))
    kept = secret_of(row.says, row.sealed) if goes_along else ""
    return WayIn(folder_of(row.source.key), typed or kept)


def _tried(request: AskingRequest, form: PullForm, way_in: WayIn, kept: pull.Pull | None = None) -> Trial | None:
    need(request.actor, "pull.try")
    try:
        facts = form.read(kept)
        actions.check(facts)
    except Invalid as error:
        _explain(form, error)
        return None
    except msgspec.ValidationError as error:
        form.add_error(None, str(error))
        return None
    return trying.tried(facts, way_in)


def _explain(form: Any, error: Invalid) -> None:
    name = error.field.removeprefix("take_")
    form.add_error(
        {"secret": "new_secret"}.get(name, name) if name in form.fields or name == "secret" else None, error.message
    )


@require_POST
@room("source.read")
def try_now(request: AskingRequest, key: str) -> HttpResponse:
    """What the source would bring now; nothing is written."""
    row = _row(request, key)
    need(request.actor, "pull.try", row)
    try:
        trial = trying.tried(row.says, WayIn(folder_of(key), secret_of(row.says, row.sealed)))
    except Fault as fault:
        trial = Trial(fault=fault)
    return render(request, "desk/sources/pull_trial.html", {"row": row, "source": row.source, "trial": trial})


@require_POST
@room("source.read")
def run(request: AskingRequest, key: str) -> HttpResponse:
    row = _row(request, key)
    try:
        _said(request, actions.run_now(request.actor, row))
    except NotPossible as error:
        messages.warning(request, str(error))
    return redirect("source", key=key)


@require_POST
@room("source.read")
def switch(request: AskingRequest, key: str) -> HttpResponse:
    row = _row(request, key)
    actions.switch(request.actor, row, on=not row.is_on)
    return redirect("source", key=key)


@require_POST
@room("source.read")
def load(request: AskingRequest, key: str) -> HttpResponse:
    """A file in place of a reading: tried first, taken when it is asked for."""
    row = _row(request, key)
    need(request.actor, "pull.load", row)
    form = LoadFile(request.POST, request.FILES)
    if not form.is_valid() or form.cleaned_data["file"].size > MOST_FILE:
        messages.error(request, _("Chọn một tệp, nhiều nhất 20 MB."))
        return redirect("source", key=key)
    file = form.cleaned_data["file"]
    body = file.read()
    try:
        if request.POST.get("do") == TRY:
            trial = trying.shown(row.says, folder.of_file(file.name, body, row.says))
            facts = {"row": row, "source": row.source, "trial": trial, "file": file.name}
            return render(request, "desk/sources/pull_trial.html", facts)
        _said(request, actions.load(request.actor, row, file.name, body))
    except Invalid as error:
        messages.error(request, error.message)
    except Fault as fault:
        messages.error(request, shown(fault.words))
    return redirect("source", key=key)


def _said(request: AskingRequest, one: PullRun) -> None:
    if one.outcome == "failed":
        messages.error(request, shown(one.told) if one.told else outcome_words()["failed"])
        return
    told = _("%(outcome)s: %(rows)s dòng, %(new)s số mới, %(changed)s số đổi, %(wrong)s dòng sai.") % {
        "outcome": outcome_words()[one.outcome].capitalize(), "rows": one.rows, "new": one.new, "changed": one.changed,
        "wrong": one.wrong,
    }  # fmt: skip
    messages.success(request, told, extra_tags="done")


@require_http_methods(["GET", "POST"])
@room("inner_host.read")
def hosts(request: AskingRequest) -> HttpResponse:
    """Which machines inside may be read."""
    form = HostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.allow(request.actor, form.cleaned_data["pattern"], why=form.cleaned_data["why"])
            return redirect("pull_hosts")
        except Invalid as error:
            _explain(form, error)
    facts = {
        "rows": queries.inner_hosts(request.actor), "form": form,
        "may_change": bool(decide(request.actor, "inner_host.allow")),
    }  # fmt: skip
    return render(request, "desk/sources/hosts.html", facts, status=422 if form.errors else 200)


@require_POST
@room("inner_host.read")
def forbid(request: AskingRequest, number: int) -> HttpResponse:
    actions.forbid(request.actor, get_object_or_404(InnerHost, pk=number))
    return redirect("pull_hosts")
