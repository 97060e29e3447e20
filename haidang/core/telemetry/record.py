"""The only door to readings.

    receipt = record(Sender("khoa-tram-khi"), [Reading("AQ-001", "pm25", at, 37.2)])

One transaction does everything: names and moments are checked, quality is marked against the newest reading of each
series, readings, `latest` and the hourly sums are written, one row for the rules is left and the bell rung at commit.
Writers of all processes take turns (an advisory lock), so they cannot dead-lock, marks are exact, and readings newer
than all others of their series can be copied straight in.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import psycopg
from django.db import transaction
from numpy.typing import NDArray

from haidang.kernel import clock, live

from . import batches, book, marks, partitions, rollups, sources, waiting, wire
from .book import Book
from .marks import Before
from .readings import Columns, Delivery, Line, Reading, Receipt, Sender, microseconds, moment_of, resolve
from .wire import Column, Float8, Int2, Int4, Moment

__all__ = ["Delivery", "Reading", "Receipt", "Sender", "commit", "record"]

_NEWEST = """
SELECT array_agg(series_id), array_agg(at), array_agg(value), array_agg(same_since), array_agg(good_at),
       array_agg(good_value)
FROM (SELECT * FROM latest WHERE series_id = ANY(%s) ORDER BY series_id) AS found
"""
_KEEP_NEWEST = """
INSERT INTO latest (series_id, at, value, quality, received_at, same_since, good_at, good_value)
SELECT * FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (series_id) DO UPDATE SET at = excluded.at, value = excluded.value, quality = excluded.quality,
    received_at = excluded.received_at, same_since = excluded.same_since, good_at = excluded.good_at,
    good_value = excluded.good_value
"""
# What the sender said is 1, 2 or 7 as stored and 0 under every mark of ours: a repeated reading may be marked otherwise.
_UPSERT = """
WITH changed AS (
    INSERT INTO reading AS had (series_id, at, value, quality)
    SELECT * FROM unnest(%s, %s, %s, %s) AS given (series_id, at, value, quality) ORDER BY series_id, at
    ON CONFLICT (series_id, at) DO UPDATE SET value = excluded.value, quality = excluded.quality
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


_COUNTED_AS = ("good", "down", "down", "bad", "bad", "bad", "late", "bad")
_DAY_ZERO = date(1970, 1, 1).toordinal()
Moments = NDArray[np.int64]


@dataclass(slots=True)
class Rows:
    """Readings of all deliveries of a turn. `owner` is the delivery, `quality` what the sender said and then our mark."""

    series: NDArray[np.int32]
    at: Moments
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]
    received: Moments
    owner: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.series)

    def only(self, which: NDArray[Any]) -> "Rows":
        return Rows(*(getattr(self, name)[which] for name in self.__slots__))

    def columns(self) -> list[Column]:
        """series_id, at, value, quality"""
        return [Int4(self.series), Moment(self.at), Float8(self.value), Int2(self.quality)]


def record(sender: Sender, readings: Sequence[Line], received_at: datetime | None = None) -> Receipt:
    """Take readings of one sender, now, in this thread. Returns what became of each; raises only database errors."""
    return commit([Delivery(sender, readings, received_at or clock.now())])[0]


def commit(deliveries: Sequence[Delivery]) -> list[Receipt]:
    """Take several deliveries in one transaction. Receipts come in the same order."""
    known = book.held()
    resolved = [resolve(one, known) for one in deliveries]
    with transaction.atomic():
        partitions.take_turn()
        version = book.version_now()
        if version != known.version:
            known = book.refreshed(version)
            resolved = [resolve(one, known) for one in deliveries]
        return _Turn(deliveries, resolved, known).write()


def _empty_counts() -> dict[int, dict[str, int]]:
    return defaultdict(lambda: defaultdict(int))


