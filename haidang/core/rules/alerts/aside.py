"""Alerts that stand aside by design: their cause is known (an alert they are held by), or what they are about is out of service.

They are judged and kept like any other, but ask nobody for anything. When the cause ends or the outage is over, what
still holds comes forward and what does not is closed quietly.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from haidang.core.rules.models import Alert, Outage, Rule
from haidang.core.things.models import Series
from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.geo import Point, distance_m
from haidang.kernel.manifest import Cause
from haidang.kernel.manifest import Rule as Facts

from . import actions
from .ledger import Ledger

ACTOR = system("rules")
AT_ONCE = 2000


class About(NamedTuple):
    """What of an alert decides whether it stands aside. rule: the one that others narrow."""

    id: int
    rule: int
    thing: int
    code: str
    lon: float | None
    lat: float | None
    path: str
    source: int
    fields: Mapping[str, Any]
    held_by: int | None = None
    outage: int | None = None


COLUMNS = (
    "id", "family", "thing_id", "thing__code", "thing__lon", "thing__lat", "place__path", "series__source_id",
    "thing__fields", "held_by_id", "outage_id",
)  # fmt: skip


def about(alert: Alert) -> About:
    thing = alert.thing
    family = alert.rule.narrows_id or alert.rule_id
    return About(
        alert.pk, family, thing.pk, thing.code, thing.lon, thing.lat, alert.place.path, alert.series.source_id,
        thing.fields, alert.held_by_id, alert.outage_id,
    )  # fmt: skip


def about_new(number: int, rule: Rule, series: Series) -> About:
    """Of an alert that is about to be raised (number 0) or repeated."""
    thing = series.thing
    return About(
        number, rule.narrows_id or rule.pk, thing.pk, thing.code, thing.lon, thing.lat, thing.place.path,
        series.source_id, thing.fields,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A cause as a rule names it, with the rule it means."""

    cause: Cause
    rule: int
    linger: timedelta


