"""Alarm rules: what is in force, its versions, what it would have raised, and changing one.

Every change answers its effect, tried on the readings that are stored; with `dry_run` nothing is changed.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Place
from haidang.core.rules import editing
from haidang.core.rules.conditions import NotJudged
from haidang.core.rules.models import Rule
from haidang.core.rules.reading import queries
from haidang.core.rules.trying import proposals
from haidang.core.rules.trying.replay import Rehearsal
from haidang.core.rules.trying.trial import Draft, rehearsed
from haidang.core.things import queries as things
from haidang.core.things.models import Thing
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import shown

from . import rule_effects as effects
from .callers import caller, may
from .given import Given, Moment
from .problems import Missing
from .rule_effects import Answer, EffectOut, EpisodeOut, Tried

router = Router()


class VersionOut(Schema):
    """What a rule says from a moment on, who decided it and why; `facts` as in a domain's file."""

    number: int
    origin: str
    facts: dict[str, Any]
    why: str
    by_name: str
    from_at: datetime


class RuleOut(Schema):
    """A rule and what it says now; `scope` is type, place or thing, and `place` or `thing` which one."""

    id: int
    domain: str
    key: str
    version: int
    is_enabled: bool
    is_overridden: bool
    scope: str
    place: str | None
    thing: str | None
    facts: dict[str, Any]

    @staticmethod
    def resolve_place(row: Rule) -> str | None:
        return row.place.key if row.place else None

    @staticmethod
    def resolve_thing(row: Rule) -> str | None:
        return row.thing.code if row.thing else None

    @staticmethod
    def resolve_facts(row: Rule) -> Any:
        return row.current.facts


class RuleWhole(RuleOut):
    versions: list[VersionOut]

    @staticmethod
    def resolve_versions(row: Rule) -> list[Any]:
        return list(row.versions.all())


class Scoped(Given):
    """Over a place (its key; the province: everywhere) or for one thing (its code)."""

    place: str = ""
    thing: str = ""


class RuleIn(Scoped, Tried):
    """`facts` as a domain's file has them."""

    domain: str
    facts: dict[str, Any]
    why: str


class Change(Tried):
    """`version` is the one you saw: the change is refused when somebody was quicker."""

    facts: dict[str, Any]
    why: str
    version: int | None = None


class Narrowing(Scoped, Tried):
    """Other values for one place or thing, such as {"when": {"value": 60}}."""

    changes: dict[str, Any]
    why: str


class Switch(Tried):
    enabled: bool
    why: str


class RestoreRule(Tried):
    why: str


class RuleChanged(Schema):
    """What a change did. `rule` is null after a dry run, which changes nothing; `effect` is null where none can be told,
    and `no_effect_because` says why."""

    dry_run: bool
    rule: RuleOut | None
    effect: EffectOut | None
    no_effect_because: str


class RehearsalOut(Schema):
    """What the rule would have raised, over how many series and readings."""

    episodes: list[EpisodeOut]
    series: int
    readings: int
    per_day: float


def _found(request: HttpRequest, number: int) -> Rule:
    return queries.rule(caller(request), number)


def _where(request: HttpRequest, scope: Scoped) -> Place | Thing:
    actor = caller(request)
    if bool(scope.place) == bool(scope.thing):
        raise Invalid("place", "give either a place or a thing", scope.place)
    where = directory.place(actor, scope.place) if scope.place else things.thing(actor, scope.thing)
    if where is None:
        raise Missing("place" if scope.place else "thing", scope.place or scope.thing)
    return where


@router.get("", response=list[RuleOut])
def listed(request: HttpRequest, domain: str = "") -> list[Rule]:
    return queries.rules(may(request, "rule.read"), domain=domain)


@router.post("", response={200: RuleChanged, 201: RuleChanged})
def create(request: HttpRequest, body: RuleIn) -> Answer:
    """A rule of the province's own."""
    where = _where(request, body)
    return effects.answered(
        body,
        lambda: editing.create_rule(caller(request), where, domain=body.domain, facts=body.facts, why=body.why),
        lambda: proposals.of_creation(body.domain, where, body.facts),
        201,
    )


@router.get("/{number}", response=RuleWhole)
def one(request: HttpRequest, number: int) -> Rule:
    return _found(request, number)


@router.get("/{number}/replay", response=RehearsalOut)
def rehearse(request: HttpRequest, number: int, since: Moment, until: Moment) -> Rehearsal:
    """A dry run over the stored readings; nothing is raised and nobody is told."""
    try:
        return rehearsed(Draft.as_is(_found(request, number)), since, until, late_too=False)
    except NotJudged as why:
        raise NotPossible(shown(why.reason)) from None


@router.post("/{number}/change", response=RuleChanged)
def change(request: HttpRequest, number: int, body: Change) -> Answer:
    """A new version; the old ones stay."""
    rule = _found(request, number)
    return effects.answered(
        body,
        lambda: editing.change_rule(caller(request), rule, facts=body.facts, why=body.why, version=body.version),
        lambda: proposals.of_change(rule, body.facts),
    )


@router.post("/{number}/narrow", response={200: RuleChanged, 201: RuleChanged})
def narrow(request: HttpRequest, number: int, body: Narrowing) -> Answer:
    """Other values at one place or thing."""
    where, rule = _where(request, body), _found(request, number)
    return effects.answered(
        body,
        lambda: editing.narrow_rule(caller(request), where, rule, changes=body.changes, why=body.why),
        lambda: proposals.of_narrowing(rule, where, body.changes),
        201,
    )


@router.post("/{number}/restore", response=RuleChanged)
def restore(request: HttpRequest, number: int, body: RestoreRule) -> Answer:
    """Back to what the domain's file says."""
    rule = _found(request, number)
    return effects.answered(
        body,
        lambda: editing.restore_rule(caller(request), rule, why=body.why),
        lambda: proposals.of_restoring(rule),
    )


@router.post("/{number}/enable", response=RuleChanged)
def enable(request: HttpRequest, number: int, body: Switch) -> Answer:
    rule = _found(request, number)
    return effects.answered(
        body,
        lambda: editing.enable_rule(caller(request), rule, on=body.enabled, why=body.why),
        lambda: proposals.of_switch(rule, on=body.enabled),
    )
