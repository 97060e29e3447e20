"""The log of rules: when each was taken up and last held against a reading, for how many series, and what it did."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.db import connection

from haidang.core.rules.combined.living import Turned
from haidang.core.rules.models import RuleLine, RuleRun
from haidang.core.telemetry.readings import moment_of
from haidang.kernel import clock

from .engine import Engine
from .phases import LONG_AGO, OPENED, Move
from .plan import Planned
from .run_log import KEPT

WRITE_EVERY = 60.0  # seconds

_FORGET = """
DELETE FROM rule_line USING (
    SELECT id, row_number() OVER (PARTITION BY rule_id ORDER BY id DESC) AS place FROM rule_line WHERE rule_id = ANY(%s)
) AS ranked WHERE rule_line.id = ranked.id AND ranked.place > %s
"""
_JUDGED = """
UPDATE rule_run SET judged_at = greatest(judged_at, new.at) FROM unnest(%s::bigint[], %s::timestamptz[]) AS new(rule_id, at)
WHERE rule_run.rule_id = new.rule_id
"""


def note_runs(planned: Planned) -> None:
    """How each rule is taken up now; a line in its log where that differs from the last time."""
    now = clock.now()
    before = {run.rule_id: run for run in RuleRun.objects.filter(rule_id__in=planned.counts)}
    rows = [_run(planned, rule, count, now) for rule, count in planned.counts.items()]
    RuleRun.objects.exclude(rule_id__in=planned.counts).delete()
    RuleRun.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["rule"],
        update_fields=["version", "planned_at", "series_count", "problem_vi", "problem_en"],
    )
    add(_taken(run) for run in rows if _said(run) != _said(before.get(run.rule_id)))


def _run(planned: Planned, rule: int, count: int, now: datetime) -> RuleRun:
    problem, judged = planned.problems.get(rule), planned.rules.get(rule)
    return RuleRun(
        rule_id=rule,
        version=judged.version.number if judged else 0,
        planned_at=now,
        series_count=count,
        problem_vi=problem.vi if problem else "",
        problem_en=problem.en if problem else "",
    )


def _said(run: RuleRun | None) -> tuple[object, ...]:
    return (run.version, run.series_count, run.problem_vi) if run else ()


def _taken(run: RuleRun) -> RuleLine:
    return RuleLine(
        rule_id=run.rule_id, at=run.planned_at, kind="taken", version=run.version, series_count=run.series_count,
        problem_vi=run.problem_vi, problem_en=run.problem_en,
    )  # fmt: skip


def add(lines: Iterable[RuleLine]) -> None:
    """Write lines and forget what is more than a rule keeps."""
    made = RuleLine.objects.bulk_create(list(lines))
    if made:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [list({one.rule_id for one in made}), KEPT])


def note_judged(at: datetime, rule: int, *, opened: int = 0, returned: int = 0, version: int = 0) -> None:
    """One rule was held against a figure; with a line where that did something."""
    RuleRun.objects.filter(rule_id=rule).update(judged_at=at)
    if opened or returned:
        add(
            [
                RuleLine(
                    rule_id=rule,
                    at=at,
                    kind="judged",
                    version=version,
                    series_count=1,
                    opened=opened,
                    returned=returned,
                )
            ]
        )


@dataclass(slots=True)
class Tally:
    """What rules did since it was last written down, in the memory of the process that judges."""

    opened: Counter[int] = field(default_factory=Counter)
    returned: Counter[int] = field(default_factory=Counter)
    written_at: float = field(default_factory=time.monotonic)

    def count(self, moves: Sequence[Move], engine: Engine) -> None:
        for move in moves:
            rule = int(engine.plan.rule[move.which])
            if rule >= 0:
                (self.opened if move.what == OPENED else self.returned)[rule] += 1

    def count_combined(self, turned: Sequence[Turned]) -> None:
        for one in turned:
            (self.opened if one.what == OPENED else self.returned)[one.whole.rule.pk] += 1

    def write(self, planned: Planned, engine: Engine, *, now: bool = False) -> None:
        """Once a minute; `now`: at once."""
        if not now and time.monotonic() - self.written_at < WRITE_EVERY:
            return
        self.written_at, at = time.monotonic(), clock.now()
        busy = sorted((self.opened.keys() | self.returned.keys()) & planned.counts.keys())
        add(
            RuleLine(
                rule_id=rule, at=at, kind="judged", version=planned.rules[rule].version.number if rule in planned.rules else 0,
                series_count=planned.counts[rule], opened=self.opened[rule], returned=self.returned[rule],
            )
            for rule in busy
        )  # fmt: skip
        self.opened.clear()
        self.returned.clear()
        _note_newest(engine)


def _note_newest(engine: Engine) -> None:
    """The newest reading that each rule was held against."""
    if not len(engine.plan.rule):
        return
    rules, place = np.unique(engine.plan.rule, return_inverse=True)
    newest = np.full(len(rules), LONG_AGO)
    np.maximum.at(newest, place, engine.last_at[engine.series])
    known = (newest > LONG_AGO) & (rules >= 0)
    with connection.cursor() as cursor:
        cursor.execute(_JUDGED, [rules[known].tolist(), [moment_of(at) for at in newest[known].tolist()]])
