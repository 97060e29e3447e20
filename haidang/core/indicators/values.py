"""The one place where values are written: sorted, in whole columns, with what was there before kept.

A value that is the same again is not touched, so that only what really changed is computed further.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray

from haidang.core.telemetry import wire
from haidang.core.telemetry.wire import Bool, Date, Int4
from haidang.kernel import clock

from .cells import Columns, day_of
from .models import Lot

AT_ONCE = 100_000


class Origin(IntEnum):
    """How a value came to be."""

    TELEMETRY = 1
    CASES = 2
    FORMULA = 3
    PULLED = 4
    IMPORTED = 5
    TYPED = 6
    PUSHED = 7
    BASELINE = 8
    ROLLED_UP = 9
    RESTATED = 10


COMPUTED = (Origin.TELEMETRY, Origin.CASES, Origin.FORMULA, Origin.ROLLED_UP, Origin.RESTATED)
BY_PEOPLE = (Origin.PULLED, Origin.IMPORTED, Origin.TYPED, Origin.PUSHED)

Pairs = set[tuple[int, date]]
"""(indicator, first day of the period)"""


@dataclass(frozen=True, slots=True)
class Written:
    """How many values were new, how many changed, and in which periods of which indicators."""

    new: int
    changed: int
    pairs: Pairs

    def __add__(self, other: "Written") -> "Written":
        return Written(self.new + other.new, self.changed + other.changed, self.pairs | other.pairs)


NOTHING = Written(0, 0, set())

# old.* is the row before the update (PostgreSQL 18). What people brought and what belongs to a closed period leaves a
# trace; a computed value of a period that still runs does not.
_UPSERT = """
WITH given AS MATERIALIZED (
    SELECT * FROM unnest(%(indicator)s, %(period)s, %(place)s, %(value)s, %(quality)s, %(simulated)s, %(closed)s)
             AS one (indicator_id, period, place_id, value, quality, is_simulated, is_closed)
), done AS (
    INSERT INTO indicator_value AS kept
        (indicator_id, period, place_id, value, quality, is_simulated, origin, lot_id, at)
    SELECT indicator_id, period, place_id, value, quality, is_simulated, %(origin)s, %(lot)s, %(at)s FROM given
    ORDER BY 1, 2, 3
    ON CONFLICT (indicator_id, period, place_id) DO UPDATE SET
        value = excluded.value, quality = excluded.quality, is_simulated = excluded.is_simulated,
        origin = excluded.origin, lot_id = excluded.lot_id, at = excluded.at, version = kept.version + 1
    WHERE (kept.value, kept.quality, kept.is_simulated)
          IS DISTINCT FROM (excluded.value, excluded.quality, excluded.is_simulated)
    RETURNING new.indicator_id, new.period, new.place_id, new.value, old.value AS old_value, old.lot_id AS old_lot_id,
              old.version AS old_version, old.origin AS old_origin, new.quality, new.is_simulated
), traced AS (
    INSERT INTO indicator_value_change (at, old_value, new_value, indicator_id, period, place_id, lot_id, old_lot_id,
                                        old_version, is_closed, by, by_name, why)
    SELECT %(at)s, old_value, done.value, indicator_id, period, place_id, %(lot)s, old_lot_id, old_version, is_closed,
           %(by)s, %(by_name)s, %(why)s
    FROM done JOIN given USING (indicator_id, period, place_id)
    WHERE old_value IS DISTINCT FROM done.value AND old_value IS NOT NULL
      AND (is_closed OR old_origin = ANY(%(people)s))
), newest AS (
    INSERT INTO indicator_latest AS kept (indicator_id, place_id, period, value, quality, is_simulated, at)
    SELECT DISTINCT ON (place_id, indicator_id) indicator_id, place_id, period, value, quality, is_simulated, %(at)s
    FROM done ORDER BY place_id, indicator_id, period DESC
    ON CONFLICT (place_id, indicator_id) DO UPDATE SET
        period = excluded.period, value = excluded.value, quality = excluded.quality,
        is_simulated = excluded.is_simulated, at = excluded.at
    WHERE excluded.period >= kept.period
)
SELECT array_agg(indicator_id), array_agg(period), array_agg(old_value IS NULL) FROM done
"""


def write(columns: Columns, lot: Lot, origin: Origin, closed: NDArray[np.bool_], *, why: str = "") -> Written:
    """Put values in their places. `closed` says of each whether its period was closed."""
    columns, closed = _in_order(columns, closed)
    total = NOTHING
    for start in range(0, len(columns), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        total = total + _written(columns.take(part), closed[part], lot, origin, why)
    return total


def _in_order(columns: Columns, closed: NDArray[np.bool_]) -> tuple[Columns, NDArray[np.bool_]]:
    order = np.lexsort((columns.place, columns.period, columns.indicator))
    return columns.take(order), closed[order]


def _written(columns: Columns, closed: NDArray[np.bool_], lot: Lot, origin: Origin, why: str) -> Written:
    names = ("indicator", "period", "place", "value", "quality", "simulated")
    arguments: dict[str, Any] = dict(zip(names, columns.parameters(), strict=True))
    arguments |= {
        "closed": Bool(closed), "origin": int(origin), "lot": lot.pk, "at": clock.now(), "by": lot.by,
        "by_name": lot.by_name, "why": why, "people": [int(one) for one in BY_PEOPLE],
    }  # fmt: skip
    found = wire.cursor().execute(_UPSERT, arguments, prepare=True, binary=True)
    indicator, period, is_new = wire.columns(found, Int4, Date, Bool)
    new = int(is_new.sum())
    return Written(new, len(is_new) - new, _pairs(indicator, period))


def _pairs(indicator: NDArray[np.int32], period: NDArray[np.int32]) -> Pairs:
    if not len(indicator):
        return set()
    both = np.unique(np.stack([indicator, period], axis=1), axis=0)
    return {(number, day_of(day)) for number, day in both.tolist()}


_THERE = """
SELECT array_agg(indicator_id), array_agg(period), array_agg(place_id), array_agg(is_closed)
FROM (SELECT kept.indicator_id, kept.period, kept.place_id, one.is_closed
      FROM unnest(%(of)s, %(day)s, %(closed)s) AS one (indicator_id, period, is_closed)
      JOIN indicator_value AS kept ON kept.indicator_id = one.indicator_id AND kept.period = one.period
      WHERE kept.origin = ANY(%(origins)s)) AS found
