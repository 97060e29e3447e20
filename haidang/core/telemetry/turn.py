"""One transaction of the door, from the lock to the bell.

Statements that need no answer of each other go out together (pipelines): a turn is four round trips, because while it
lasts all other writers wait.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray

from haidang.kernel import clock, live

from . import batches, marks, origins, partitions, rollups, sources, waiting, wire
from .archive import days as archived_days
from .archive.thawing import thaw
from .book import Book
from .marks import Before
from .readings import Columns, Delivery, Receipt, microseconds, moment_of
from .rollups import Sums
from .rows import Moments, Rows, gathered
from .wire import Float8, Int2, Int4, Int8, Moment

_NEWEST = """
SELECT array_agg(series_id), array_agg(at), array_agg(value), array_agg(same_since), array_agg(good_at),
       array_agg(good_value)
FROM (SELECT * FROM latest WHERE series_id = ANY(%s) ORDER BY series_id) AS found
"""
# A turn touches few rows of large tables by their keys; guessing from the length of an array, the planner would rather
# read whole tables for a hash.
_BY_KEY = "SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)"
_NEW = """unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    AS new (series_id, at, value, quality, received_at, same_since, good_at, good_value, n, bad, down, late, sum, low, high, last)
"""
_FIRST = f"""
INSERT INTO latest (series_id, at, value, quality, received_at, same_since, good_at, good_value, n, bad, down, late,
    sum, low, high, last)
SELECT * FROM {_NEW}
"""  # noqa: S608
_MOVE = """
UPDATE latest SET at = new.at, value = new.value, quality = new.quality, received_at = new.received_at,
    same_since = new.same_since, good_at = new.good_at, good_value = new.good_value,
"""
_SAME_HOUR = f"""{_MOVE}
    n = latest.n + new.n, bad = latest.bad + new.bad, down = latest.down + new.down, late = latest.late + new.late,
    sum = latest.sum + new.sum, low = least(latest.low, new.low), high = greatest(latest.high, new.high),
    last = CASE WHEN new.n > 0 THEN new.last ELSE latest.last END
FROM {_NEW} WHERE latest.series_id = new.series_id
"""
# The usual case, one new reading of a series in its open hour, needs no sums from us: unnest costs by the column.
_ONE_MORE = """
UPDATE latest SET at = new.at, value = new.value, quality = new.quality, received_at = new.received_at,
    same_since = new.same_since,
    good_at = CASE WHEN new.quality = 0 THEN new.at ELSE latest.good_at END,
    good_value = CASE WHEN new.quality = 0 THEN new.value ELSE latest.good_value END,
    n = latest.n + (new.quality IN (0, 6))::int, bad = latest.bad + (new.quality IN (3, 4, 5, 7))::int,
    down = latest.down + (new.quality IN (1, 2))::int, late = latest.late + (new.quality = 6)::int,
    sum = CASE WHEN new.quality IN (0, 6) THEN latest.sum + new.value ELSE latest.sum END,
    low = CASE WHEN new.quality IN (0, 6) THEN least(latest.low, new.value) ELSE latest.low END,
    high = CASE WHEN new.quality IN (0, 6) THEN greatest(latest.high, new.value) ELSE latest.high END,
    last = CASE WHEN new.quality IN (0, 6) THEN new.value ELSE latest.last END
FROM unnest(%s, %s, %s, %s, %s, %s) AS new (series_id, at, value, quality, received_at, same_since)
WHERE latest.series_id = new.series_id
"""
_NEXT_HOUR = f"""{_MOVE}
    n = new.n, bad = new.bad, down = new.down, late = new.late, sum = new.sum, low = new.low, high = new.high,
    last = new.last
