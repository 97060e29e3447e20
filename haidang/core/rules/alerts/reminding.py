"""Reminders until somebody acknowledges: how often and whom, as the rule says or as reminders.toml does for its level."""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path

from msgspec import Struct

from haidang.core.notices.actions import Recipient, Role
from haidang.core.rules.models import Alert
from haidang.kernel import clock
from haidang.kernel.facts import Severity
from haidang.kernel.manifest import Rule as Facts
from haidang.kernel.manifest.alarms import Remind
from haidang.kernel.strict import convert

from .levels import DESK, LAST_LEVEL, LEADER, ROLES, SHIFT_LEAD

LEVELS = {"shift_lead": SHIFT_LEAD, "leader": LEADER}


class _Level(Remind, frozen=True, kw_only=True):
    severity: Severity


class _Facts(Struct, forbid_unknown_fields=True, frozen=True):
    level: list[_Level]


@cache
def of_levels() -> dict[int, Remind]:
    path = Path(__file__).with_name("reminders.toml")
    facts = convert(tomllib.loads(path.read_text(encoding="utf-8")), _Facts, path)
    return {one.severity: one for one in facts.level}


def of(says: Facts, severity: int) -> Remind | None:
    return says.remind or of_levels().get(severity)


def first(says: Facts, severity: int, at: datetime) -> datetime | None:
    """When the first reminder is due for what was told at a moment."""
    found = of(says, severity)
    return at + clock.duration(found.every) if found else None


def next_time(alert: Alert, at: datetime) -> datetime | None:
    """When the next is due after the one that has just been counted."""
    found = of(alert.rule_version.says, alert.severity)
    if found is None or (found.most and alert.reminded >= found.most):
        return None
    return at + clock.duration(found.every)


def recipients(alert: Alert) -> list[Recipient]:
    """Whom the rule names, and the level that holds the alert now."""
    found = of(alert.rule_version.says, alert.severity)
    path, named = alert.place.path, found.to if found else []
    desk: list[Recipient] = [alert.owner] if alert.owner else [alert.office] if alert.office else []
    to: list[Recipient] = (desk or [Role(ROLES[DESK], path)]) if "desk" in named else []
    to += [Role(ROLES[LEVELS[one]], path) for one in named if one in LEVELS]
    if alert.level > DESK:
        to.append(Role(ROLES[min(alert.level, LAST_LEVEL)], path))
    return to
