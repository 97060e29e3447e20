"""Changing rules: what a rule says, its values for a place or a thing, and the switches; each shows its effect first."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.rules import editing
from haidang.core.rules.models import Rule
from haidang.core.rules.trying import proposals
from haidang.core.rules.trying.trial import Draft, mark_of
from haidang.kernel import registry
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Domain
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms, trial
from .said import said
from .views import found

get_or_post = require_http_methods(["GET", "POST"])


def _page(rule: Rule) -> str:
    return reverse("rule", args=[rule.pk])


def _domain(key: str) -> Domain:
    known = registry.domains().get(key)
    if known is None:
        raise Http404(key)
    return known


@get_or_post
@room("rule.read")
def edit(request: AskingRequest, number: int) -> HttpResponse:
    """A new version of the rule, after its effect was shown: what is sent without that is shown first and not written."""
    rule = found(request, number)
    need(request.actor, "rule.change", rule)
    if rule.current.says.parts:
        return redirect("combination_edit", number)
    says, domain = rule.current.says, _domain(rule.domain)
    start = forms.initial(says) | {"version": rule.version}
    form = forms.Edit(domain, says.series, request.POST or None, initial=start, trying=_is_trying(request))
    facts: dict[str, Any] = {"rule": rule, "said": said(rule), "form": form, "hours": trial.choices(says)}
    if request.method == "POST" and form.is_valid():
        draft = rule.current.facts | form.facts()
        mark = mark_of(rule.pk, form.cleaned_data["version"], draft)
        if _was_shown(request, mark):
            if _saved(request, rule, draft, form):
                messages.success(request, _("Đã ghi bản mới của quy tắc."), extra_tags="done")
                return redirect(_page(rule))
        else:
            facts |= _effect(request, form, lambda: proposals.of_change(rule, draft), mark)
        form.fields["why"].required = True
    return render(request, "desk/rules/edit.html", facts, status=422 if form.errors else 200)


def _is_trying(request: AskingRequest) -> bool:
    return request.POST.get("do") == "try"


def _was_shown(request: AskingRequest, mark: str) -> bool:
    """Whether the effect of this very draft stood on the page that was sent, and it is to be written now."""
    return not _is_trying(request) and request.POST.get("seen") == mark


def _effect(request: AskingRequest, form: Any, drafts: Callable[[], proposals.Pair], mark: str) -> dict[str, Any]:
    """What the page shows of the effect; a draft that is refused is told at its field."""
    try:
        now, then = drafts()
    except Invalid as error:
        forms.refuse(form, error)
        return {}
    some = then or now
    assert some is not None
    asked_for = trial.hours(request.POST.get("hours"), some.says) if _is_trying(request) else None
    found = trial.compared(now, then, asked_for, mark=mark)
    return {"trial": found, "must_look": not _is_trying(request)}


def _saved(request: AskingRequest, rule: Rule, draft: dict[str, Any], form: forms.Edit) -> bool:
    clean = form.cleaned_data
    try:
        editing.change_rule(request.actor, rule, facts=draft, why=clean["why"], version=clean["version"])
    except Invalid as error:
        forms.refuse(form, error)
    except NotPossible as error:
        form.add_error(None, str(error))
    return not form.errors


@get_or_post
@room("rule.read")
def create(request: AskingRequest) -> HttpResponse:
    """A rule of the province's own: the field and what is measured, what it says and where, then its effect."""
    need(request.actor, "rule.create")
    domain = registry.domains().get(request.GET.get("domain", ""))
    series = registry.series(domain.key, request.GET.get("series", "")) if domain else None
    if domain is None or series is None:
        offered = [(one, shown(one.name), [(s, shown(s.name)) for s in one.series]) for one in _with_series()]
        return render(request, "desk/rules/pick.html", {"domains": offered})
    given = request.POST or None
    form = forms.Create(domain, series.key, given, initial={"op": ">", "severity": 3, "acknowledge_within": "30m"})
    form.fields["why"].required = not _is_trying(request)
    types = [one.key for one in domain.things if series.key in one.series]
    where = forms.Where(request.actor, domain.key, types, given)
    facts: dict[str, Any] = {
        "domain": domain, "series": shown(series.name), "form": form, "where": where,
        "hours": [(one, trial.lasting(one)) for one in trial.HOURS],
    }  # fmt: skip
    if request.method == "POST" and form.is_valid() & where.is_valid():
        draft = form.facts() | {"key": form.cleaned_data["key"], "series": series.key, "enabled": True}
        mark = mark_of(domain.key, str(where.where), draft)
        if _was_shown(request, mark):
            rule = _created(request, domain, draft, form, where)
            if rule is not None:
                messages.success(request, _("Đã tạo quy tắc."), extra_tags="done")
                return redirect(_page(rule))
        else:
            facts |= _effect(request, form, lambda: proposals.of_creation(domain.key, where.where, draft), mark)
    return render(request, "desk/rules/create.html", facts, status=422 if form.errors or where.errors else 200)


