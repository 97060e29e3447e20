"""From a day in the table to a day in a file, and what came late into a new file.

    table (and the file there is) -> draft, synced -> read back and compared -> the file, and the table is emptied

Killed at any moment, nothing is lost and nothing doubled: until the last step commits the table has everything, and
what table and file both have counts once (`columns.laid_over`). The next run begins again.
"""

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from django.db import OperationalError, connection, transaction

from haidang.core.telemetry import partitions, wire
from haidang.core.telemetry.wire import Float8, Int2, Int4, Int8, Moment
from haidang.kernel import clock

from . import PACKER, content, days, engine, files
from .columns import Stored
from .days import Day
from .files import MISSING, OTHER

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger(__name__)

PAGE = 8192  # bytes of a page of PostgreSQL
PAGES = 4_000  # read at a time: about 500,000 readings
WAIT_FOR_LOCK = "3s"  # while writers wait; readers that take longer make the day wait for the next run
MERGE_AFTER = timedelta(hours=6)  # a file is written anew at most so often

_ARE_THERE = "SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'reading'::regclass"
_PAGES = """
SELECT array_agg(series_id), array_agg(at), array_agg(value), array_agg(quality), array_agg(origin) FROM {table}
WHERE ctid >= %s::tid AND ctid < %s::tid
"""
_GIVEN = 'CREATE TABLE given (series_id INTEGER, "at" TIMESTAMPTZ, value DOUBLE, quality UTINYINT, origin BIGINT)'
_TAKE = 'INSERT INTO given SELECT series_id, make_timestamptz("at"), value, quality, origin FROM chunk'
_NAMES = 'series_id, "at", value, quality, origin'
_SHAPE = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 9, PARQUET_VERSION v2, ROW_GROUP_SIZE 122880"
_ANNOUNCE = """
INSERT INTO archived_day (day, next_sha256, next_content, next_rows) VALUES (%s, %s, %s, %s)
ON CONFLICT (day) DO UPDATE SET next_sha256 = excluded.next_sha256, next_content = excluded.next_content,
    next_rows = excluded.next_rows
"""
_COUNTS_NOW = """
UPDATE archived_day SET merged = touched, rows = next_rows, content = next_content, sha256 = next_sha256,
    next_sha256 = '', series = %s, bytes = %s, written_at = %s, verified_at = %s, problem = '', damage = ''
WHERE day = %s AND touched = %s
"""


class Differs(Exception):
    """A file does not say what it should; nothing was changed."""


class NotOurs(Differs):
    """The file of a day is not the one that was written."""


@dataclass(slots=True)
class Sum:
    """How many readings, and what they sum up to."""

    rows: int = 0
    content: int = 0

    def add(self, readings: Stored) -> None:
        self.rows += len(readings)
        self.content = content.plus(self.content, content.of(readings))

    def with_in_place_of(self, added: "Sum", replaced: "Sum") -> "Sum":
        rest = content.plus(self.content, added.content, -replaced.content)
        return Sum(self.rows + added.rows - replaced.rows, rest)


def keep() -> None:
    """Take every day that is due into its file. One process does so at a time; another finds nothing to do."""
    with alone() as is_mine:
        if not is_mine:
            return
        for day in due():
            try:
                pack(day)
            except NotOurs:
                days.note_damage(day, OTHER)
            except FileNotFoundError:
                days.note_damage(day, MISSING)
            except (Differs, OSError, OperationalError) as error:
                log.warning("%s stays in the table: %s", day, error)
                days.note_problem(day, str(error))
        forget_empty()


@contextmanager
def alone() -> Iterator[bool]:
    """Whether this process may write files now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [PACKER])
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [PACKER])


def due() -> list[date]:
    """Days behind the border with readings in the table, the oldest first."""
    written = {one.day: one.written_at for one in days.every()}
    since = clock.now() - MERGE_AFTER
    return [
        day
        for day in _in_tables()
        if day < days.border() and not ((at := written.get(day)) and at > since) and not _is_empty(day)
    ]


def _in_tables() -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(_ARE_THERE)
        names = [name for (name,) in cursor.fetchall()]
    return sorted(date.fromisoformat(name.removeprefix("reading_")) for name in names)


def _is_empty(day: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {partitions.name_of(day)})")  # noqa: S608
        return not cursor.fetchone()[0]


def pack(day: date) -> bool:
    """Write the day's file from the table and the file there is, prove it, and empty the table.

    False when somebody wrote to the day meanwhile: then nothing was changed. Raises Differs, OSError, OperationalError
    (the table could not be locked in time).
    """
    known = days.of(day)
    work = engine.folder() / ".work"
    shutil.rmtree(work, ignore_errors=True)
    for folder in (work.parent, work):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = work / files.path_of(day).name
    try:
        before = sum_of_file(known)
        with engine.working(work) as db:
            given = _load(db, day)
            replaced = _replaced(db, known)
            _write(db, known, draft)
        whole = before.with_in_place_of(given, replaced)
        series = prove(draft, whole)
        sync(draft)
        _announce(day, draft, whole)
        return _install(day, draft, series, known.touched if known else 0)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def sum_of_file(known: Day | None) -> Sum:
    """What the file there is says. It may be the next one already, if the last run ended before it could say so.

    Raises NotOurs, OSError.
    """
    if known is None or not known.is_filed:
        return Sum()
    found = files.sha256(files.path_of(known.day))
    if found == known.sha256:
        return Sum(known.rows, known.content)
    if found == known.next_sha256:
        _take_up(known)
        return Sum(known.next_rows, known.next_content)
    raise NotOurs(f"{files.path_of(known.day)} is not the file that was written: put it back from a backup")


def _take_up(known: Day) -> None:
    """The announced file is in its place: say so before another is announced."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE archived_day SET sha256 = next_sha256, content = next_content, rows = next_rows"
            " WHERE day = %s AND next_sha256 = %s",
            [known.day, known.next_sha256],
        )


