"""The effect of a change of a rule, as every change answers it: the rule in force beside the one that is proposed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from haidang.core.rules.conditions import NotJudged
from haidang.core.rules.models import Rule
from haidang.core.rules.trying import trial, weighing
from haidang.core.rules.trying.bearing import Bearing
from haidang.core.rules.trying.proposals import Pair
from haidang.core.rules.trying.replay import Episode
from haidang.core.rules.trying.trial import Effect
from haidang.kernel.action import Invalid, taken_back
from haidang.kernel.bilingual import shown

from .given import Given

MOST_EXAMPLES = 50
Answer = tuple[int, dict[str, Any]]


class Tried(Given):
    """`dry_run`: answer the effect and change nothing. `hours`: how far back it is tried; null: the longest that can be had,
    seven days or one."""

    dry_run: bool = False
    hours: Annotated[int, Field(ge=1, le=744)] | None = None


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


class BearingOut(Schema):
    """How the alerts bear on people. `asking`: ask somebody at some time. `held`: stand back for a cause, `held_whole` all
    the time, `held_hours` together; `forward`: still hold when it has ended. `eased`: become milder with the value.
    `reminders` for `reminded` alerts, until somebody took them in truth, else until they return. `by_level`: severity
    when they open."""

    raised: int
    asking: int
    held: int
    held_whole: int
    held_hours: float
    forward: int
    eased: int
    reminded: int
    reminders: int
    by_level: dict[int, int]


class EffectOut(Schema):
    """Over a span of the stored readings. `now`: the rule in force, `then`: the one proposed, null where there is none.

    kept, new, gone: alerts raised by both, by the proposed alone, by the one in force alone; of the latter two the first
    fifty are named. flood_hours: hours with a flood, the alerts of all other rules as they were. returns: alerts open now
    that return at once. unknown_causes: causes that cannot be tried.
    """

    since: datetime
    until: datetime
    series: int
    readings: int
    kept: int
    new: int
    gone: int
    new_alerts: list[EpisodeOut]
    gone_alerts: list[EpisodeOut]
    flood_hours_now: int
    flood_hours_then: int
    returns: int
    now: BearingOut | None
    then: BearingOut | None
    unknown_causes: list[str]


def answered(asked: Tried, write: Callable[[], Rule], drafts: Callable[[], Pair], status: int = 200) -> Answer:
    """The change and its effect. It is refused as ever, whether it is a dry run or not. Raises Invalid, Refused, NotPossible."""
    with taken_back():
        write()
    effect, because = _effect(drafts, asked.hours)
    rule = None if asked.dry_run else write()
    facts = {"dry_run": asked.dry_run, "rule": rule, "effect": effect, "no_effect_because": because}
    return 200 if asked.dry_run else status, facts


def _effect(drafts: Callable[[], Pair], hours: int | None) -> tuple[dict[str, Any] | None, str]:
    now, then = drafts()
    if now is None and then is None:
        return None, ""
    try:
        found = trial.effect(now, then, timedelta(hours=hours) if hours else None)
        bears = weighing.weighed(found, now, then)
    except NotJudged as why:
        return None, shown(why.reason)
    except Invalid as error:
        return None, error.message
    return _told(found, bears.now, bears.then) | {"unknown_causes": [shown(one) for one in bears.unknown]}, ""


def _told(found: Effect, now: Bearing | None, then: Bearing | None) -> dict[str, Any]:
    run = found.then or found.now
    assert run is not None
    return {
        "since": found.since, "until": found.until, "series": run.series, "readings": run.readings,
        "kept": len(found.kept), "new": len(found.new), "gone": len(found.gone),
        "new_alerts": found.new[:MOST_EXAMPLES], "gone_alerts": found.gone[:MOST_EXAMPLES],
        "flood_hours_now": found.flood_now, "flood_hours_then": found.flood_then, "returns": found.returns,
        "now": now, "then": then,
    }  # fmt: skip
