"""How good the alarms themselves are over a span of time, as ISA-18.2 / IEC 62682 (clause 16) and EEMUA 191 ask.

An alarm is for somebody to act; one that comes too often, chatters, stands for days or ends without anybody having done
anything is a fault of its rule. What stood aside for a worse alarm, or was out of service, asked nobody for anything and is
not counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

import numpy as np
from django.db.models import QuerySet

from haidang.core.directory.queries import visible
from haidang.core.rules.models import Alert, RuleVersion
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.manifest import Words

from .rate import PER_HOUR, floods

MOST_PER_HOUR = 12
"""The most that one operator can deal with for a while (EEMUA 191)."""
AIM = {1: 5.0, 2: 15.0, 3: 80.0}
"""Per cent of each level that a well-set system has; level 4 counts with level 3."""
CHATTERS = 3  # alarms or repeats of one rule on one series
CHATTERS_WITHIN = timedelta(minutes=30)
STALE = timedelta(hours=24)
TOP = 10
MOST = 200_000
COLUMNS = (
    "id", "raised_at", "severity", "office_id", "rule_id", "rule_version_id", "series_id", "thing__code", "repeats",
    "acknowledged_at", "returned_at", "closed_at", "note", "incident_id", "stood",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One alarm of the span, as much of it as is counted."""

    id: int
    raised_at: datetime
    severity: int
    office: int | None
    rule: int
    version: int
    series: int
    thing: str
    repeats: int
    acknowledged_at: datetime | None
    returned_at: datetime | None
    closed_at: datetime | None
    note: str
    incident: int | None
    stood: bool

    @property
    def waited(self) -> float | None:
        """Minutes until somebody took it."""
        return (self.acknowledged_at - self.raised_at).total_seconds() / 60 if self.acknowledged_at else None

    @property
    def has_outcome(self) -> bool:
        """Whether anybody took it, wrote a word or made an incident of it; what is open may still get there."""
        return bool(self.acknowledged_at or self.note or self.incident or not self.closed_at)


@dataclass(frozen=True, slots=True)
class Flood:
    """More than ten alarms in ten minutes, until fewer than five came in ten minutes."""

    since: datetime
    until: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Desk:
    """One office: how many an hour on average and in its worst hour, the share of hours above 6 and above 12."""

    office: int | None
    raised: int
    per_hour: float
    peak: int
    peak_at: datetime | None
    busy: float
    overloaded: float
    floods: Sequence[Flood]


@dataclass(frozen=True, slots=True)
class BadActor:
    """A rule on a thing that raises much: its share of all, how often it chattered, how many were taken."""

    rule: int
    name: Words
    thing: str
    raised: int
    share: float
    repeats: int
    chatters: int
    taken: float
    open_code: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Of one level: median and 95th percentile of minutes until somebody took it, the share that was late or never."""

    severity: int
    taken: int
    median: float | None
    p95: float | None
    late: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about one span. hours: how many came in each hour of it.  desks: the busiest first.

    stood: how many of those raised a first look found; they count as raised, but make no flood (rate.py).
    """

    since: datetime
    until: datetime
    raised: int
    hours: list[int]
    per_hour: float
    by_severity: dict[int, int]
    desks: list[Desk]
    floods: list[Flood]
    top: list[BadActor]
    chattering: int
    waits: list[Wait]
    without_outcome: int
    closed: int
    stale: list[Alert] = field(default_factory=list)
    stale_count: int = 0
    stood: int = 0

    @property
    def split(self) -> dict[int, float]:
        """Per cent of levels 1, 2 and 3 with 4."""
        if not self.raised:
            return {}
        counts = {1: self.by_severity[1], 2: self.by_severity[2], 3: self.by_severity[3] + self.by_severity[4]}
        return {level: 100 * count / self.raised for level, count in counts.items()}

    @property
    def top_share(self) -> float:
        """Per cent of all alarms that the ten worst raise; below 5 is good, above 20 bad (EEMUA 191)."""
        return sum(one.share for one in self.top)


def report(actor: Actor, since: datetime, until: datetime) -> Report:
    """Of what the actor may see. `until` in the future counts until now."""
    until = max(min(until, clock.now()), since + timedelta(hours=1))
    rows = rows_of(actor, since, until)
    levels, closed = Counter(one.severity for one in rows), [one for one in rows if one.closed_at]
    stale = _stale(actor)
    return Report(
        since, until, len(rows), _by_hour(rows, since, until), len(rows) / ((until - since) / timedelta(hours=1)),
        {level: levels[level] for level in range(1, 5)}, _desks(rows, since, until), _floods(rows), _top(actor, rows),
        len(_chattering(rows)), _waits(rows),
        sum(not one.has_outcome for one in closed), len(closed), list(stale.order_by("raised_at")[:50]), stale.count(),
        sum(one.stood for one in rows),
    )  # fmt: skip


def rows_of(actor: Actor, since: datetime, until: datetime) -> list[Row]:
    """The alarms raised in a span, in order."""
    seen = Alert.objects.filter(visible(actor, Alert), raised_at__gte=since, raised_at__lt=until, aside="")
    return [Row(*one) for one in seen.order_by("raised_at", "id").values_list(*COLUMNS)[:MOST]]