@dataclass(slots=True)
class _Turn:
    """One transaction of the door."""

    deliveries: Sequence[Delivery]
    resolved: list[Columns]
    book: Book
    cursor: psycopg.Cursor[Any] = field(default_factory=wire.cursor)
    counts: dict[int, dict[str, int]] = field(default_factory=_empty_counts)
    receipts: list[Receipt] = field(default_factory=list)

    def write(self) -> list[Receipt]:
        self.receipts = [Receipt(len(one.series), rejected=one.rejected) for one in self.resolved]
        rows = self._once(self._gathered())
        if len(rows):
            self._take(rows)
        self._let_strangers_wait()
        self._tell_sources()
        return self.receipts

    def _gathered(self) -> Rows:
        """All good readings, sorted by series and time, those of the same moment in the order they came."""
        found = self.resolved
        sizes = [len(one.series) for one in found]
        received = np.array([microseconds(one.received_at) for one in self.deliveries], np.int64)
        rows = Rows(
            series=np.concatenate([one.series for one in found]),
            at=np.concatenate([one.at for one in found]),
            value=np.concatenate([one.value for one in found]),
            quality=np.concatenate([one.sent for one in found]),
            received=np.repeat(received, sizes),
            owner=np.repeat(np.arange(len(found)), sizes),
        )
        rows.quality = marks.simple(self.book.facts, rows.series, rows.value, rows.quality)
        return rows.only(np.lexsort((rows.at, rows.series)))

    def _once(self, rows: Rows) -> Rows:
        """Of readings with the same series and moment within the turn only the last goes on."""
        follows = np.r_[(rows.series[1:] == rows.series[:-1]) & (rows.at[1:] == rows.at[:-1]), False]
        if not follows.any():
            return rows
        earlier = np.flatnonzero(follows[: len(rows)])
        same = (rows.value[earlier] == rows.value[earlier + 1]) & (rows.quality[earlier] == rows.quality[earlier + 1])
        self._count_duplicates(rows.only(earlier[same]))
        replaced = earlier[~same]
        if len(replaced):
            self._trace(rows.only(replaced + 1), rows.value[replaced], rows.quality[replaced])
        return rows.only(~follows[: len(rows)])

    def _take(self, rows: Rows) -> None:
        series, starts, group = np.unique(rows.series, return_index=True, return_inverse=True)
        before = self._before(series)
        fresh = rows.at > before.at[group]
        since = self._marked(rows, group, fresh, before)
        partitions.ensure(_days(rows.at))
        new, old = rows.only(fresh), np.flatnonzero(~fresh)
        if len(new):
            names = ("series_id", "at", "value", "quality")
            wire.copy_in(self.cursor, "reading", names, *new.columns())
        changed_old = old[self._upsert(rows.only(old))] if len(old) else old
        is_newest = rows.at[changed_old] == before.at[group[changed_old]]
        self._roll_up(new, rows.only(changed_old))

        ends = np.r_[starts[1:], len(rows)] - 1
        newest = np.r_[ends[fresh[ends]], changed_old[is_newest & ~fresh[ends[group[changed_old]]]]]
        self._keep_newest(rows, np.sort(newest), group, since, before)

        changed = np.sort(np.r_[np.flatnonzero(fresh), changed_old])
        if len(changed):
            opens_nothing = ~fresh | (rows.received - rows.at > marks.LATE_AFTER_US)
            opens_nothing[changed_old[is_newest]] = False
            self._leave_for_rules(rows.only(changed), opens_nothing[changed])

    def _before(self, series: NDArray[np.int32]) -> Before:
        """The newest readings of these series (ascending) as they stand in the table."""
        found = self.cursor.execute(_NEWEST, [Int4(series)], prepare=True, binary=True)
        have, *columns = wire.columns(found, Int4, Moment, Float8, Moment, Moment, Float8)
        n, at = len(series), np.searchsorted(series, have)
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

    def _marked(self, rows: Rows, group: NDArray[np.intp], fresh: NDArray[np.bool_], before: Before) -> Moments:
        """Mark `rows.quality` in place. Returns since when the value of each row has been the same."""
        since, quality = rows.at.copy(), rows.quality[fresh]
        if len(quality):
            facts, new = self.book.facts, rows.only(fresh)
            since[fresh] = marks.against_history(facts, new.series, group[fresh], new.at, new.value, quality, before)
            rows.quality[fresh] = quality
        rows.quality = marks.late(rows.quality, rows.at, rows.received)
        return since

    def _upsert(self, rows: Rows) -> NDArray[np.intp]:
        """Write readings that are not newer than their series' newest. Returns the positions of those that changed
        something; leaves a trace of what was corrected and counts the others as duplicates."""
        found = self.cursor.execute(_UPSERT, rows.columns(), prepare=True, binary=True)
        series, at, value, quality = wire.columns(found, Int4, Moment, Float8, Int4)
        position = {pair: row for row, pair in enumerate(zip(rows.series.tolist(), rows.at.tolist(), strict=True))}
        changed = np.array([position[pair] for pair in zip(series.tolist(), at.tolist(), strict=True)], np.intp)
        self._count_duplicates(rows.only(np.setdiff1d(np.arange(len(rows)), changed)))
        corrected = quality >= 0
        if corrected.any():
            self._trace(rows.only(changed[corrected]), value[corrected], quality[corrected])
        return np.sort(changed)

    def _trace(self, rows: Rows, old_value: NDArray[np.float64], old_quality: NDArray[Any]) -> None:
        names = [self.deliveries[owner].sender.name for owner in rows.owner.tolist()]
        new = [Float8(rows.value), Int2(old_quality), Int2(rows.quality), Moment(rows.received)]
        self.cursor.execute(_TRACE, [Int4(rows.series), Moment(rows.at), Float8(old_value), *new, names], prepare=True)
        for source in self.book.facts.source[rows.series].tolist():
            self.counts[source]["corrected"] += 1

    def _keep_newest(
        self, rows: Rows, newest: NDArray[np.intp], group: NDArray[np.intp], since: Moments, before: Before
    ) -> None:
        """Write `latest` for the rows that are now the newest of their series (ascending)."""
        if not len(newest):
            return
        new, of = rows.only(newest), group[newest]
        is_good = new.quality == marks.GOOD
        columns = [
            *new.columns(),
            Moment(new.received),
            Moment(since[newest]),
            Moment(np.where(is_good, new.at, before.good_at[of])),
            Float8(np.where(is_good, new.value, before.good_value[of])),
        ]
        self.cursor.execute(_KEEP_NEWEST, columns, prepare=True)

    def _roll_up(self, new: Rows, changed_old: Rows) -> None:
        if len(new):
            hours = rollups.add(self.cursor, new.series, new.at, new.value, new.quality)
            rollups.mark_closed_days(self.cursor, hours)
        if len(changed_old):
            hours = rollups.count_again(self.cursor, changed_old.series, changed_old.at)
            rollups.mark_closed_days(self.cursor, hours)

    def _leave_for_rules(self, rows: Rows, late: NDArray[np.bool_]) -> None:
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
