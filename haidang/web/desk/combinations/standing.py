"""What any rule stands back for, how it eases and whom it reminds; the effect is shown before it is written."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from haidang.core.rules.models import Rule
from haidang.core.rules.reading import queries
from haidang.core.rules.trying import proposals
from haidang.core.rules.trying.trial import mark_of
from haidang.kernel import manifest, registry
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown
from haidang.web.desk.entrance import room
from haidang.web.desk.rules import forms as rule_forms
from haidang.web.desk.rules import trial
from haidang.web.middleware import AskingRequest

from . import forms
from .views import changeable, get_or_post, is_trying, saved

EASING = ("threshold",)
MOST_CAUSES = 3


@get_or_post
@room("rule.read")
def standing(request: AskingRequest, number: int) -> HttpResponse:
    """A new version with other causes, reminders or steps of easing."""
    rule = changeable(request, number)
    says, given = rule.current.says, request.POST or None
    causes = _cause_forms(request, rule, given)
    start = _start(says) | {"version": rule.version}
    form = forms.Standing(given, initial=start, may_ease=says.when.kind in EASING, trying=is_trying(request))
    facts: dict[str, Any] = {
        "rule": rule, "name": shown(says.name), "form": form, "causes": causes, "back": reverse("rule", args=[rule.pk]),
        "may_ease": says.when.kind in EASING, "hours": trial.choices(says),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid() & min(one.is_valid() for one in causes):
        held_by = [one.facts() for one in causes if one.cleaned_data["rule"]]
        draft = rule.current.facts | form.changes(rule.current.facts) | {"held_by": held_by}
        mark = mark_of(rule.pk, form.cleaned_data["version"], draft)
        if not is_trying(request) and request.POST.get("seen") == mark:
            if saved(request, rule, draft, form, lambda error: _refuse(form, causes, error)):
                return redirect("rule", rule.pk)
        else:
            facts |= _effect(request, rule, draft, form, causes, mark)
    form.fields["why"].required = True
    status = 422 if form.errors or any(one.errors for one in causes) else 200
    return render(request, "desk/combinations/standing.html", facts, status=status)


def _cause_forms(request: AskingRequest, rule: Rule, given: Any) -> list[forms.Cause]:
    there, choices = rule.current.says.held_by, _other_rules(request, rule)
    return [
        forms.Cause(choices, given, prefix=f"c{at}", initial=_cause(rule, there[at]) if at < len(there) else {})
        for at in range(max(MOST_CAUSES, len(there)))
    ]


def _effect(
    request: AskingRequest, rule: Rule, draft: dict[str, Any], form: forms.Standing, causes: list[forms.Cause], mark: str
) -> dict[str, Any]:  # fmt: skip
    try:
        now, then = proposals.of_change(rule, draft)
    except Invalid as error:
        _refuse(form, causes, error)
        return {}
    hours = trial.hours(request.POST.get("hours"), rule.current.says) if is_trying(request) else None
    return {"trial": trial.compared(now, then, hours, mark=mark), "must_look": not is_trying(request)}


def _refuse(form: forms.Standing, causes: list[forms.Cause], error: Invalid) -> None:
    """Beside the field it was typed into: of a cause, of the first step of easing, of the reminders."""
    head, _dot, name = error.field.partition("].")
    at = head.removeprefix("held_by[")
    if at != head and at.isdigit():
        typed = [one for one in causes if one.cleaned_data["rule"]]
        rule_forms.refuse(typed[int(at)], Invalid(name, error.message, error.value))
        return
    field = {"remind.every": "every", "eases[0].value": "ease_value", "eases[0].severity": "ease_severity"}
    rule_forms.refuse(form, Invalid(field.get(error.field, error.field), error.message, error.value))


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


def _start(says: manifest.Rule) -> dict[str, Any]:
    first = says.eases[0] if says.eases else None
    start: dict[str, Any] = {"ease_value": first.value, "ease_severity": str(first.severity)} if first else {}
    if says.remind:
        start |= {"every": says.remind.every, "to": list(says.remind.to), "most": says.remind.most}
    return start
