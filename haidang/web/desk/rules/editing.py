"""Changing rules: a form for what a rule says with a dry run of the draft, one for a place or a thing, and the switches."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.rules import actions
from haidang.core.rules.conditions import checked
from haidang.core.rules.models import Rule
from haidang.kernel import manifest, registry
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


def _checked(domain: Domain, facts: dict[str, Any]) -> manifest.Rule:
    return checked(facts, registry.series(domain.key, facts.get("series", "")), {one.key for one in domain.series})


@get_or_post
@room("rule.read")
def edit(request: AskingRequest, number: int) -> HttpResponse:
    """A new version of the rule, or (`do=try`) a dry run of the draft that changes nothing."""
    rule = found(request, number)
    need(request.actor, "rule.change", rule)
    says, domain = rule.current.says, _domain(rule.domain)
    start = forms.initial(says) | {"version": rule.version}
    trying = request.POST.get("do") == "try"
    form = forms.Edit(domain, says.series, request.POST or None, initial=start, trying=trying)
    facts: dict[str, Any] = {"rule": rule, "said": said(rule), "form": form, "hours": trial.HOURS}
    if request.method == "POST" and form.is_valid():
        draft = rule.current.facts | form.facts()
        if trying:
            form.fields["why"].required = True
            facts["trial"] = _tried(rule, domain, draft, form, request)
        elif _saved(request, rule, draft, form):
            messages.success(request, _("Đã ghi bản mới của quy tắc."), extra_tags="done")
            return redirect(_page(rule))
    return render(request, "desk/rules/edit.html", facts, status=422 if form.errors else 200)


def _tried(
    rule: Rule, domain: Domain, draft: dict[str, Any], form: forms.Edit, request: AskingRequest
) -> trial.Trial | None:
    try:
        return trial.tried(rule, trial.hours(request.POST.get("hours")), _checked(domain, draft))
    except Invalid as error:
        forms.refuse(form, error)
        return None


def _saved(request: AskingRequest, rule: Rule, draft: dict[str, Any], form: forms.Edit) -> bool:
    clean = form.cleaned_data
    try:
        actions.change_rule(request.actor, rule, facts=draft, why=clean["why"], version=clean["version"])
    except Invalid as error:
        forms.refuse(form, error)
    except NotPossible as error:
        form.add_error(None, str(error))
    return not form.errors


@get_or_post
@room("rule.read")
def create(request: AskingRequest) -> HttpResponse:
    """A rule of the province's own: first the field and what is measured, then what it says and where."""
    need(request.actor, "rule.create")
    domain = registry.domains().get(request.GET.get("domain", ""))
    series = registry.series(domain.key, request.GET.get("series", "")) if domain else None
    if domain is None or series is None:
        offered = [(one, shown(one.name), [(s, shown(s.name)) for s in one.series]) for one in _with_series()]
        return render(request, "desk/rules/pick.html", {"domains": offered})
    given = request.POST or None
    form = forms.Create(domain, series.key, given, initial={"op": ">", "severity": 3, "acknowledge_within": "30m"})
    types = [one.key for one in domain.things if series.key in one.series]
    where = forms.Where(request.actor, domain.key, types, given)
    both_fit = form.is_valid() & where.is_valid()
    if request.method == "POST" and both_fit:
        rule = _created(request, domain, series.key, form, where)
        if rule is not None:
            messages.success(request, _("Đã tạo quy tắc."), extra_tags="done")
            return redirect(_page(rule))
    facts = {"domain": domain, "series": shown(series.name), "form": form, "where": where}
    status = 422 if form.errors or where.errors else 200
    return render(request, "desk/rules/create.html", facts, status=status)


def _with_series() -> list[Domain]:
    return [one for one in registry.domains().values() if one.series]


def _created(
    request: AskingRequest, domain: Domain, series: str, form: forms.Create, where: forms.Where
) -> Rule | None:
    facts = form.facts() | {"key": form.cleaned_data["key"], "series": series, "enabled": True}
    try:
        return actions.create_rule(
            request.actor, where.where, domain=domain.key, facts=facts, why=form.cleaned_data["why"]
        )
    except Invalid as error:
        forms.refuse(form, error)
        return None


@get_or_post
@room("rule.read")
def narrow(request: AskingRequest, number: int) -> HttpResponse:
    """Other values of a rule for one place or one thing."""
    rule = found(request, number)
    need(request.actor, "rule.narrow")
    form = forms.Narrow(request.actor, rule, request.POST or None)

    def work(given: dict[str, Any]) -> str:
        try:
            changes = form.changes()
            return _page(actions.narrow_rule(request.actor, form.where, rule, changes=changes, why=given["why"]))
        except Invalid as error:
            forms.refuse(form, error)
            raise

    asks = Asks(
        title=_("Đặt riêng cho một nơi hoặc một thiết bị"),
        submit=_("Đặt riêng"),
        back=_page(rule),
        said=_("Đã đặt riêng quy tắc."),
        icon="git-compare",
        note=said(rule).sentence,
    )
    return asked(request, form, asks, work)


@get_or_post
@room("rule.read")
def switch(request: AskingRequest, number: int) -> HttpResponse:
    """On or off, for a reason."""
    rule = found(request, number)
    need(request.actor, "rule.enable", rule)
    on = not rule.is_enabled

    def work(given: dict[str, Any]) -> str:
        actions.enable_rule(request.actor, rule, on=on, why=given["why"])
        return _page(rule)

    asks = Asks(
        title=_("Bật quy tắc") if on else _("Tắt quy tắc"),
        submit=_("Bật") if on else _("Tắt"),
        back=_page(rule),
        said=_("Đã bật quy tắc.") if on else _("Đã tắt quy tắc."),
        icon="player-play" if on else "player-pause",
        is_grave=not on,
        note="" if on else _("Quy tắc thôi canh; cảnh báo đang mở của nó trở lại bình thường."),
    )
    return asked(request, forms.Why(request.POST or None), asks, work)


@get_or_post
@room("rule.read")
def restore(request: AskingRequest, number: int) -> HttpResponse:
    """Back to what the domain's file says; a rule for one place or thing ends, and the general one holds there again."""
    rule = found(request, number)
    need(request.actor, "rule.restore", rule)

    def work(given: dict[str, Any]) -> str:
        actions.restore_rule(request.actor, rule, why=given["why"])
        return _page(rule.narrows) if rule.narrows else _page(rule)

    ends = rule.narrows_id is not None
    asks = Asks(
        title=_("Bỏ quy tắc riêng") if ends else _("Trả về tệp của lĩnh vực"),
        submit=_("Bỏ") if ends else _("Trả về"),
        back=_page(rule),
        said=_("Đã bỏ quy tắc riêng.") if ends else _("Đã trả quy tắc về tệp của lĩnh vực."),
        icon="refresh",
        is_grave=True,
        note=_("Quy tắc chung lại có hiệu lực ở đó.") if ends else _("Bản của tỉnh vẫn còn trong lịch sử."),
    )
    return asked(request, forms.Why(request.POST or None), asks, work)