"""

# What was computed before and now has no value any more: it goes, with a trace, never staying as if it still held.
_GONE = """
WITH gone AS (
    DELETE FROM indicator_value AS kept
    USING unnest(%(of)s, %(day)s, %(place)s, %(closed)s) AS one (indicator_id, period, place_id, is_closed)
    WHERE kept.indicator_id = one.indicator_id AND kept.period = one.period AND kept.place_id = one.place_id
      AND kept.origin = ANY(%(origins)s)
    RETURNING kept.*, one.is_closed
), traced AS (
    INSERT INTO indicator_value_change (at, old_value, new_value, indicator_id, period, place_id, lot_id, old_lot_id,
                                        old_version, is_closed, by, by_name, why)
    SELECT %(at)s, value, NULL, indicator_id, period, place_id, %(lot)s, lot_id, version, is_closed, %(by)s,
           %(by_name)s, ''
    FROM gone WHERE is_closed
)
SELECT array_agg(indicator_id), array_agg(period), array_agg(place_id) FROM gone
"""

_RENEW_LATEST = """
WITH gone AS (
    DELETE FROM indicator_latest USING unnest(%(indicator)s, %(place)s) AS one (number, at_place)
    WHERE indicator_id = one.number AND place_id = one.at_place
)
SELECT 1
"""
_NEXT_LATEST = """
INSERT INTO indicator_latest (indicator_id, place_id, period, value, quality, is_simulated, at)
SELECT DISTINCT ON (kept.place_id, kept.indicator_id)
       kept.indicator_id, kept.place_id, kept.period, kept.value, kept.quality, kept.is_simulated, kept.at
