"""Rules that combine conditions, and what any rule stands back for, how it eases and reminds: forms that show their effect first."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.rules import editing, queries
from haidang.core.rules.conditions import checked
from haidang.core.rules.models import Rule
from haidang.core.rules.trial import Draft, mark_of
from haidang.kernel import manifest, registry
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Domain
from haidang.web.desk.entrance import need, room
from haidang.web.desk.rules import forms as rule_forms
from haidang.web.desk.rules import trial
from haidang.web.middleware import AskingRequest

from . import forms

get_or_post = require_http_methods(["GET", "POST"])
FROM_TO = ("threshold",)
MOST_CAUSES = 3


def _domain(key: str) -> Domain:
    known = registry.domains().get(key)
    if known is None or not known.series:
        raise Http404(key)
    return known


def _rule(request: AskingRequest, number: int) -> Rule:
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


def _checked(domain: Domain, draft: dict[str, Any]) -> manifest.Rule:
    return checked(draft, None, {one.key for one in domain.series})


def _all_fit(several: Sequence[Any]) -> bool:
    """Every form is looked at, so that each tells its own errors."""
    return min([one.is_valid() for one in several], default=True)


def _is_trying(request: AskingRequest) -> bool:
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
    return {"trial": trial.compared(now, then, hours, mark=mark), "must_look": not _is_trying(request)}


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
    form = forms.New(domain, given, initial=start, trying=_is_trying(request))
    several, where = forms.parts(domain, None, given), rule_forms.Where(request.actor, domain.key, [], given)
    facts = _page(form, several, domain) | {"where": where, "title": _("Tạo quy tắc kết hợp")}
    if request.method == "POST" and form.is_valid() & _all_fit(several) & where.is_valid():
        draft = _facts(form, several, {}) | {"key": form.cleaned_data["key"], "enabled": True}
        mark = mark_of(domain.key, str(where.where), draft)
        if not _is_trying(request) and request.POST.get("seen") == mark:
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
            drafted = lambda: (None, Draft.at(domain.key, where.where, _checked(domain, draft)))  # noqa: E731
            facts |= _effect(request, form, several, drafted, mark)
    return _answer(request, facts, form, several, where)


@get_or_post
@room("rule.read")
def edit(request: AskingRequest, number: int) -> HttpResponse:
    """A new version of a combination, after its effect was shown."""
    rule = _rule(request, number)
    domain, says, given = _domain(rule.domain), rule.current.says, request.POST or None
    start = forms.initial(says) | {"version": rule.version}
    form = forms.Whole(domain, given, initial=start, trying=_is_trying(request))
    several = forms.parts(domain, says, given)
    facts = _page(form, several, domain) | {"rule": rule, "title": _("Sửa quy tắc kết hợp")}
    if request.method == "POST" and form.is_valid() & _all_fit(several):
        draft = _facts(form, several, rule.current.facts)
        mark = mark_of(rule.pk, form.cleaned_data["version"], draft)
        if not _is_trying(request) and request.POST.get("seen") == mark:
            if _saved(request, rule, draft, form, several):
                return redirect("rule", rule.pk)
        else:
            drafted = lambda: (Draft.as_is(rule), Draft(rule, _checked(domain, draft)))  # noqa: E731
            facts |= _effect(request, form, several, drafted, mark)
    return _answer(request, facts, form, several)


def _saved(
    request: AskingRequest, rule: Rule, draft: dict[str, Any], form: forms.Whole, several: list[forms.Part]
) -> bool:
    clean = form.cleaned_data
    try:
        editing.change_rule(request.actor, rule, facts=draft, why=clean["why"], version=clean["version"])
    except Invalid as error:
        _refuse(form, several, error)
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


@get_or_post
@room("rule.read")
def standing(request: AskingRequest, number: int) -> HttpResponse:
    """What the rule stands back for, how it eases and whom it reminds."""
    rule = _rule(request, number)
    says, given = rule.current.says, request.POST or None
    choices = _other_rules(request, rule)
    causes = [
        forms.Cause(choices, given, prefix=f"c{at}", initial=_cause(rule, says.held_by[at]) if at < len(says.held_by) else {})
        for at in range(max(MOST_CAUSES, len(says.held_by)))
    ]  # fmt: skip
    form = forms.Standing(given, initial=_standing(says) | {"version": rule.version})
    if request.method == "POST" and form.is_valid() & _all_fit(causes):
        held_by = [one.facts() for one in causes if one.cleaned_data["rule"]]
        draft = rule.current.facts | form.changes(rule.current.facts) | {"held_by": held_by}
        clean = form.cleaned_data
        try:
            editing.change_rule(request.actor, rule, facts=draft, why=clean["why"], version=clean["version"])
        except (Invalid, NotPossible) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Đã ghi bản mới của quy tắc."), extra_tags="done")
            return redirect("rule", rule.pk)
    facts = {"rule": rule, "name": shown(says.name), "form": form, "causes": causes, "back": reverse("rule", args=[rule.pk]),
             "may_ease": says.when.kind in FROM_TO}  # fmt: skip
    status = 422 if form.errors or any(one.errors for one in causes) else 200
    return render(request, "desk/combinations/standing.html", facts, status=status)


def _other_rules(request: AskingRequest, rule: Rule) -> list[tuple[str, str]]:
    known = registry.domains()
    named = []
    for one in queries.rules(request.actor):
        if one.narrows_id is None and one.pk not in (rule.pk, rule.narrows_id):
            field = shown(known[one.domain].short) if one.domain in known else one.domain
            named.append((f"{one.domain}.{one.key}", f"{field}: {shown(one.current.says.name)}"))
    return sorted(named, key=lambda pair: pair[1])


def _cause(rule: Rule, cause: manifest.Cause) -> dict[str, Any]:
    named = cause.rule if "." in cause.rule else f"{rule.domain}.{cause.rule}"
    return {"rule": named, "of": cause.of, "field": cause.field, "within_m": cause.within_m, "linger": cause.linger}


def _standing(says: manifest.Rule) -> dict[str, Any]:
    first = says.eases[0] if says.eases else None
    start: dict[str, Any] = {"ease_value": first.value, "ease_severity": str(first.severity)} if first else {}
    if says.remind:
        start |= {"every": says.remind.every, "to": list(says.remind.to), "most": says.remind.most}
    return start