FROM {_NEW} WHERE latest.series_id = new.series_id
"""
# What the sender said is 1, 2 or 7 as stored and 0 under every mark of ours: a repeated reading may be marked otherwise.
_UPSERT = """
WITH changed AS (
    INSERT INTO reading AS had (series_id, at, value, quality, origin)
    SELECT given.*, %s::bigint FROM unnest(%s, %s, %s, %s) AS given (series_id, at, value, quality) ORDER BY series_id, at
    ON CONFLICT (series_id, at) DO UPDATE SET value = excluded.value, quality = excluded.quality, origin = excluded.origin
    WHERE had.value <> excluded.value
       OR (CASE WHEN had.quality IN (1, 2, 7) THEN had.quality ELSE 0 END)
       <> (CASE WHEN excluded.quality IN (1, 2, 7) THEN excluded.quality ELSE 0 END)
    RETURNING new.series_id, new.at, coalesce(old.value, 'NaN') AS old_value, coalesce(old.quality, -1) AS old_quality
)
SELECT array_agg(series_id), array_agg(at), array_agg(old_value), array_agg(old_quality::int) FROM changed
"""
_TRACE = """
INSERT INTO correction (series_id, at, old_value, new_value, old_quality, new_quality, received_at, by)
SELECT * FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s::text[])
"""
_RING = """
WITH left_for_rules AS (INSERT INTO batch (at, payload) VALUES (%s, %s) RETURNING id)
SELECT pg_notify(%s, 'batch:' || id) FROM left_for_rules
"""
_COLUMNS = ("series_id", "at", "value", "quality")
_COUNTED_AS = ("good", "down", "down", "bad", "bad", "bad", "late", "bad")  # by quality
_DAY_ZERO = date(1970, 1, 1).toordinal()


class Turn:
    """Deliveries, checked against the book, on their way into the tables."""

    def __init__(self, deliveries: Sequence[Delivery], resolved: Sequence[Columns], book: Book) -> None:
        self.deliveries, self.resolved, self.book = deliveries, resolved, book
        self.gathered = gathered(deliveries, resolved, book.facts)
        self.receipts = [Receipt(len(one.series), rejected=one.rejected) for one in resolved]
        self.counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def begin(self) -> int:
        """Wait for the turn and read what marking needs. Returns the version of the facts in the tables."""
        rows = self.gathered.rows
        self.series, self.starts, self.group = np.unique(rows.series, return_index=True, return_inverse=True)
        self.cursor = wire.cursor()
        version, number, found = wire.cursor(), wire.cursor(), wire.cursor()
        with self.cursor.connection.pipeline():
            self.cursor.execute(_BY_KEY, prepare=True)
            self.cursor.execute("SELECT pg_advisory_xact_lock(%s)", [partitions.TURN], prepare=True)
            version.execute("SELECT version FROM facts_version", prepare=True)
            number.execute("SELECT nextval('origin_number')", prepare=True)
            found.execute(_NEWEST, [Int4(self.series)], prepare=True, binary=True)
        self.origin = int((number.fetchone() or (0,))[0])
        self.before = self._before(found)
        row = version.fetchone()
        assert row is not None
        return int(row[0])

    def _before(self, found: psycopg.Cursor[Any]) -> Before:
        """The newest readings of the series (ascending) as they stand in the table."""
        have, *columns = wire.columns(found, Int4, Moment, Float8, Moment, Moment, Float8)
        n, at = len(self.series), np.searchsorted(self.series, have)
        before = Before(
            at=np.full(n, wire.NEVER_US, np.int64),
            value=np.full(n, np.nan),
            same_since=np.full(n, wire.NEVER_US, np.int64),
            good_at=np.full(n, wire.NEVER_US, np.int64),
            good_value=np.full(n, np.nan),
        )
        for name, column in zip(before.__slots__, columns, strict=True):
            getattr(before, name)[at] = column
        return before

    def write(self) -> list[Receipt]:
        if len(self.gathered.rows):
            self._write_readings()
        self._let_strangers_wait()
        self._tell_sources()
        return self.receipts

    def _write_readings(self) -> None:
        given = self.gathered
        rows, group = given.rows, self.group
        fresh = rows.at > self.before.at[group]
        since = self._mark(rows, fresh)
        partitions.ensure(_days(rows.at))
        self._touch_ended_days(rows, ~fresh)
        new = rows.only(fresh)
        if len(new):
            origin = Int8(np.full(len(new), self.origin))
            wire.copy_in(self.cursor, "reading", (*_COLUMNS, "origin"), *new.columns(), origin)
        changed_old = self._upsert(rows, np.flatnonzero(~fresh))
        is_newest = rows.at[changed_old] == self.before.at[group[changed_old]]

        ends = np.r_[self.starts[1:], len(rows)] - 1
        overtaken = fresh[ends[group[changed_old]]]
        newest = np.sort(np.r_[ends[fresh[ends]], changed_old[is_newest & ~overtaken]])
        opens_nothing = ~fresh | (rows.received - rows.at > marks.LATE_AFTER_US)
        opens_nothing[changed_old[is_newest]] = False
        changed = np.sort(np.r_[np.flatnonzero(fresh), changed_old])

        self._count_duplicates(given.repeated)
        with self.cursor.connection.pipeline():
            self._trace(given.replacing, given.replaced.value, given.replaced.quality)
            self._keep_newest(rows, newest, since, self._roll_up(new, self.before.at[group[fresh]]))
            self._count_again(rows.only(changed_old), rows.at[newest], rows.series[newest])
            self._leave_for_rules(rows.only(changed), opens_nothing[changed])
            origins.keep(self.cursor, self.origin, self.deliveries, rows.only(changed))

    def _touch_ended_days(self, rows: Rows, is_old: NDArray[np.bool_]) -> None:
        """Tell the archive of readings of days that have ended, and have what is in its files for them at hand."""
        ended = rows.at < microseconds(clock.start_of(clock.today()))
        if ended.any() and (filed := archived_days.touch(self.cursor, _days(rows.at[ended]))):
            thaw(self.cursor, filed, rows.series[is_old & ended], rows.at[is_old & ended])

    def _mark(self, rows: Rows, fresh: NDArray[np.bool_]) -> Moments:
        """Mark `rows.quality` in place. Returns since when the value of each row has been the same."""
        since, quality = rows.at.copy(), rows.quality[fresh]
        if len(quality):
            facts, new, group = self.book.facts, rows.only(fresh), self.group[fresh]
            since[fresh] = marks.against_history(facts, new.series, group, new.at, new.value, quality, self.before)
            rows.quality[fresh] = quality
        rows.quality = marks.late(rows.quality, rows.at, rows.received)
        return since

    def _upsert(self, rows: Rows, old: NDArray[np.intp]) -> NDArray[np.intp]:
        """Write readings that are not newer than their series' newest. Returns the positions of those that changed
        something; leaves a trace of what was corrected and counts the others as duplicates."""
        if not len(old):
            return old
        given = rows.only(old)
        found = self.cursor.execute(_UPSERT, [self.origin, *given.columns()], prepare=True, binary=True)
        series, at, value, quality = wire.columns(found, Int4, Moment, Float8, Int4)
        position = {pair: row for row, pair in enumerate(zip(given.series.tolist(), given.at.tolist(), strict=True))}
        changed = np.array([position[pair] for pair in zip(series.tolist(), at.tolist(), strict=True)], np.intp)
        self._count_duplicates(given.only(np.setdiff1d(np.arange(len(given)), changed)))
        corrected = quality >= 0
        self._trace(given.only(changed[corrected]), value[corrected], quality[corrected])
        return old[np.sort(changed)]

    def _trace(self, rows: Rows, old_value: NDArray[np.float64], old_quality: NDArray[Any]) -> None:
        if not len(rows):
            return
        names = [self.deliveries[owner].sender.name for owner in rows.owner.tolist()]
        columns = [Int4(rows.series), Moment(rows.at), Float8(old_value), Float8(rows.value), Int2(old_quality)]
        self.cursor.execute(_TRACE, [*columns, Int2(rows.quality), Moment(rows.received), names], prepare=True)
        for source in self.book.facts.source[rows.series].tolist():
            self.counts[source]["corrected"] += 1

    def _keep_newest(self, rows: Rows, newest: NDArray[np.intp], since: Moments, sums: Sums) -> None:
        """Write `latest` for the rows that are now the newest of their series (ascending); `sums` of their hours are of
        the new readings alone. A corrected row adds nothing: its hour is counted again."""
        new, of, before = rows.only(newest), self.group[newest], self.before
        is_good = new.quality == marks.GOOD
        few = [*new.columns(), Moment(new.received), Moment(since[newest])]
        had = before.at[of]
        is_first, stays = had == wire.NEVER_US, rollups.hour_of(had) == rollups.hour_of(new.at)
        places = np.searchsorted(new.series, sums.hours.series)
        is_one = np.zeros(len(new), np.bool_)
        is_one[places] = sums.readings == 1
        is_one &= stays
        wire.choose(self.cursor, few, [(_ONE_MORE, is_one)])
        if is_one.all():
            return
        good = [np.where(is_good, new.at, before.good_at[of]), np.where(is_good, new.value, before.good_value[of])]
        all_of_it = [*few, Moment(good[0]), Float8(good[1]), *sums.spread(places, len(new))]
        which = [(_FIRST, is_first), (_SAME_HOUR, stays & ~is_one), (_NEXT_HOUR, ~is_first & ~stays)]
        wire.choose(self.cursor, all_of_it, which)

    def _roll_up(self, new: Rows, before: Moments) -> Sums:
        """Sum the new readings. Returns the sums that belong into `latest`."""
        sums, first = Sums.of(new.series, new.at, new.value, new.quality)
        if len(new):
            rollups.mark_closed_days(self.cursor, sums.hours)
        return rollups.leave_open_hours(self.cursor, sums, before[first])

    def _count_again(self, changed: Rows, newest: Moments, of: NDArray[np.int32]) -> None:
        """The hours of changed readings; `newest` are the moments that `latest` has just got, `of` these series."""
        if len(changed):
            now = self.before.at.copy()
            now[np.searchsorted(self.series, of)] = newest
            stands = now[np.searchsorted(self.series, changed.series)]
            hours = rollups.count_again(self.cursor, changed.series, changed.at, stands)
            rollups.mark_closed_days(self.cursor, hours)

    def _leave_for_rules(self, rows: Rows, late: NDArray[np.bool_]) -> None:
        if not len(rows):
            return
        newest = int(rows.received.max())
        payload = batches.pack(newest, rows.series, rows.at, rows.value, rows.quality, late)
        self.cursor.execute(_RING, [moment_of(newest), payload, live.CHANNEL], prepare=True)
        pairs = np.bincount(self.book.facts.source[rows.series] * 8 + rows.quality)
        for pair in np.flatnonzero(pairs).tolist():
            self.counts[pair // 8][_COUNTED_AS[pair % 8]] += int(pairs[pair])

    def _count_duplicates(self, rows: Rows) -> None:
        for owner, number in enumerate(np.bincount(rows.owner).tolist()):
            self.receipts[owner].duplicate += number
            self.receipts[owner].accepted -= number
        for source, number in enumerate(np.bincount(self.book.facts.source[rows.series]).tolist()):
            if number:
                self.counts[source]["duplicate"] += number

    def _let_strangers_wait(self) -> None:
        for delivery, columns, receipt in zip(self.deliveries, self.resolved, self.receipts, strict=True):
            if columns.unknown:
                receipt.waiting, refused = waiting.keep(delivery.sender, columns.unknown, delivery.received_at)
                receipt.rejected = sorted([*receipt.rejected, *refused], key=lambda one: one.index)

    def _tell_sources(self) -> None:
        for delivery, columns, receipt in zip(self.deliveries, self.resolved, self.receipts, strict=True):
            if receipt.rejected or receipt.waiting:
                source = self._source_of(delivery, columns)
                self.counts[source]["rejected"] += len(receipt.rejected)
                self.counts[source]["waiting"] += receipt.waiting
                if not delivery.logs_itself:
                    sources.log_rejected(source or None, delivery.sender.name, receipt.rejected, delivery.received_at)
        self.counts.pop(0, None)
        if self.counts:
            hour = int(rollups.hour_of(np.array([microseconds(clock.now())]))[0])
            sources.add_counts(self.cursor, hour, self.counts)

    def _source_of(self, delivery: Delivery, columns: Columns) -> int:
        """The id of the source a delivery came from, 0 when nothing tells."""
        named = self.book.sources.get(delivery.sender.source, 0)
        return named or (int(self.book.facts.source[columns.series[0]]) if len(columns.series) else 0)


def _days(at: Moments) -> list[date]:
    days = np.unique((at + rollups.LOCAL_US) // rollups.DAY_US)
    return [date.fromordinal(_DAY_ZERO + int(day)) for day in days]