FROM (SELECT DISTINCT number, at_place FROM unnest(%(indicator)s, %(place)s) AS one (number, at_place)) AS one
JOIN indicator_value AS kept ON kept.indicator_id = one.number AND kept.place_id = one.at_place
ORDER BY kept.place_id, kept.indicator_id, kept.period DESC
ON CONFLICT (place_id, indicator_id) DO NOTHING
"""


def drop_missing(scope: list[tuple[int, date, bool]], columns: Columns, lot: Lot, origins: tuple[Origin, ...]) -> Pairs:
    """Remove values of `origins` in the scope (indicator, period, is closed) that are not among the columns."""
    if not scope:
        return set()
    asked = Columns.of([(number, day, 0, 0.0, 0) for number, day, _closed in scope])
    said: dict[str, Any] = {"origins": [int(one) for one in origins]}
    said |= {
        "of": Int4(asked.indicator),
        "day": Date(asked.period),
        "closed": Bool(np.array([one[2] for one in scope])),
    }
    cursor = wire.cursor()
    there = wire.columns(cursor.execute(_THERE, said, binary=True), Int4, Date, Int4, Bool)
    stays = np.isin(_keys(*there[:3]), _keys(columns.indicator, columns.period, columns.place))
    if stays.all():
        return set()
    of, day, place, closed = (one[~stays] for one in there)
    said |= {"of": Int4(of), "day": Date(day), "place": Int4(place), "closed": Bool(closed)}
    said |= {"at": clock.now(), "lot": lot.pk, "by": lot.by, "by_name": lot.by_name}
    found = cursor.execute(_GONE, said, binary=True)
    indicator, period, place = wire.columns(found, Int4, Date, Int4)
    if len(indicator):
        _renew_latest(cursor, indicator, place)
    return _pairs(indicator, period)


def _keys(indicator: NDArray[np.int32], period: NDArray[np.int32], place: NDArray[np.int32]) -> NDArray[np.void]:
    """Each value's key as one thing to compare."""
    together = np.ascontiguousarray(np.stack([indicator, period, place], axis=1).astype(np.int32))
    return together.view([("indicator", np.int32), ("period", np.int32), ("place", np.int32)]).reshape(-1)


def _renew_latest(cursor: psycopg.Cursor[Any], indicator: NDArray[np.int32], place: NDArray[np.int32]) -> None:
    arguments = {"indicator": Int4(indicator), "place": Int4(place)}
    cursor.execute(_RENEW_LATEST, arguments)
    cursor.execute(_NEXT_LATEST, arguments)


_MARK = """
INSERT INTO indicator_dirty (indicator_id, period) SELECT * FROM unnest(%s, %s) AS one (indicator_id, period)
"""


def mark_dirty(pairs: Pairs) -> None:
    """These changed: what is made of them is computed by the next run."""
    if not pairs:
        return
    columns = Columns.of([(number, day, 0, 0.0, 0) for number, day in sorted(pairs)])
    wire.cursor().execute(_MARK, [Int4(columns.indicator), Date(columns.period)])


def take_dirty(most: int) -> Pairs:
    """Take so many marks off; another run does not see them."""
    found = wire.cursor().execute(
        "WITH taken AS (DELETE FROM indicator_dirty WHERE ctid IN (SELECT ctid FROM indicator_dirty"
        " LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING *)"
        " SELECT array_agg(indicator_id), array_agg(period) FROM taken",
        [most],
        binary=True,
    )
    return _pairs(*wire.columns(found, Int4, Date))


def has_dirty() -> bool:
    found = wire.cursor().execute("SELECT EXISTS (SELECT FROM indicator_dirty)").fetchone()
    return bool(found and found[0])


def closed_at(last: date, due: Any) -> datetime:
    """The moment from which a period counts as closed: its values were due."""
    moment: datetime = clock.start_of(date.fromordinal(last.toordinal() + 1)) + due
    return moment
