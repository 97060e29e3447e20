"""Weighing what a dry run raised: causes are tried on the same span of time, levels follow the values that were measured.

Somebody takes an alert when they took it in truth, else it waits until it returns.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from haidang.core.rules.alerts import easing, reminding
from haidang.core.rules.alerts.aside import About, about_new, touches
from haidang.core.rules.alerts.telling import SILENT_SEVERITY
from haidang.core.rules.conditions import NotJudged
from haidang.core.rules.models import Alert, Rule
from haidang.core.telemetry.readings import microseconds, moment_of
from haidang.core.things.models import Series, Thing
from haidang.kernel import clock, manifest
from haidang.kernel.action import Invalid
from haidang.kernel.manifest import Cause, Words

from . import replay
from .bearing import Bearing, Between, Borne, Weighed
from .replay import Episode
from .trial import Draft, Effect, rehearsed


def weighed(found: Effect, now: Draft | None, then: Draft | None) -> Weighed:
    """How both would bear on people over the span that was tried."""
    weighing = Weighing(found.since, found.until)
    sides = [
        weighing.weigh(draft, run.episodes) if draft and run else None
        for draft, run in ((now, found.now), (then, found.then))
    ]
    return Weighed(*sides)


class Weighing:
    """Of drafts over one span; what causes did is tried once for all of them."""

    def __init__(self, since: datetime, until: datetime) -> None:
        self.since, self.until = since, until
        self._tried: dict[int, list[Episode]] = {}
        self._things: dict[int, Thing] = {}

    def weigh(self, draft: Draft, episodes: Sequence[Episode]) -> Bearing:
        """`episodes`: what the draft raised in the span."""
        causes, unknown = self._causes(draft)
        self._learn_things([*episodes, *(one for _cause, _name, several in causes for one in several)])
        taken, eased = _taken(draft, self.since), self._eased(draft, episodes)
        found = []
        for one in episodes:
            end = one.returned_at or self.until
            held, name = self._held(draft, one, end, causes)
            levels = eased.get(id(one)) or [(one.opened_at, draft.says.severity)]
            asks = _without(held, one.opened_at, min(end, _taken_at(taken, one, end)))
            found.append(Borne(one, held, name, levels, asks, _reminders(draft.says, asks, levels)))
        return Bearing(found, unknown)

    def _causes(self, draft: Draft) -> tuple[list[tuple[Cause, Words, list[Episode]]], list[Words]]:
        found, unknown = [], []
        for cause in draft.says.held_by:
            domain, _dot, key = cause.rule.rpartition(".")
            rule = Rule.objects.filter(
                domain=domain or draft.rule.domain, key=key, narrows=None, retired_at=None
            ).first()
            if rule is None or rule.pk in (draft.rule.pk, draft.rule.narrows_id):
                continue
            name = rule.current.says.name
            try:
                found.append((cause, name, self._of_family(rule)))
            except (Invalid, NotJudged):
                unknown.append(name)
        return found, unknown

    def _of_family(self, rule: Rule) -> list[Episode]:
        """What a rule and its values for places and things raised."""
        if rule.pk not in self._tried:
            family = Rule.objects.filter(
                Q(pk=rule.pk) | Q(narrows=rule.pk), retired_at=None, is_enabled=True, version__gt=0
            )
            rows = family.select_related("place", "thing__place").prefetch_related("versions")
            self._tried[rule.pk] = [
                episode for one in rows for episode in rehearsed(Draft.as_is(one), self.since, self.until).episodes
            ]
        return self._tried[rule.pk]

    def _learn_things(self, episodes: Iterable[Episode]) -> None:
        wanted = {one.series.thing_id for one in episodes if _is_kept(one.series)} - set(self._things)
        self._things |= Thing.objects.select_related("place").in_bulk(wanted)

    def _about(self, rule: Rule, series: Series) -> About | None:
        if not _is_kept(series):
            return None
        series.thing = self._things[series.thing_id]
        return about_new(0, rule, series)

    def _held(
        self, draft: Draft, one: Episode, end: datetime, causes: list[tuple[Cause, Words, list[Episode]]]
    ) -> tuple[list[Between], Words | None]:
        mine = self._about(draft.rule, one.series) if causes else None
        if mine is None:
            return [], None
        spans, name = [], None
        for cause, called, several in causes:
            linger = clock.duration(cause.linger)
            for other in several:
                begins, ends = other.opened_at, (other.returned_at or self.until) + linger
                if begins >= end or ends <= one.opened_at:
                    continue
                its = self._about(draft.rule, other.series)
                if its is not None and touches(cause, its, mine):
                    spans.append((max(begins, one.opened_at), min(ends, end)))
                    name = name or called
        return _joined(spans), name

    def _eased(self, draft: Draft, episodes: Sequence[Episode]) -> dict[int, list[tuple[datetime, int]]]:
        """The levels of each alert whose value says so, by its identity."""
        says = draft.says
        if not says.eases or says.parts or says.indicator or says.when.kind == "silence" or not episodes:
            return {}
        courses = replay.courses_of(draft.rule, self.since, self.until, says)
        found = {}
        for one in episodes:
            at, value = courses.of_series.get(one.series.pk, ([], []))
            begins, ends = microseconds(one.opened_at), microseconds(one.returned_at or self.until)
            levels = [(one.opened_at, says.severity)]
            for moment, measured in zip(at, value, strict=True):
                if begins < moment < ends:
                    level = easing.level_of(says, courses.limit, levels[-1][1], float(measured))
                    if level != levels[-1][1]:
                        levels.append((moment_of(int(moment)), level))
            found[id(one)] = levels
        return found


def _is_kept(series: Series) -> bool:
    """Not so for an indicator that has never had an alert."""
    return bool(series.pk)


def _joined(spans: list[Between]) -> list[Between]:
    found: list[Between] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return found


def _without(held: Sequence[Between], begin: datetime, end: datetime) -> list[Between]:
    """What is left of a time when it is not held."""
    found = []
    for from_, until in held:
        if begin < min(from_, end):
            found.append((begin, min(from_, end)))
        begin = max(begin, until)
    return [*found, (begin, end)] if begin < end else found


Taken = Mapping[int, Sequence[tuple[datetime, datetime | None, datetime]]]


def _taken(draft: Draft, since: datetime) -> Taken:
    """When somebody acknowledged the alerts the rule raised in truth, by series: (from, until, acknowledged)."""
    of_rule = Q(rule__domain=draft.rule.domain, rule__key=draft.says.key) | Q(rule=draft.rule.pk or None)
    rows = Alert.objects.filter(of_rule, opened_at__gte=since, acknowledged_at__isnull=False)
    found: dict[int, list[tuple[datetime, datetime | None, datetime]]] = defaultdict(list)
    for one in rows.only("series", "opened_at", "returned_at", "acknowledged_at"):
        assert one.acknowledged_at is not None
        found[one.series_id].append((one.opened_at, one.returned_at, one.acknowledged_at))
    return found


def _taken_at(taken: Taken, one: Episode, end: datetime) -> datetime:
    for begins, ends, at in taken.get(one.series.pk, ()):
        if begins < end and (ends is None or ends > one.opened_at):
            return max(at, one.opened_at)
    return end


def _reminders(says: manifest.Rule, asks: Sequence[Between], levels: Sequence[tuple[datetime, int]]) -> int:
    """A time of asking begins anew when the alert comes forward and with each level."""
    count = 0
    for begin, end in asks:
        changes = [at for at, _level in levels if begin < at < end]
        for from_, until in zip([begin, *changes], [*changes, end], strict=True):
            level = next(level for at, level in reversed(levels) if at <= from_)
            found = reminding.of(says, level) if level < SILENT_SEVERITY else None
            if found is not None:
                due = (until - from_) // clock.duration(found.every)
                count += min(due, max(found.most - count, 1)) if found.most else due
    return count