def _stale(actor: Actor) -> QuerySet[Alert]:
    found = Alert.objects.filter(
        visible(actor, Alert), closed_at=None, aside="", shelved_until=None, raised_at__lt=clock.now() - STALE
    )
    return found.select_related("place", "office", "owner", "thing", "rule")


def _by_hour(rows: Iterable[Row], since: datetime, until: datetime) -> list[int]:
    hours = [0] * max(1, int(np.ceil((until - since) / timedelta(hours=1))))
    for one in rows:
        hours[min(int((one.raised_at - since) / timedelta(hours=1)), len(hours) - 1)] += 1
    return hours


def _desks(rows: Sequence[Row], since: datetime, until: datetime) -> list[Desk]:
    by_office: dict[int | None, list[Row]] = defaultdict(list)
    for one in rows:
        by_office[one.office].append(one)
    return sorted(
        (_desk(office, mine, since, until) for office, mine in by_office.items()), key=lambda one: -one.raised
    )


def _desk(office: int | None, rows: Sequence[Row], since: datetime, until: datetime) -> Desk:
    hours = _by_hour(rows, since, until)
    peak = max(range(len(hours)), key=hours.__getitem__)
    return Desk(
        office, len(rows), len(rows) / len(hours), hours[peak], since + timedelta(hours=peak) if hours[peak] else None,
        100 * sum(one > PER_HOUR for one in hours) / len(hours),
        100 * sum(one > MOST_PER_HOUR for one in hours) / len(hours), _floods(rows),
    )  # fmt: skip


def _floods(rows: Sequence[Row]) -> list[Flood]:
    """Of what came in; what a first look found is no flood."""
    moments = [one.raised_at for one in rows if not one.stood]
    return [Flood(moments[first], moments[last], last - first + 1) for first, last in floods(moments)]


def _chattering(rows: Iterable[Row]) -> set[int]:
    """Numbers of the alarms that chatter: repeated, or raised again on the same series, three times in half an hour."""
    found: set[int] = set()
    lately: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for one in rows:
        if one.repeats >= CHATTERS:
            found.add(one.id)
        mine = [other for other in lately[one.rule, one.series] if one.raised_at - other.raised_at <= CHATTERS_WITHIN]
        mine.append(one)
        lately[one.rule, one.series] = mine
        if len(mine) >= CHATTERS:
            found |= {other.id for other in mine}
    return found


def _top(actor: Actor, rows: Sequence[Row]) -> list[BadActor]:
    """The ten rules on things that raised most; repeats count, they were as much of a noise."""
    by_pair: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for one in rows:
        by_pair[one.rule, one.thing].append(one)
    worst = sorted(by_pair.items(), key=lambda each: -sum(1 + one.repeats for one in each[1]))[:TOP]
    chatters = _chattering([one for _pair, mine in worst for one in mine])
    facts = RuleVersion.objects.in_bulk([mine[-1].version for _pair, mine in worst])
    still = _open_codes(actor, [pair for pair, _mine in worst])
    return [
        BadActor(
            rule, facts[mine[-1].version].says.name, thing, len(mine), 100 * len(mine) / len(rows),
            sum(one.repeats for one in mine), sum(one.id in chatters for one in mine),
            100 * sum(one.acknowledged_at is not None for one in mine) / len(mine), still.get((rule, thing), ""),
        )
        for (rule, thing), mine in worst
    ]  # fmt: skip


def _open_codes(actor: Actor, pairs: Sequence[tuple[int, str]]) -> dict[tuple[int, str], str]:
    rows = Alert.objects.filter(
        visible(actor, Alert), closed_at=None, rule__in={rule for rule, _thing in pairs},
        thing__code__in={thing for _rule, thing in pairs},
    )  # fmt: skip
    return {(rule, thing): code for rule, thing, code in rows.values_list("rule", "thing__code", "code")}


def _waits(rows: Sequence[Row]) -> list[Wait]:
    """By the time that each alarm's rule allowed when it was raised; escalation gives others time, but does not undo it."""
    versions = RuleVersion.objects.filter(pk__in={one.version for one in rows}).values_list("pk", "facts")
    within = {number: clock.duration(facts["acknowledge_within"]) for number, facts in versions}
    return [_wait(level, [one for one in rows if one.severity == level], within) for level in range(1, 5)]


def _wait(level: int, rows: Sequence[Row], within: dict[int, timedelta]) -> Wait:
    waits = sorted(one.waited for one in rows if one.waited is not None)
    now = clock.now()
    due = [(one, one.raised_at + within[one.version]) for one in rows]
    judged = [(one, until) for one, until in due if one.acknowledged_at or until <= now]
    late = sum(one.acknowledged_at is None or one.acknowledged_at > until for one, until in judged)
    return Wait(
        level, len(waits), median(waits) if waits else None,
        waits[min(int(0.95 * len(waits)), len(waits) - 1)] if waits else None, 100 * late / len(judged) if judged else None,
    )  # fmt: skip
