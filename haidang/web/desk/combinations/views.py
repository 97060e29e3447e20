"""Rules that combine conditions, written after their effect was shown."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.rules import editing
from haidang.core.rules.models import Rule
from haidang.core.rules.reading import queries
from haidang.core.rules.trying import proposals
from haidang.core.rules.trying.trial import mark_of
from haidang.kernel import registry
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Domain
from haidang.web.desk.entrance import need, room
from haidang.web.desk.rules import forms as rule_forms
from haidang.web.desk.rules import trial
from haidang.web.middleware import AskingRequest

from . import forms

get_or_post = require_http_methods(["GET", "POST"])


def _domain(key: str) -> Domain:
    known = registry.domains().get(key)
    if known is None or not known.series:
        raise Http404(key)
    return known


def changeable(request: AskingRequest, number: int) -> Rule:
    """Raises Http404, Refused."""
    try:
        rule = queries.rule(request.actor, number)
    except Rule.DoesNotExist:
        raise Http404(str(number)) from None
    need(request.actor, "rule.change", rule)
    return rule


def _facts(form: forms.Whole, several: list[forms.Part], before: dict[str, Any]) -> dict[str, Any]:
    """What was typed, over what the rule said before."""
    said = {part["key"]: part for part in before.get("parts", [])}
    typed = [part for part in several if part.cleaned_data.get("key")]
    return before | form.facts() | {"parts": [part.facts(said.get(part.cleaned_data["key"], {})) for part in typed]}


def _all_fit(several: Sequence[Any]) -> bool:
    """Every form is looked at, so that each tells its own errors."""
    return min([one.is_valid() for one in several], default=True)


def is_trying(request: AskingRequest) -> bool:
    return request.POST.get("do") == "try"


def _refuse(form: forms.Whole, several: list[forms.Part], error: Invalid) -> None:
    """Beside the field it was typed into, of the whole or of a part."""
    if error.field.startswith("parts[") and "]." in error.field:
        number, _bracket, name = error.field.removeprefix("parts[").partition("].")
        typed = [part for part in several if part.cleaned_data.get("key")]
        if number.isdigit() and int(number) < len(typed):
            rule_forms.refuse(typed[int(number)], Invalid(name, error.message, error.value))
            return
    rule_forms.refuse(form, error)


def _effect(
    request: AskingRequest, form: forms.Whole, several: list[forms.Part], drafts: Any, mark: str
) -> dict[str, Any]:
    try:
        now, then = drafts()
    except Invalid as error:
        _refuse(form, several, error)
        return {}
    hours = trial.hours(request.POST["hours"], then.says) if request.POST.get("hours") else None
    return {"trial": trial.compared(now, then, hours, mark=mark), "must_look": not is_trying(request)}


@get_or_post
@room("rule.read")
def create(request: AskingRequest) -> HttpResponse:
    """A combination of the province's own, after its effect was shown."""
    need(request.actor, "rule.create")
    key = request.GET.get("domain", "")
    if key not in registry.domains():
        offered = [(one.key, shown(one.name)) for one in registry.domains().values() if one.series]
        return render(request, "desk/combinations/pick.html", {"domains": offered})
    domain, given = _domain(key), request.POST or None
    start = {"severity": 2, "acknowledge_within": "15m", "within": "30m", "by": "place"}
    form = forms.New(domain, given, initial=start, trying=is_trying(request))
    several, where = forms.parts(domain, None, given), rule_forms.Where(request.actor, domain.key, [], given)
    facts = _page(form, several, domain) | {"where": where, "title": _("Tạo quy tắc kết hợp")}
    if request.method == "POST" and form.is_valid() & _all_fit(several) & where.is_valid():
        draft = _facts(form, several, {}) | {"key": form.cleaned_data["key"], "enabled": True}
        mark = mark_of(domain.key, str(where.where), draft)
        if not is_trying(request) and request.POST.get("seen") == mark:
            try:
                rule = editing.create_rule(
                    request.actor, where.where, domain=domain.key, facts=draft, why=form.cleaned_data["why"]
                )
            except Invalid as error:
                _refuse(form, several, error)
            else:
                messages.success(request, _("Đã tạo quy tắc."), extra_tags="done")
                return redirect("rule", rule.pk)
        else:
            drafted = lambda: proposals.of_creation(domain.key, where.where, draft)  # noqa: E731
            facts |= _effect(request, form, several, drafted, mark)
    return _answer(request, facts, form, several, where)


@get_or_post
@room("rule.read")
def edit(request: AskingRequest, number: int) -> HttpResponse:
    """A new version of a combination, after its effect was shown."""
    rule = changeable(request, number)
    domain, says, given = _domain(rule.domain), rule.current.says, request.POST or None
    start = forms.initial(says) | {"version": rule.version}
    form = forms.Whole(domain, given, initial=start, trying=is_trying(request))
    several = forms.parts(domain, says, given)
    facts = _page(form, several, domain) | {"rule": rule, "title": _("Sửa quy tắc kết hợp")}
    if request.method == "POST" and form.is_valid() & _all_fit(several):
        draft = _facts(form, several, rule.current.facts)
        mark = mark_of(rule.pk, form.cleaned_data["version"], draft)
        if not is_trying(request) and request.POST.get("seen") == mark:
            if saved(request, rule, draft, form, lambda error: _refuse(form, several, error)):
                return redirect("rule", rule.pk)
        else:
            drafted = lambda: proposals.of_change(rule, draft)  # noqa: E731
            facts |= _effect(request, form, several, drafted, mark)
    return _answer(request, facts, form, several)


def saved(
    request: AskingRequest, rule: Rule, draft: dict[str, Any], form: forms.Whole | forms.Standing,
    refuse: Callable[[Invalid], None],
) -> bool:  # fmt: skip
    """Write a new version of a rule, or put what refuses it beside its field."""
    clean = form.cleaned_data
    try:
        editing.change_rule(request.actor, rule, facts=draft, why=clean["why"], version=clean["version"])
    except Invalid as error:
        refuse(error)
        return False
    except NotPossible as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Đã ghi bản mới của quy tắc."), extra_tags="done")
    return True


def _page(form: forms.Whole, several: list[forms.Part], domain: Domain) -> dict[str, Any]:
    return {
        "form": form, "parts": several, "domain_name": shown(domain.name),
        "hours": [(one, trial.lasting(one)) for one in trial.HOURS],
    }  # fmt: skip


def _answer(request: AskingRequest, facts: dict[str, Any], *all_forms: Any) -> HttpResponse:
    every = [one for group in all_forms for one in (group if isinstance(group, list) else [group])]
    facts["form"].fields["why"].required = True
    status = 422 if any(one.errors for one in every) else 200
    return render(request, "desk/combinations/edit.html", facts, status=status)