def _load(db: "DuckDBPyConnection", day: date) -> Sum:
    """Copy the day's table into `given`."""
    db.execute(_GIVEN)
    total = Sum()
    for readings in _in_table(day):
        total.add(readings)
        chunk = {name: getattr(readings, name) for name in ("at", "value", "quality", "origin")}
        db.register("chunk", chunk | {"series_id": readings.series})
        db.execute(_TAKE)
        db.unregister("chunk")
    return total


def _in_table(day: date) -> Iterator[Stored]:
    """The rows as they lie. Whoever writes meanwhile touches the day, and the run is given up."""
    table = partitions.name_of(day)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s::regclass)", [table])
        pages = -(-cursor.fetchone()[0] // PAGE)
    for first in range(0, pages, PAGES):
        bounds = [f"({first},0)", f"({first + PAGES},0)"]
        found = wire.cursor().execute(_PAGES.format(table=table), bounds, binary=True)
        number, at, value, quality, origin = wire.columns(found, Int4, Moment, Float8, Int2, Int8)
        yield Stored(number, at, value, quality.astype(np.uint8), origin)


def _replaced(db: "DuckDBPyConnection", known: Day | None) -> Sum:
    """What of the old file the table says anew."""
    total = Sum()
    if known and known.is_filed:
        old = f'(SELECT old.* FROM {_parquet(known.day)} AS old SEMI JOIN given USING (series_id, "at"))'  # noqa: S608
        for readings in files.walked(db, old):
            total.add(readings)
    return total


def _write(db: "DuckDBPyConnection", known: Day | None, draft: Path) -> None:
    rows = f"SELECT {_NAMES} FROM given"  # noqa: S608
    if known and known.is_filed:
        rows += f' UNION ALL SELECT {_NAMES} FROM {_parquet(known.day)} ANTI JOIN given USING (series_id, "at")'  # noqa: S608
    db.execute(f"COPY ({rows} ORDER BY series_id, \"at\") TO '{draft}' ({_SHAPE})")


def _parquet(day: date) -> str:
    return f"read_parquet('{files.path_of(day)}')"


def prove(path: Path, whole: Sum) -> int:
    """Read a file back and compare it with what it should say. Returns how many series it holds. Raises Differs."""
    found, series = Sum(), 0
    for readings in files.walk(path):
        found.add(readings)
        steps = np.flatnonzero(readings.series[1:] != readings.series[:-1])
        series += len(steps) + 1
        is_rising = (readings.series[1:] > readings.series[:-1]) | (
            (readings.series[1:] == readings.series[:-1]) & (readings.at[1:] > readings.at[:-1])
        )
        if not is_rising.all():
            raise Differs(f"{path.name} is not sorted by series and time")
    if found != whole:
        raise Differs(f"{path.name} was read back with {found.rows} readings; {whole.rows} were meant, or others")
    return series


def sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _announce(day: date, draft: Path, whole: Sum) -> None:
    """Before the file takes its place its name is known, so that a run that ends in between leaves no riddle."""
    with connection.cursor() as cursor:
        cursor.execute(_ANNOUNCE, [day, files.sha256(draft), whole.content, whole.rows])


def _install(day: date, draft: Path, series: int, touched: int) -> bool:
    """Table and file change places, in a writer's turn."""
    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT_FOR_LOCK])
        partitions.take_turn()
        cursor.execute(_COUNTS_NOW, [series, draft.stat().st_size, now, now, day, touched])
        if not cursor.rowcount:
            return False
        cursor.execute(f"TRUNCATE {partitions.name_of(day)}")
        replace(draft, files.path_of(day))
    return True


def replace(draft: Path, target: Path) -> None:
    draft.chmod(0o600)
    draft.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def forget_empty() -> None:
    """Drop the tables of days for which no reading is taken any more, when they are empty."""
    oldest = clock.today() - timedelta(days=partitions.BACK)
    for day in [one for one in _in_tables() if one < oldest]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT_FOR_LOCK])
            partitions.take_turn()
            if _is_empty(day):
                cursor.execute(f"DROP TABLE {partitions.name_of(day)}")
