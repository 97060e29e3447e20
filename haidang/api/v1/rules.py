"""Alarm rules: what is in force, its versions, and switching one on or off."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.rules import actions, queries
from haidang.core.rules.models import Rule

from .callers import caller

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
    id: int
    domain: str
    key: str
    version: int
    is_enabled: bool
    is_overridden: bool
    scope: str


class RuleWhole(RuleOut):
    versions: list[VersionOut]

    @staticmethod
    def resolve_versions(row: Rule) -> list[Any]:
        return list(row.versions.all())


class Switch(Schema):
    enabled: bool
    why: str


@router.get("", response=list[RuleOut])
def listed(request: HttpRequest, domain: str = "") -> list[Rule]:
    return queries.rules(caller(request), domain=domain)


@router.get("/{number}", response=RuleWhole)
def one(request: HttpRequest, number: int) -> Rule:
    return queries.rule(caller(request), number)


@router.post("/{number}/enable", response=RuleOut)
def enable(request: HttpRequest, number: int, body: Switch) -> Rule:
    return actions.enable_rule(caller(request), queries.rule(caller(request), number), on=body.enabled, why=body.why)
