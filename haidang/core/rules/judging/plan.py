"""Which rule judges which series: the tables read once and laid out as the engine's columns."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
import numpy as np
from django.db import connection
from django.utils.translation import gettext_noop as msgid
from numpy.typing import NDArray

from haidang.core.rules.combined.planning import Combination, anchors_of, combination_of, rows_of
from haidang.core.rules.conditions import Condition, NotJudged, condition
from haidang.core.rules.models import Rule, RuleVersion
from haidang.core.telemetry import book
from haidang.kernel import clock, manifest, registry
from haidang.kernel.bilingual import both, same
from haidang.kernel.logic import LogicError
from haidang.kernel.manifest import Words

from .engine import SERIES, SILENCE, Plan
from .phases import Flags, Ints

SECOND_US = 1_000_000

SERIES_ROWS = """
SELECT series.id, series.key, thing.id, thing.domain, thing.type, place.path, series.cadence_seconds,
       thing.state = 'active' OR coalesce(thing.state_until <= %s, false), source.is_paused
FROM series JOIN thing ON thing.id = series.thing_id JOIN place ON place.id = thing.place_id
JOIN source ON source.id = series.source_id ORDER BY series.id
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule in force: its row, its version, what it says, and the condition of today."""

    rule: Rule
    version: RuleVersion
    says: manifest.Rule
    condition: Condition


@dataclass(slots=True)
class Planned:
    """The engine's plan, the rules it holds by id, and for each rule how many series it judges and what keeps it.

    combined: rules whose parts the plan holds under numbers below zero.
    """

    plan: Plan
    rules: dict[int, Judged]
    counts: dict[int, int] = field(default_factory=dict)
    problems: dict[int, Words] = field(default_factory=dict)
    combined: dict[int, Combination] = field(default_factory=dict)

    def said(self) -> Iterator[tuple[Rule, manifest.Rule]]:
        """The rules that are judged, with what they say."""
        yield from ((one.rule, one.says) for one in self.rules.values())
        yield from ((one.rule, one.says) for one in self.combined.values())


class Field:
    """All series of the province as columns."""

    def __init__(self, now: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SERIES_ROWS, [now])
            columns = list(zip(*cursor.fetchall(), strict=True)) or [()] * 9
        self.id = np.array(columns[0], np.int64)
        self.key, self.thing = _words(columns[1]), np.array(columns[2], np.int64)
        self.domain, self.type, self.path = _words(columns[3]), _words(columns[4]), _words(columns[5])
        self.cadence_us = np.array(columns[6], np.int64) * SECOND_US
        self.is_active, self.is_paused = np.array(columns[7], np.bool_), np.array(columns[8], np.bool_)

    def covered(self, rule: Rule, says: manifest.Rule) -> Flags:
        """The series a rule speaks of, before narrower rules take theirs."""
        found: Flags = (self.key == says.series) & (self.domain == rule.domain) & self.is_active
        if says.things:
            found &= np.isin(self.type, says.things)
        if rule.thing_id:
            found &= self.thing == rule.thing_id
        if rule.place:
            found &= np.char.startswith(self.path, rule.place.path)
        return found

    def of_same_thing(self, rows: Ints, key: str) -> Ints:
        """For each row the id of the series with another key of the same thing, -1 where it has none."""
        named = np.flatnonzero(self.key == key)
        by_thing = dict(zip(self.thing[named].tolist(), self.id[named].tolist(), strict=True))
        return np.array([by_thing.get(thing, -1) for thing in self.thing[rows].tolist()], np.int64)


def _words(column: tuple[str, ...]) -> NDArray[np.str_]:
    return np.array(column, np.str_) if column else np.array([], "U1")


def planned() -> Planned:
    """What the engine has to judge now."""
    now = clock.now()
    field, rules = Field(now), rules_in_force()
    kept: list[tuple[Judged, Ints]] = []
    found = Planned(columns_of([], field), {})
    for family in rules.values():
        taken = np.zeros(len(field.id), np.bool_)
        for rule in family:
            version = rule.current
            try:
                says = version.says
            except msgspec.ValidationError as error:
                found.problems[rule.pk] = both(msgid("Không đọc được quy tắc: %(error)s"), error=error)
                found.counts[rule.pk] = 0
                continue
            if says.indicator:  # judged when figures come, see of_indicators.py
                found.counts[rule.pk] = int(rule.is_enabled)
                continue
            if says.when.kind == "combination":
                kept += _combined(rule, version, says, field, found) if rule.is_enabled else []
                continue
            mine = field.covered(rule, says) & ~taken
            taken |= mine
            if not rule.is_enabled:
                continue
            rows = np.flatnonzero(mine & ~field.is_paused) if says.when.kind == "silence" else np.flatnonzero(mine)
            found.counts[rule.pk] = len(rows)
            try:
                says_now = condition(says, registry.series(rule.domain, says.series), now.date())
            except NotJudged as why:
                found.problems[rule.pk] = why.reason
                continue
            judged = Judged(rule, version, says, says_now)
            found.rules[rule.pk] = judged
            kept.append((judged, _comparable(judged, rows, field, found)))
    found.plan = columns_of(kept, field)
    return found


def _combined(
    rule: Rule, version: RuleVersion, says: manifest.Rule, field: Field, found: Planned
) -> list[tuple[Judged, Ints]]:
    """Each part with the series it is judged on."""
    found.counts[rule.pk] = 0
    try:
        whole = combination_of(rule, version, says)
    except (NotJudged, LogicError) as why:
        found.problems[rule.pk] = why.reason if isinstance(why, NotJudged) else same(str(why))
        return []
    kept = []
    for part in whole.parts.values():
        rows = rows_of(field.covered(part.rule, part.says), field.is_paused, part.says.when.kind)
        whole.anchors |= anchors_of(says.when.by, field.id[rows], field.thing[rows], field.path[rows])
        kept.append((Judged(part.rule, version, part.says, part.condition), rows))
        found.counts[rule.pk] += len(rows)
    found.combined[rule.pk] = whole
    return kept


def rules_in_force() -> dict[int, list[Rule]]:
    """Rules by the one they narrow, the narrowest of each family first; one that is switched off still takes its place."""
    families: dict[int, list[Rule]] = defaultdict(list)
    rules = Rule.objects.filter(retired_at=None, version__gt=0)
    for rule in rules.select_related("place", "thing__place").prefetch_related("versions").order_by("pk"):
        families[rule.narrows_id or rule.pk].append(rule)
    for family in families.values():
        family.sort(key=_narrowness, reverse=True)
    return families


def _narrowness(rule: Rule) -> tuple[int, int, int]:
    return (rule.thing_id is not None, len(rule.place.path) if rule.place else 0, rule.narrows_id is not None)


def _comparable(judged: Judged, rows: Ints, field: Field, found: Planned) -> Ints:
    """Without the series whose thing lacks the series compared with."""
    if judged.condition.kind != SERIES:
        return rows
    has = field.of_same_thing(rows, judged.condition.expected) >= 0
    if not has.all():
        words = both(msgid("%(count)s thiết bị không có chuỗi %(key)s để so sánh"), count=int((~has).sum()),
                     key=judged.condition.expected)  # fmt: skip
        found.problems[judged.rule.pk] = words
    return rows[has]


def columns_of(kept: list[tuple[Judged, Ints]], field: Field) -> Plan:
    """The engine's plan: each rule with the rows of `field` it judges."""
    sizes = [len(rows) for _judged, rows in kept]
    rows = np.concatenate([rows for _judged, rows in kept]) if kept else np.empty(0, np.int64)

    def spread(name: str) -> NDArray[Any]:
        return np.repeat(np.array([getattr(judged.condition, name) for judged, _rows in kept]), sizes)

    cadence, kind = field.cadence_us[rows], spread("kind").astype(np.uint8)
    window, counted = spread("window_us").astype(np.int64), (spread("cadences") * cadence).astype(np.int64)
    expected = [field.of_same_thing(rows, judged.condition.expected) for judged, rows in kept]
    return Plan(
        rule=np.repeat(np.array([judged.rule.pk for judged, _rows in kept], np.int64), sizes),
        series=field.id[rows],
        kind=kind,
        sign=spread("sign").astype(float),
        high=spread("high").astype(float),
        low=spread("low").astype(float),
        for_us=spread("for_us").astype(np.int64),
        clear_us=spread("clear_us").astype(np.int64),
        window_us=np.where((kind == SILENCE) & (window == 0), counted, window),
        absolute=spread("absolute").astype(np.bool_),
        expected=np.concatenate(expected) if expected else np.empty(0, np.int64),
        cadence_us=cadence,
    )


def fingerprint() -> tuple[object, ...]:
    """Changes whenever a plan made anew would differ: rules, things, series and sources, the day (limits are dated)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(changed_at), count(*) FROM rule")
        rules = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM thing WHERE state <> 'active' AND state_until > %s", [clock.now()])
        return (*rules, *cursor.fetchone(), book.version_now(), clock.today())