def _with_series() -> list[Domain]:
    return [one for one in registry.domains().values() if one.series]


def _created(
    request: AskingRequest, domain: Domain, draft: dict[str, Any], form: forms.Create, where: forms.Where
) -> Rule | None:
    try:
        return editing.create_rule(
            request.actor, where.where, domain=domain.key, facts=draft, why=form.cleaned_data["why"]
        )
    except Invalid as error:
        forms.refuse(form, error)
        return None


@get_or_post
@room("rule.read")
def narrow(request: AskingRequest, number: int) -> HttpResponse:
    """Other values of a rule for one place or one thing, after their effect there was shown."""
    rule = found(request, number)
    need(request.actor, "rule.narrow")
    start = {name: request.GET[name] for name in ("place", "thing") if request.GET.get(name)}
    form = forms.Narrow(request.actor, rule, request.POST or None, initial=start)
    form.fields["why"].required = not _is_trying(request)
    facts: dict[str, Any] = {"rule": rule, "said": said(rule), "form": form, "hours": trial.choices(rule.current.says)}
    if request.method == "POST" and form.is_valid():
        changes, mark = form.changes(), mark_of(rule.pk, rule.version, str(form.where), form.changes())
        if _was_shown(request, mark):
            narrower = _narrowed(request, rule, form, changes)
            if narrower is not None:
                messages.success(request, _("Đã đặt riêng quy tắc."), extra_tags="done")
                return redirect(_page(narrower))
        else:
            facts |= _effect(request, form, lambda: proposals.of_narrowing(rule, form.where, changes), mark)
    return render(request, "desk/rules/narrow.html", facts, status=422 if form.errors else 200)


def _narrowed(request: AskingRequest, rule: Rule, form: forms.Narrow, changes: dict[str, Any]) -> Rule | None:
    try:
        return editing.narrow_rule(request.actor, form.where, rule, changes=changes, why=form.cleaned_data["why"])
    except Invalid as error:
        forms.refuse(form, error)
    except NotPossible as error:
        form.add_error(None, str(error))
    return None


@get_or_post
@room("rule.read")
def switch(request: AskingRequest, number: int) -> HttpResponse:
    """On or off, for a reason."""
    rule = found(request, number)
    need(request.actor, "rule.enable", rule)
    on = not rule.is_enabled
    drafts = proposals.of_switch(rule, on=on)

    def work(given: dict[str, Any]) -> str:
        editing.enable_rule(request.actor, rule, on=on, why=given["why"])
        return _page(rule)

    asks = Asks(
        title=_("Bật quy tắc") if on else _("Tắt quy tắc"),
        submit=_("Bật") if on else _("Tắt"),
        back=_page(rule),
        said=_("Đã bật quy tắc.") if on else _("Đã tắt quy tắc."),
        icon="player-play" if on else "player-pause",
        is_grave=not on,
        note=_told(request, *drafts)
        or ("" if on else _("Quy tắc thôi canh; cảnh báo đang mở của nó trở lại bình thường.")),
    )
    return asked(request, forms.Why(request.POST or None), asks, work)


@get_or_post
@room("rule.read")
def restore(request: AskingRequest, number: int) -> HttpResponse:
    """Back to what the domain's file says; a rule for one place or thing ends, and the general one holds there again."""
    rule = found(request, number)
    need(request.actor, "rule.restore", rule)

    def work(given: dict[str, Any]) -> str:
        editing.restore_rule(request.actor, rule, why=given["why"])
        return _page(rule.narrows) if rule.narrows else _page(rule)

    ends = rule.narrows_id is not None
    what = _("Quy tắc chung lại có hiệu lực ở đó.") if ends else _("Bản của tỉnh vẫn còn trong lịch sử.")
    asks = Asks(
        title=_("Bỏ quy tắc riêng") if ends else _("Trả về tệp của lĩnh vực"),
        submit=_("Bỏ") if ends else _("Trả về"),
        back=_page(rule),
        said=_("Đã bỏ quy tắc riêng.") if ends else _("Đã trả quy tắc về tệp của lĩnh vực."),
        icon="refresh",
        is_grave=True,
        note=f"{what} {_told(request, *proposals.of_restoring(rule))}".strip(),
    )
    return asked(request, forms.Why(request.POST or None), asks, work)


def _told(request: AskingRequest, now: Draft | None, then: Draft | None) -> str:
    """The effect in a sentence, while somebody is asked; it costs a dry run, so not once more when they have answered."""
    return trial.sentence(trial.compared(now, then)) if request.method == "GET" else ""
