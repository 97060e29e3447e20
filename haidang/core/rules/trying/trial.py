"""What a change of a rule would do, before it is made: a dry run of the rule as it stands beside one of the draft.

Nothing is written and nobody is told. Readings that came late are judged as if they had come in time, so that history
that was filled in shows what a rule would do.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from haidang.core.directory.models import Place
from haidang.core.rules.models import Alert, Rule
from haidang.core.rules.reading.rate import FLOOD_FOR, FLOOD_FROM, STOOD
from haidang.core.things.models import Thing
from haidang.kernel import clock, manifest
from haidang.kernel.action import Invalid

from . import replay, replay_combined, replay_elsewhere, replay_figures
from .replay import Episode, Rehearsal

SPANS = (timedelta(days=7), timedelta(days=1))
FIGURE_SPANS = (timedelta(days=365),)
"""Tried one after the other until one holds few enough readings."""
MOST_OTHERS = 50_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as it is or may become: where it holds (a row, which need not be saved), and what it says."""

    rule: Rule
    says: manifest.Rule

    @classmethod
    def as_is(cls, rule: Rule) -> "Draft":
        return cls(rule, rule.current.says)

    @classmethod
    def at(cls, domain: str, where: Place | Thing, says: manifest.Rule) -> "Draft":
        """One that holds at a place or for one thing; at the province itself it holds everywhere."""
        rule = Rule(pk=0, domain=domain, key=says.key)
        if isinstance(where, Thing):
            rule.thing = where
        elif where.parent_id:
            rule.place = where
        return cls(rule, says)


@dataclass(frozen=True, slots=True)
class Day:
    """How many alerts begin on a local day, as things are and as they would be."""

    day: date
    now: int
    then: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What differs between the rule in force and the draft over a span of time.

    kept: would be raised by both; gone: by the rule in force alone; new: by the draft alone.  flood_*: hours with a
    flood, the alerts of all other rules as they were.  returns: alerts open now that would return at once.
    """

    since: datetime
    until: datetime
    now: Rehearsal | None
    then: Rehearsal | None
    kept: list[Episode] = field(default_factory=list)
    gone: list[Episode] = field(default_factory=list)
    new: list[Episode] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    flood_now: int = 0
    flood_then: int = 0
    returns: int = 0

    @property
    def is_same(self) -> bool:
        return not self.gone and not self.new


def rehearsed(draft: Draft, since: datetime, until: datetime, *, late_too: bool = True) -> Rehearsal:
    """What it would have raised. Raises Invalid (the span holds too much), NotJudged (its limit is unknown)."""
    if draft.says.indicator:
        return replay_figures.replay(draft.rule, since, until, draft.says)
    if draft.says.parts:
        return replay_combined.replay(draft.rule, since, until, draft.says, late_too=late_too)
    if of_records := replay_elsewhere.by_series.get(draft.says.series):
        return of_records(draft.rule, since, until, draft.says)
    return replay.replay(draft.rule, since, until, draft.says, late_too=late_too)


def effect(now: Draft | None, then: Draft | None, lasting: timedelta | None = None) -> Effect:
    """Of putting `then` in the place of `now`; None: there is no rule. Without `lasting` the longest span that can be had.

    Raises Invalid, NotJudged.
    """
    some = then or now
    if some is None:
        raise ValueError("nothing to compare")
    spans = (lasting,) if lasting else FIGURE_SPANS if some.says.indicator else SPANS
    for place, span in enumerate(spans):
        try:
            return _effect(now, then, span)
        except Invalid:
            if place == len(spans) - 1:
                raise
    raise AssertionError


def _effect(now: Draft | None, then: Draft | None, lasting: timedelta) -> Effect:
    until = clock.now()
    since = until - lasting
    before = rehearsed(now, since, until) if now else None
    after = rehearsed(then, since, until) if then else None
    kept, gone, new = _parted(before.episodes if before else [], after.episodes if after else [])
    others = _others(now.rule if now else None, since, until)
    return Effect(
        since, until, before, after, kept, gone, new, _by_day(before, after, since, until),
        flood_now=_flood_hours(others, before), flood_then=_flood_hours(others, after),
        returns=_open_now(now.rule) if now and then is None else 0,
    )  # fmt: skip


def _parted(now: Sequence[Episode], then: Sequence[Episode]) -> tuple[list[Episode], list[Episode], list[Episode]]:
    """An alert is the same when both stand on the same series at the same time."""
    before, after = _by_series(now), _by_series(then)
    kept = [one for one in then if _meets(one, before[_name(one)])]
    new = [one for one in then if not _meets(one, before[_name(one)])]
    return kept, [one for one in now if not _meets(one, after[_name(one)])], new


def _name(one: Episode) -> tuple[str, str]:
    return one.series.thing.code, one.series.key


def _by_series(episodes: Sequence[Episode]) -> dict[tuple[str, str], list[Episode]]:
    found: dict[tuple[str, str], list[Episode]] = defaultdict(list)
    for one in episodes:
        found[_name(one)].append(one)
    return found


def _meets(one: Episode, others: Sequence[Episode]) -> bool:
    return any(
        (other.returned_at is None or one.opened_at <= other.returned_at)
        and (one.returned_at is None or other.opened_at <= one.returned_at)
        for other in others
    )


def _by_day(now: Rehearsal | None, then: Rehearsal | None, since: datetime, until: datetime) -> list[Day]:
    """Every day of the span; of long ones (figures of months) those with an alert."""
    counts = [Counter(clock.day_of(one.opened_at) for one in run.episodes) if run else Counter() for run in (now, then)]
    first, last = clock.day_of(since), clock.day_of(until)
    whole = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    days = whole if len(whole) <= 31 else sorted({*counts[0], *counts[1]})
    return [Day(day, counts[0][day], counts[1][day]) for day in days]


def _others(rule: Rule | None, since: datetime, until: datetime) -> list[float]:
    rows = Alert.objects.filter(raised_at__gte=since, raised_at__lt=until, under=None).exclude(STOOD)
    if rule is not None and rule.pk:
        rows = rows.exclude(rule=rule.pk)
    moments = rows.order_by("-raised_at").values_list("raised_at", flat=True)[:MOST_OTHERS]
    return [at.timestamp() for at in moments]


def _flood_hours(others: Sequence[float], run: Rehearsal | None) -> int:
    """Hours in which more than ten alerts began within ten minutes."""
    mine = [one.opened_at.timestamp() for one in run.episodes] if run else []
    moments = np.sort(np.array([*others, *mine]))
    if len(moments) <= FLOOD_FROM:
        return 0
    last = moments[FLOOD_FROM:]
    is_flood = last - moments[:-FLOOD_FROM] <= FLOOD_FOR.total_seconds()
    return len(np.unique(last[is_flood] // 3600))


def _open_now(rule: Rule) -> int:
    return Alert.objects.filter(rule=rule.pk, closed_at=None, returned_at=None).count() if rule.pk else 0


def mark_of(*parts: Any) -> str:
    """A mark of what somebody looked at, by which a form proves that this very draft was shown with its effect."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
