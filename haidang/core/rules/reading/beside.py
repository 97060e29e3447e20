"""What was measured near a place at a moment: the nearest gauge of each quantity, its curve around then, its thresholds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from haidang.core.rules.models import Rule
from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.lacking import Days
from haidang.core.things.models import Thing
from haidang.core.things.queries import near
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.geo import Point
from haidang.kernel.manifest import Series, Words

BEFORE, AFTER = timedelta(hours=3), timedelta(hours=3)
AT_MOST = timedelta(minutes=30)
"""A reading farther from the moment says nothing of it."""
CANDIDATES = 4
POINTS = 120


@dataclass(frozen=True, slots=True)
class Threshold:
    value: float
    name: Words
    severity: int


@dataclass(frozen=True, slots=True)
class Beside:
    """One quantity at the nearest gauge that has it. `value`, `at`: the reading nearest to the moment, None when it lies
    in a file of the archive that cannot be read.

    points: (microseconds of Unix time, value) from `since` to `until`. lacking: the days of these that cannot be read.
    """

    thing: Thing
    metres: float
    series: Series
    unit: str
    decimals: int
    value: float | None
    at: datetime | None
    moment: datetime
    since: datetime
    until: datetime
    points: Sequence[tuple[int, float]]
    thresholds: Sequence[Threshold]
    is_simulated: bool
    lacking: Days = field(default_factory=dict)


def beside(actor: Actor, point: Point, moment: datetime, measures: Sequence[str], within_m: float) -> list[Beside]:
    """One of each measure ("environment/level") that the actor may see and that was measured then, in their order."""
    around = near(actor, point, within_m)
    found = (_nearest(actor, around, moment, *name.split("/", 1)) for name in measures)
    return [one for one in found if one is not None]


def _nearest(
    actor: Actor, around: Sequence[tuple[float, Thing]], moment: datetime, domain: str, key: str
) -> Beside | None:
    facts = registry.series(domain, key)
    if facts is None:
        return None
    measuring = {kind.key for _domain, kind in registry.thing_types() if _domain.key == domain and key in kind.series}
    candidates = [pair for pair in around if pair[1].domain == domain and pair[1].type in measuring]
    for metres, thing in candidates[:CANDIDATES]:
        one = _measured(actor, metres, thing, facts, moment)
        if one is not None:
            return one
    return None


def _measured(actor: Actor, metres: float, thing: Thing, facts: Series, moment: datetime) -> Beside | None:
    since, until = moment - BEFORE, min(moment + AFTER, clock.now()) + timedelta(seconds=1)
    try:
        found = telemetry.points(actor, thing.code, facts.key, since, max(until, moment), points=POINTS, partly=True)
    except telemetry.Unseen:
        return None
    points = list(zip(found.at_us.tolist(), found.value.tolist(), strict=True))
    moment_us = int(moment.timestamp() * 1_000_000)
    closest = min(points, key=lambda pair: abs(pair[0] - moment_us), default=None)
    if closest is not None and abs(closest[0] - moment_us) > AT_MOST / timedelta(microseconds=1):
        closest = None
    if closest is None and clock.day_of(moment) not in found.lacking:
        return None
    return Beside(
        thing=thing,
        metres=metres,
        series=facts,
        unit=found.named.unit,
        decimals=found.named.decimals,
        value=closest[1] if closest else None,
        at=datetime.fromtimestamp(closest[0] / 1_000_000, moment.tzinfo) if closest else None,
        moment=moment,
        since=since,
        until=until,
        points=points,
        thresholds=list(_thresholds(thing, facts.key)),
        is_simulated=found.named.is_simulated,
        lacking=found.lacking,
    )


def _thresholds(thing: Thing, series: str) -> Iterator[Threshold]:
    """The limits of the rules in force on this quantity of the thing; a rule made for the thing stands for the common one."""
    rows = Rule.objects.filter(domain=thing.domain, is_enabled=True, retired_at=None).prefetch_related("versions")
    rules = [one for one in rows if one.thing_id in (None, thing.pk) and one.place_id is None]
    narrowed = {one.narrows_id for one in rules if one.narrows_id}
    for rule in rules:
        says = rule.current.says
        fits = says.series == series and (not says.things or thing.type in says.things)
        if fits and rule.pk not in narrowed and says.when.kind == "threshold" and says.when.value is not None:
            yield Threshold(says.when.value, says.name, says.severity)
