"""What is in force beside what would be, for each way to change a rule: the pairs a dry run compares."""

from typing import Any

import msgspec

from haidang.core.directory.models import Place
from haidang.core.rules.editing import merged, says_of
from haidang.core.rules.models import Rule
from haidang.core.things.models import Thing
from haidang.kernel import manifest

from .trial import Draft

Pair = tuple[Draft | None, Draft | None]
"""In force, and proposed; None: no rule judges."""


def of_creation(domain: str, where: Place | Thing, facts: dict[str, Any]) -> Pair:
    return None, Draft.at(domain, where, says_of(domain, facts))


def of_change(rule: Rule, facts: dict[str, Any]) -> Pair:
    return Draft.as_is(rule), Draft(rule, says_of(rule.domain, facts))


def of_narrowing(rule: Rule, where: Place | Thing, changes: dict[str, Any]) -> Pair:
    """The rule in force at a place or thing, and what would hold there; nothing, where it is switched off there."""
    whole = rule.narrows or rule
    says = says_of(rule.domain, merged(whole.current.facts, changes))
    now = Draft.at(rule.domain, where, whole.current.says) if whole.is_enabled else None
    return now, Draft.at(rule.domain, where, says) if changes.get("enabled", True) else None


def of_switch(rule: Rule, *, on: bool) -> Pair:
    return (None if on else Draft.as_is(rule)), (Draft.as_is(rule) if on else None)


def of_restoring(rule: Rule) -> Pair:
    """What holds when the province's version, or the rule for one place or thing, is given up."""
    now = Draft.as_is(rule)
    if rule.narrows is not None:
        return now, Draft(rule, rule.narrows.current.says) if rule.narrows.is_enabled else None
    return now, Draft(rule, msgspec.convert(rule.manifest, manifest.Rule)) if rule.manifest else None
