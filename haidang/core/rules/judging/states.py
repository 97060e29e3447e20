"""Where the engine's instances stand, kept in `rule_state` in the transaction that judged."""

from collections.abc import Sequence

import numpy as np

from haidang.core.telemetry import wire
from haidang.core.telemetry.wire import Float8, Int2, Int8

from .engine import Engine
from .phases import NORMAL, Ints, Saved

_KEEP = """
INSERT INTO rule_state (rule_id, series_id, phase, began_us, opened_us, due_us, peak, last)
SELECT * FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (rule_id, series_id) DO UPDATE SET phase = excluded.phase, began_us = excluded.began_us,
    opened_us = excluded.opened_us, due_us = excluded.due_us, peak = excluded.peak, last = excluded.last
"""
_FORGET = "DELETE FROM rule_state USING unnest(%s, %s) AS gone(r, s) WHERE rule_id = gone.r AND series_id = gone.s"
_READ = """
SELECT array_agg(rule_id), array_agg(series_id), array_agg(phase), array_agg(began_us), array_agg(opened_us),
       array_agg(due_us), array_agg(peak), array_agg(last) FROM rule_state
"""


def keep(engine: Engine) -> None:
    """Write the instances whose phase has changed; those at rest leave the table."""
    saved = engine.changed()
    if not len(saved.which):
        return
    rule, series = engine.plan.rule[saved.which], engine.plan.series[saved.which]
    cursor, moved = wire.cursor(), saved.phase != NORMAL
    if not moved.all():
        cursor.execute(_FORGET, [Int8(rule[~moved]), Int8(series[~moved])], prepare=True)
    if moved.any():
        columns = (saved.began, saved.opened, saved.due)
        rest = [Int8(column[moved]) for column in columns]
        peak, last = Float8(saved.peak[moved]), Float8(saved.last[moved])
        key = [Int8(rule[moved]), Int8(series[moved]), Int2(saved.phase[moved].astype(np.int16))]
        cursor.execute(_KEEP, [*key, *rest, peak, last], prepare=True)


def load(engine: Engine) -> list[tuple[int, int]]:
    """Give the engine what the table holds. Returns (rule, series) of rows that no instance answers to any more."""
    rule, series, *columns = wire.columns(
        wire.cursor().execute(_READ, binary=True), Int8, Int8, Int2, Int8, Int8, Int8, Float8, Float8
    )
    which = _instances(engine, rule, series)
    known = which >= 0
    phase, began, opened, due, peak, last = (column[known] for column in columns)
    engine.load(Saved(which[known], phase.astype(np.uint8), began, opened, due, peak, last))
    return list(zip(rule[~known].tolist(), series[~known].tolist(), strict=True))


def _instances(engine: Engine, rule: Ints, series: Ints) -> Ints:
    plan = engine.plan
    wanted = {pair: row for row, pair in enumerate(zip(rule.tolist(), series.tolist(), strict=True))}
    found = np.full(len(rule), -1, np.int64)
    for which in np.flatnonzero(np.isin(plan.series, series) & np.isin(plan.rule, rule)).tolist():
        row = wanted.get((int(plan.rule[which]), int(plan.series[which])))
        if row is not None:
            found[row] = which
    return found


def forget(pairs: Sequence[tuple[int, int]]) -> None:
    rule, series = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    wire.cursor().execute(_FORGET, [Int8(rule), Int8(series)])
