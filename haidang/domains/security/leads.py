"""What the page of security leads with beside what its manifest draws: events by hour of the week, violations by age."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown

from . import queries
from .book import VIOLATIONS
from .drawing import heat

DAYS = 90


def week(actor: Actor) -> dict[str, Any] | None:
    found = queries.by_hour(actor, clock.now() - timedelta(days=DAYS))
    return None if found.is_empty else heat(found) | {"days": DAYS}


def ageing(actor: Actor) -> dict[str, Any] | None:
    found = queries.waiting(actor)
    if not found:
        return None
    most = max(one.open for one in found) or 1
    named = [(shown(VIOLATIONS[one.kind].name) if one.kind in VIOLATIONS else one.kind, one) for one in found]
    return {
        "rows": [{"name": name, "one": one, "share": 100 * one.open / most, "old": one.ages[-1]} for name, one in named]
    }


LEADS: Mapping[str, Callable[[Actor], dict[str, Any] | None]] = {"week": week, "ageing": ageing}
