"""Every change of a rule: a rule of the province's own, a narrower one, a new version, back to the file, on and off."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.directory.models import Place
from haidang.core.things.models import Thing
from haidang.kernel import manifest, registry
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.given import needed

from .conditions import checked
from .models import Rule, RuleVersion


@action("rule.create")
def create_rule(do: Doing, where: Place | Thing, *, domain: str, facts: dict[str, Any], why: str) -> Rule:
    """A rule of the province's own, over a place (the province itself: everywhere) or for one thing.

    Raises Invalid that names the field.
    """
    says = says_of(domain, facts)
    if Rule.objects.filter(domain=domain, key=says.key).exists():
        raise Invalid("key", _("Lĩnh vực đã có quy tắc mang mã này."), says.key)
    return _made(do, where, Rule(domain=domain, key=says.key), facts, why)


@action("rule.narrow")
def narrow_rule(do: Doing, where: Place | Thing, rule: Rule, *, changes: dict[str, Any], why: str) -> Rule:
    """Other values for one place or thing, for example {"when": {"value": 60}}; they take the rule's place there.

    {"enabled": False} switches the rule off there, {"enabled": True} on. Raises Invalid.
    """
    whole = rule.narrows or rule
    if whole.current.facts.get("parts"):
        raise NotPossible(_("Quy tắc kết hợp không đặt riêng được; tạo một quy tắc kết hợp cho nơi đó."))
    facts = merged(whole.current.facts, changes)
    code = where.code if isinstance(where, Thing) else where.key
    narrower = Rule(domain=whole.domain, key=f"{whole.key}@{code}", narrows=whole)
    existing = Rule.objects.filter(domain=narrower.domain, key=narrower.key).first()
    if existing is not None:
        narrower = existing
        facts = merged(existing.current.facts if existing.retired_at is None else whole.current.facts, changes)
    says_of(whole.domain, facts)
    return _made(do, where, narrower, facts, why)


@action("rule.change")
def change_rule(do: Doing, rule: Rule, *, facts: dict[str, Any], why: str, version: int | None = None) -> Rule:
    """A new version. `version` is the one the editor saw: NotPossible when somebody was quicker. Raises Invalid."""
    says = says_of(rule.domain, facts)
    with _editing(do, rule) as rule:
        if version is not None and version != rule.version:
            by = rule.current.by_name
            raise NotPossible(_("%(who)s vừa sửa quy tắc này; mở lại để xem bản mới.") % {"who": by})
        if says.key != rule.current.facts["key"]:
            raise Invalid("key", _("Mã của quy tắc không đổi được."), says.key)
        before = rule.current.facts
        _add_version(do, rule, facts, why)
        rule.differs_since = None
        do.event.before |= {name: before.get(name) for name in facts if before.get(name) != facts[name]}
        do.event.after |= {name: facts[name] for name in facts if before.get(name) != facts[name]}
    return rule


@action("rule.restore")
def restore_rule(do: Doing, rule: Rule, *, why: str) -> Rule:
    """Back to what the domain's file says; from then on sync renews it again. A narrower rule ends."""
    why = needed("why", why)
    with _editing(do, rule) as rule:
        if rule.narrows_id:
            rule.retired_at = do.at
        elif rule.manifest is None:
            raise NotPossible(_("Quy tắc này không có trong tệp của lĩnh vực."))
        else:
            _add_version(do, rule, rule.manifest, why, origin="manifest")
            rule.differs_since = None
    return rule


@action("rule.enable")
def enable_rule(do: Doing, rule: Rule, *, on: bool, why: str) -> Rule:
    """Switch a rule on or off, for a reason. Open alerts of a rule that is switched off return."""
    with _editing(do, rule, why=needed("why", why)) as rule:
        rule.is_enabled = on
    return rule


@contextmanager
def _editing(do: Doing, rule: Rule, **facts: Any) -> Iterator[Rule]:
    fresh = Rule.objects.select_for_update(of=("self",)).select_related("place", "thing__place").get(pk=rule.pk)
    with do.changing(fresh, "version", "is_enabled", "retired_at", **facts):
        yield fresh
        fresh.changed_at = do.at
        fresh.save()


def _made(do: Doing, where: Place | Thing, rule: Rule, facts: dict[str, Any], why: str) -> Rule:
    why = needed("why", why)
    if isinstance(where, Thing):
        rule.thing, rule.place = where, None
    else:
        rule.place = where if where.parent_id else None
    rule.is_enabled, rule.retired_at, rule.changed_at = bool(facts.get("enabled", True)), None, do.at
    rule.save()
    _add_version(do, rule, facts, why)
    rule.save(update_fields=["version"])
    do.about(rule, version=rule.version)
    do.event.after = facts
    return rule


def _add_version(do: Doing, rule: Rule, facts: dict[str, Any], why: str, origin: str = "province") -> None:
    rule.version += 1
    RuleVersion.objects.create(
        rule=rule, number=rule.version, origin=origin, facts=facts, why=needed("why", why), by=str(do.actor),
        by_name=do.actor.name, from_at=do.at,
    )  # fmt: skip


def says_of(domain: str, facts: dict[str, Any]) -> manifest.Rule:
    """Facts of a rule as somebody wrote them. Raises Invalid."""
    known = registry.domains().get(domain)
    if known is None:
        raise Invalid("domain", _("Không có lĩnh vực này."), domain)
    return checked(facts, registry.series(domain, str(facts.get("series", ""))), {one.key for one in known.series})


def merged(facts: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Facts with changes laid over them, inside `when` as well."""
    when = {**facts["when"], **changes.get("when", {})}
    return {**facts, **changes, "when": when}