@dataclass(slots=True)
class Asides:
    """The rules that stand back and for what, with the causes and outages of this moment. One for a plan."""

    by_rule: dict[int, list[Held]]
    _causes: dict[int, list[tuple[About, datetime | None]]] = field(default_factory=dict)
    _outages: list[Outage] = field(default_factory=list)
    _mark: object = None

    @classmethod
    def of(cls, said: Iterable[tuple[Rule, Facts]]) -> "Asides":
        """From the rules in force. A cause that names no rule of ours holds nothing."""
        rules = list(said)
        known = {(rule.domain, rule.key): rule.pk for rule, _says in rules if rule.narrows_id is None}
        known |= {(one.domain, one.key): one.pk for one in Rule.objects.filter(narrows=None, retired_at=None)}
        by_rule: dict[int, list[Held]] = {}
        for rule, says in rules:
            for cause in says.held_by:
                domain, _dot, key = cause.rule.rpartition(".")
                meant = known.get((domain or rule.domain, key))
                if meant is not None and meant != (rule.narrows_id or rule.pk):
                    held = Held(cause, meant, clock.duration(cause.linger))
                    by_rule.setdefault(rule.narrows_id or rule.pk, []).append(held)
        return cls(by_rule)

    @property
    def causes(self) -> set[int]:
        """Rules whose alerts hold others."""
        return {held.rule for several in self.by_rule.values() for held in several}

    def look(self, now: datetime) -> None:
        """What is out of service and which causes are active now."""
        self._outages = active_outages(now)
        self._causes = {}
        wanted = self.causes
        if not wanted:
            return
        longest = max(held.linger for several in self.by_rule.values() for held in several)
        lately = Q(returned_at__gte=now - longest) if longest else Q(pk__in=[])
        rows = _rows(Q(state__in=("new", "acknowledged")) | lately).filter(family__in=wanted).order_by("id")
        for *columns, returned_at in rows.values_list(*COLUMNS, "returned_at"):
            one = About(*columns)
            self._causes.setdefault(one.rule, []).append((one, returned_at))

    def add(self, alert: Alert) -> None:
        """An alert that has just opened and is written later."""
        one = about(alert)
        if one.rule in self.causes:
            self._causes.setdefault(one.rule, []).append((one, None))

    def outage_of(self, one: About) -> Outage | None:
        return next((outage for outage in self._outages if covers(outage, one)), None)

    def cause_of(self, one: About, now: datetime) -> int | None:
        """The alert that holds this one, by its number: the oldest of those that do."""
        found = [
            cause.id
            for held in self.by_rule.get(one.rule, ())
            for cause, returned_at in self._causes.get(held.rule, ())
            if (returned_at is None or now - returned_at < held.linger)
            and cause.id != one.id
            and cause.held_by != one.id
            and touches(held.cause, cause, one)
        ]
        return min(found, default=None)

    def reconcile(self, now: datetime) -> int:
        """Let step aside or come forward whatever should; returns how many. Cheap when nothing has changed."""
        self.look(now)
        causes = [pair for several in self._causes.values() for pair in several]
        ebbs = now if any(returned_at for _cause, returned_at in causes) else None
        mark = ([one.pk for one in self._outages], sorted(cause.id for cause, _at in causes), ebbs)
        if mark == self._mark:
            return 0
        self._mark = mark
        wanted = {one.id: (self.outage_of(one), self.cause_of(one, now), one) for one in self._concerned()}
        changed = {
            number: (outage, cause)
            for number, (outage, cause, one) in wanted.items()
            if (outage.pk if outage else None, cause) != (one.outage, one.held_by)
        }
        numbers = sorted(changed)
        for start in range(0, len(numbers), AT_ONCE):
            self._change({number: changed[number] for number in numbers[start : start + AT_ONCE]})
        return len(changed)

    def _concerned(self) -> Iterator[About]:
        """Open alerts that may have to step aside, and those that have."""
        rows = _rows(Q(closed_at=None))
        if not self._outages:
            held = Q(family__in=list(self.by_rule)) if self._causes else Q(pk__in=[])
            rows = rows.filter(held | ~Q(aside="") | Q(held_by__isnull=False) | Q(outage__isnull=False))
        for columns in rows.values_list(*COLUMNS):
            yield About(*columns)

    def _change(self, changed: dict[int, tuple[Outage | None, int | None]]) -> None:
        ledger = Ledger.of_many(changed)
        causes = Alert.objects.in_bulk([cause for _outage, cause in changed.values() if cause])
        for number, (outage, cause) in changed.items():
            alert = ledger.by_number(number)
            if alert is None or not alert.is_open:
                continue
            if outage or cause:
                actions.step_aside(ACTOR, alert, ledger, outage=outage, cause=causes.get(cause or 0))
            else:
                actions.come_forward(ACTOR, alert, ledger)
        ledger.write()


def _rows(which: Q) -> Any:
    return Alert.objects.filter(which).annotate(family=Coalesce(F("rule__narrows_id"), F("rule_id")))


def active_outages(now: datetime) -> list[Outage]:
    """Those whose occurrence is under way, the oldest first."""
    once, again = Q(weekdays=[], ends_at__gt=now), ~Q(weekdays=[])
    rows = Outage.objects.filter(once | again, starts_at__lte=now, ended_at=None).select_related("place", "thing")
    return [one for one in rows.order_by("id") if one.span_at(now)]


def covers(outage: Outage, one: About) -> bool:
    """Whether an alert is about what is out of service."""
    if outage.rule_id and outage.rule_id != one.rule:
        return False
    if outage.thing_id:
        return outage.thing_id == one.thing
    if outage.source_id:
        return outage.source_id == one.source
    return one.path.startswith(outage.place.path) if outage.place else outage.rule_id is not None


def touches(held: Cause, cause: About, one: About) -> bool:
    """Whether an alert of the cause is where the cause must be for this one to stand back."""
    match held.of:
        case "thing":
            return cause.thing == one.thing
        case "place":
            return cause.path == one.path
        case "above":
            return one.path.startswith(cause.path)
        case "parent":
            return bool(cause.code) and one.fields.get(held.field) == cause.code
        case "near":
            return _apart(cause, one) <= held.within_m


def _apart(a: About, b: About) -> float:
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return float("inf")
    return distance_m(Point(a.lon, a.lat), Point(b.lon, b.lat))
