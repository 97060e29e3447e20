"""Alarm rules: what is in force, its versions, changing one, and what it would have raised."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Place
from haidang.core.rules import editing, queries
from haidang.core.rules.conditions import NotJudged
from haidang.core.rules.models import Rule
from haidang.core.rules.replay import Episode, Rehearsal
from haidang.core.rules.trial import Draft, rehearsed
from haidang.core.things import queries as things
from haidang.core.things.models import Thing
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import shown

from .callers import caller, may
from .given import Given, Moment
from .problems import Missing

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


class RuleIn(Scoped):
    """`facts` as a domain's file has them."""

    domain: str
    facts: dict[str, Any]
    why: str


class Change(Given):
    """`version` is the one you saw: the change is refused when somebody was quicker."""

    facts: dict[str, Any]
    why: str
    version: int | None = None


class Narrowing(Scoped):
    """Other values for one place or thing, such as {"when": {"value": 60}}."""

    changes: dict[str, Any]
    why: str


class Switch(Given):
    enabled: bool
    why: str


class Why(Given):
    why: str


class EpisodeOut(Schema):
    """An alert that would have been; `returned_at` null: still open at the end."""

    thing: str
    series: str
    opened_at: datetime
    returned_at: datetime | None
    value_open: float | None
    repeats: int

    @staticmethod
    def resolve_thing(row: Episode) -> str:
        return row.series.thing.code

    @staticmethod
    def resolve_series(row: Episode) -> str:
        return row.series.key


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


@router.post("", response={201: RuleOut})
def create(request: HttpRequest, body: RuleIn) -> tuple[int, Rule]:
    """A rule of the province's own."""
    where = _where(request, body)
    return 201, editing.create_rule(caller(request), where, domain=body.domain, facts=body.facts, why=body.why)


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


@router.post("/{number}/change", response=RuleOut)
def change(request: HttpRequest, number: int, body: Change) -> Rule:
    """A new version; the old ones stay."""
    rule = _found(request, number)
    return editing.change_rule(caller(request), rule, facts=body.facts, why=body.why, version=body.version)


@router.post("/{number}/narrow", response={201: RuleOut})
def narrow(request: HttpRequest, number: int, body: Narrowing) -> tuple[int, Rule]:
    """Other values at one place or thing."""
    where, rule = _where(request, body), _found(request, number)
    return 201, editing.narrow_rule(caller(request), where, rule, changes=body.changes, why=body.why)


@router.post("/{number}/restore", response=RuleOut)
def restore(request: HttpRequest, number: int, body: Why) -> Rule:
    """Back to what the domain's file says."""
    return editing.restore_rule(caller(request), _found(request, number), why=body.why)


@router.post("/{number}/enable", response=RuleOut)
def enable(request: HttpRequest, number: int, body: Switch) -> Rule:
    return editing.enable_rule(caller(request), _found(request, number), on=body.enabled, why=body.why)
