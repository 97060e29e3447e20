"""Takes the rules of the domains' files into the table. What a province has put in their place is left alone."""

from collections.abc import Iterable

import msgspec
from django.db import transaction

from haidang.kernel import clock, registry
from haidang.kernel.action import system
from haidang.kernel.manifest import Domain
from haidang.kernel.manifest import Rule as Facts

from .models import Rule, RuleVersion

SYNC = system("sync")


def sync() -> None:
    sync_rules(registry.rules())


@transaction.atomic
def sync_rules(declared: Iterable[tuple[Domain, Facts]]) -> None:
    """Create, renew and retire manifest rules. A rule the province overrides keeps its version and is flagged."""
    known = {(one.domain, one.key): one for one in Rule.objects.filter(narrows=None).prefetch_related("versions")}
    seen = set()
    for domain, facts in declared:
        seen.add((domain.key, facts.key))
        rule = known.get((domain.key, facts.key)) or Rule(domain=domain.key, key=facts.key)
        _renew(rule, msgspec.to_builtins(facts))
    for key, rule in known.items():
        if key not in seen and rule.manifest is not None and rule.retired_at is None:
            rule.retired_at = rule.changed_at = clock.now()
            rule.save()


def _renew(rule: Rule, facts: dict[str, object]) -> None:
    is_same = rule.version > 0 and rule.manifest == facts
    if is_same and rule.retired_at is None:
        return
    now = clock.now()
    is_overridden = rule.version > 0 and rule.is_overridden
    if rule.manifest is None or rule.manifest.get("enabled") != facts["enabled"]:
        rule.is_enabled = bool(facts["enabled"])
    rule.manifest, rule.retired_at, rule.changed_at = facts, None, now
    if is_overridden and not is_same:
        rule.differs_since = now
    if not is_same and not is_overridden:
        rule.version += 1
    rule.save()
    if not is_same and not is_overridden:
        RuleVersion.objects.create(
            rule=rule, number=rule.version, origin="manifest", facts=facts, by=str(SYNC), by_name=SYNC.name, from_at=now
        )
