"""Combinations in the rules process: parts that begin and end come in, openings and returns of alerts go out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
import numpy as np
from django.db import connection

from haidang.core.rules.alerts.actions import FOLDS_FOR
from haidang.core.rules.judging.engine import Engine
from haidang.core.rules.judging.phases import NEVER, NORMAL, OPENED, Move

from .combiner import Combiner, Happened, Span, Standing
from .planning import Combination
from .state import CombinedState

FOLDS_US = round(FOLDS_FOR.total_seconds() * 1e6)
Anchored = tuple[int, str]
Pair = tuple[int, int]

_KEEP = """
INSERT INTO rule_combined (rule_id, anchor, state) VALUES (%s, %s, %s)
ON CONFLICT (rule_id, anchor) DO UPDATE SET state = excluded.state
"""


@dataclass(frozen=True, slots=True)
class Turned:
    """A combination opened or returned at an anchor: what and when, on which series its alert stands."""

    whole: Combination
    anchor: str
    what: int
    at: int
    carrier: int
    standing: Standing


class Living:
    """The combinations of a plan and where each of them stands."""

    def __init__(self, combined: dict[int, Combination]) -> None:
        self.combined = combined
        self._parts = {number: whole for whole in combined.values() for number in whole.parts}
        self._standing: dict[Anchored, Standing] = {}
        self._touched: set[Anchored] = set()
        self._due = NEVER

    def load(self) -> list[Pair]:
        """Take up what the table holds. Returns rule and series of alerts whose rule combines nothing any more."""
        gone: list[Pair] = []
        for row in CombinedState.objects.all():
            standing = msgspec.convert(row.state, Standing)
            whole = self.combined.get(row.rule_id)
            if whole is None:
                gone += [(row.rule_id, standing.carrier)] if standing.carrier is not None else []
                continue
            if standing.version != whole.version.pk:  # its parts are others: they are heard anew
                standing.version, standing.spans = whole.version.pk, {}
                self._touched.add((row.rule_id, row.anchor))
            self._standing[row.rule_id, row.anchor] = standing
        CombinedState.objects.exclude(rule_id__in=self.combined).delete()
        return gone

    def forget(self, orphans: Iterable[Pair], now: int) -> list[Turned]:
        """Parts whose series is judged no more have ended."""
        return [
            one
            for number, series in orphans
            if number in self._parts
            for one in self.heard(number, series, at=now, value=None, begins=False)
        ]

    def hear(self, moves: Iterable[Move], engine: Engine) -> list[Turned]:
        """Moves of parts, in the order of time; what comes of them."""
        found: list[Turned] = []
        for move in sorted(moves, key=lambda one: one.at):
            number, series = int(engine.plan.rule[move.which]), int(engine.plan.series[move.which])
            value = engine.shown(move.which, move.value) if np.isfinite(move.value) else None
            found += self.heard(number, series, at=move.at, value=value, begins=move.what == OPENED)
        return found

    def heard(self, number: int, series: int, *, at: int, value: float | None, begins: bool) -> Iterator[Turned]:
        """A series began or ceased to meet a part: what comes of it."""
        whole = self._parts[number]
        anchor = whole.anchors.get(series)
        if anchor is None:
            return
        key = whole.rule.pk, anchor
        standing = self._standing.setdefault(key, Standing(version=whole.version.pk))
        part = whole.parts[number].key
        turned = (
            whole.combiner.begin(standing, part, series, at, value)
            if begins
            else whole.combiner.end(standing, part, series, at)
        )
        yield from self._turned(whole, anchor, standing, turned)

    def tick(self, now: int) -> list[Turned]:
        """Let pass what is due by the clock."""
        found: list[Turned] = []
        if now < self._due:
            return found
        for (rule, anchor), standing in list(self._standing.items()):
            whole = self.combined[rule]
            due = whole.combiner.next_due(standing)
            changed = due is not None and due <= now
            if changed or (rule, anchor) in self._touched:
                found += self._turned(whole, anchor, standing, list(whole.combiner.advance(standing, now)))
        self._due = min((due for due in map(self._next, self._standing) if due is not None), default=NEVER)
        return found

    def settle(self, now: int) -> list[Turned]:
        """After the parts were heard anew: what no longer holds returns."""
        found: list[Turned] = []
        for rule, anchor in sorted(self._touched):
            whole, standing = self.combined[rule], self._standing[rule, anchor]
            found += self._turned(whole, anchor, standing, whole.combiner.again(standing, now))
        return found

    def _next(self, key: Anchored) -> int | None:
        return self.combined[key[0]].combiner.next_due(self._standing[key])

    def _turned(
        self, whole: Combination, anchor: str, standing: Standing, happened: Iterable[Happened]
    ) -> Iterator[Turned]:
        key = whole.rule.pk, anchor
        self._touched.add(key)
        for what, at in happened:
            if what == OPENED:
                standing.carrier = _carrier(whole.combiner, standing, at)
            if standing.carrier is not None:
                yield Turned(whole, anchor, what, at, standing.carrier, standing)
        due = self._next(key)
        if due is not None:
            self._due = min(self._due, due)

    def next_due(self) -> int:
        return self._due

    def keep(self) -> None:
        """Write what has changed; an anchor at rest leaves the table once its last alert can take no repeat."""
        if not self._touched:
            return
        kept: list[tuple[int, str, str]] = []
        for key in self._touched:
            standing = self._standing[key]
            if standing.phase == NORMAL and not any(standing.spans.values()) and not _may_fold(standing):
                del self._standing[key]
                CombinedState.objects.filter(rule_id=key[0], anchor=key[1]).delete()
            else:
                kept.append((*key, msgspec.json.encode(standing).decode()))
        self._touched.clear()
        if kept:
            with connection.cursor() as cursor:
                cursor.executemany(_KEEP, kept)


def _may_fold(standing: Standing) -> bool:
    return standing.returned is not None and standing.seen - standing.returned <= FOLDS_US


def _carrier(combiner: Combiner, standing: Standing, at: int) -> int | None:
    """The series on which the alert is raised: the one before, while a repeat belongs to it, else the last that began."""
    if standing.carrier is not None and standing.returned is not None and at - standing.returned <= FOLDS_US:
        return standing.carrier
    spans: list[Span] = [span for part in combiner.logic.names() for span in standing.spans.get(part, [])]
    newest = max(spans, key=lambda span: (span.since, -span.series), default=None)
    return newest.series if newest else standing.carrier
