"""The alarm rules: which there are and how they stand; one of them with its versions; a dry run; the same as a file."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from haidang.core.audit import queries as audit
from haidang.core.directory.permissions import decide
from haidang.core.rules.models import Rule, RuleVersion
from haidang.core.rules.reading import queries
from haidang.kernel import clock, registry
from haidang.kernel.bilingual import shown
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import listing, rule_log, trial
from .listing import Asked
from .said import differences, kinds, playbook, said, scope


def found(request: AskingRequest, number: int) -> Rule:
    try:
        return queries.rule(request.actor, number)
    except Rule.DoesNotExist:
        raise Http404(str(number)) from None


@require_GET
@room("rule.read")
def listed(request: AskingRequest) -> HttpResponse:
    """The whole page, or for htmx the list alone."""
    asked = Asked.by(request.GET)
    rows = listing.matching(listing.rows(request.actor), asked)
    facts = {
        "asked": asked,
        "groups": listing.groups(rows, asked),
        "tabs": listing.tabs(rows, asked),
        "here": request.get_full_path(),
        "domains": [(one.key, shown(one.short), asked.url(domain=one.key)) for one in registry.domains().values()],
        "without_domain": asked.url(domain=""),
        "may_create": decide(request.actor, "rule.create"),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "desk/rules/_list.html" if is_part else "desk/rules/list.html", facts)


@require_GET
@room("rule.read")
def one(request: AskingRequest, number: int) -> HttpResponse:
    rule = found(request, number)
    return render(request, "desk/rules/one.html", facts_of(request, rule))


def facts_of(request: AskingRequest, rule: Rule) -> dict[str, Any]:
    actor, spoken = request.actor, said(rule)
    return {
        "rule": rule,
        "said": spoken,
        "scope": scope(rule),
        "kinds": kinds(spoken.says),
        "playbook": playbook(rule, spoken.says),
        "domain": registry.domains().get(rule.domain),
        "run": getattr(rule, "run", None),
        "versions": _versions(list(rule.versions.all())),
        "from_file": differences(rule.manifest, rule.current.facts) if rule.manifest else [],
        "narrower": [one for one in queries.rules(actor, domain=rule.domain) if one.narrows_id == rule.pk],
        "open_alerts": queries.open_alerts(actor, queries.Wanted(rule=rule.pk, covered=None), limit=20),
        "past_alerts": queries.history(actor, queries.Wanted(rule=rule.pk, state="closed", covered=None), limit=10),
        "log": rule_log.entries(actor, rule),
        "did": rule_log.of_last_day(actor, rule),
        "events": audit.history(actor, rule, limit=20),
        "may_change": decide(actor, "rule.change", rule),
        "trial_hours": trial.choices(spoken.says),
    }


def _versions(every: list[RuleVersion]) -> list[dict[str, Any]]:
    """Newest first, each with what it changed in the one before it."""
    before = [one.facts for one in every[1:]] + [None]
    return [{"version": one, "changes": differences(old, one.facts)} for one, old in zip(every, before, strict=True)]


@require_GET
@room("rule.read")
def rehearse(request: AskingRequest, number: int) -> HttpResponse:
    """What the rule as it stands would have raised in the last hours: a part for htmx, the rule's page otherwise."""
    rule = found(request, number)
    tried = {"trial": trial.tried(rule, trial.hours(request.GET.get("hours"), rule.current.says))}
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/rules/_trial.html", tried | {"rule": rule})
    return render(request, "desk/rules/one.html", facts_of(request, rule) | tried)


@require_GET
@room("rule.read")
def export(request: AskingRequest) -> JsonResponse:
    """All rules (or those of a domain) as they stand, in the form in which they can be created again."""
    domain = Asked.by(request.GET).domain
    body = {"exported_at": clock.now().isoformat(), "rules": queries.exported(request.actor, domain)}
    answer = JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})
    name = f"quy-tac-{domain or 'tat-ca'}-{clock.now():%y%m%d-%H%M}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
