"""What brought readings, taken from its table into files once it is older than the days that lie in tables.

One file a run, `origins-<first>-<last>.parquet` by the numbers of its rows, which readings carry: id, at, and `said` and
`lines` as `origins` unpacks them (Parquet packs them itself, to half of what they take in the table). A run is

    rows of the table -> draft, synced -> read back and compared -> the file -> its name noted and the rows deleted at once

Killed at any moment the table still has every row, or the file counts; a file that nobody noted is removed by the next run.
"""

import hashlib
import shutil
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection, transaction

from haidang.kernel import clock

from . import content, days, engine, files, packing

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AT_ONCE = 1_000  # rows on their way through memory
MOST = 200_000  # rows of one file, so that a run stays short; the next one goes on
_GIVEN = 'CREATE TABLE given (id BIGINT, "at" BIGINT, said BLOB, lines BLOB)'
_SHAPE = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 9, ROW_GROUP_SIZE 2048"
_OLD = "SELECT id FROM origin WHERE at < %s ORDER BY id LIMIT %s"
_ROWS = "SELECT id, (extract(epoch FROM at) * 1000000)::bigint, said, lines FROM origin WHERE id = ANY(%s) ORDER BY id"

Row = tuple[int, int, bytes, bytes]


def folder() -> Path:
    return engine.folder() / "origins"


def keep() -> None:
    """Take what is old into a file. One process writes files of the archive at a time."""
    with packing.alone() as is_mine:
        if is_mine:
            _remove_unknown()
            pack(clock.start_of(days.border()))


def pack(before: datetime) -> int:
    """Of the rows from before a moment, the oldest. How many went into a file. Raises Differs, OSError."""
    with connection.cursor() as cursor:
        cursor.execute(_OLD, [before, MOST])
        numbers = [number for (number,) in cursor.fetchall()]
    if not numbers:
        return 0
    work = engine.folder() / ".origins"
    shutil.rmtree(work, ignore_errors=True)
    for one in (engine.folder(), folder(), work):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        draft = work / f"origins-{numbers[0]}-{numbers[-1]}.parquet"
        meant = _write(work, draft, numbers)
        if _read_back(draft) != meant:
            raise packing.Differs(f"{draft.name} was not read back as it was meant")
        packing.sync(draft)
        _install(draft, numbers)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return len(numbers)


def _write(work: Path, draft: Path, numbers: list[int]) -> int:
    """Returns what the rows add up to."""
    total = 0
    with engine.working(work) as db:
        db.execute(_GIVEN)
        for first in range(0, len(numbers), AT_ONCE):
            rows = _of_table(numbers[first : first + AT_ONCE])
            total = content.plus(total, *map(_mixed, rows))
            _take(db, rows)
        db.execute(f"COPY (FROM given ORDER BY id) TO '{draft}' ({_SHAPE})")
    return total


def _of_table(numbers: list[int]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [numbers])
        return [(one, at, zlib.decompress(said), zlib.decompress(lines)) for one, at, said, lines in cursor.fetchall()]


def _take(db: "DuckDBPyConnection", rows: list[Row]) -> None:
    said, lines = np.empty(len(rows), object), np.empty(len(rows), object)
    said[:], lines[:] = [row[2] for row in rows], [row[3] for row in rows]
    whole = {"id": np.array([row[0] for row in rows]), "at": np.array([row[1] for row in rows])}
    db.register("chunk", whole | {"said": said, "lines": lines})
    db.execute('INSERT INTO given SELECT id, "at", said, lines FROM chunk')
    db.unregister("chunk")


def _mixed(row: Row) -> int:
    said = hashlib.blake2b(row[2], digest_size=8, key=f"{row[0]} {row[1]}".encode())
    said.update(row[3])
    return int.from_bytes(said.digest())


def _read_back(draft: Path) -> int:
    total = 0
    with engine.reading() as cursor:
        found = cursor.execute(f"SELECT id, \"at\", said, lines FROM read_parquet('{draft}')")  # noqa: S608
        while rows := found.fetchmany(AT_ONCE):
            total = content.plus(total, *map(_mixed, rows))
    return total


def _install(draft: Path, numbers: list[int]) -> None:
    """The file first: while nobody has noted it, it is only in the way."""
    size, sha256, now = draft.stat().st_size, files.sha256(draft), clock.now()
    packing.replace(draft, folder() / draft.name)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO archived_origin (first_id, last_id, rows, bytes, sha256, name, written_at, verified_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [numbers[0], numbers[-1], len(numbers), size, sha256, draft.name, now, now],
        )
        cursor.execute("DELETE FROM origin WHERE id = ANY(%s)", [numbers])


def _remove_unknown() -> None:
    known = {name for name, *_rest in _noted()}
    for path in folder().glob("origins-*.parquet"):
        if path.name not in known:
            path.unlink()


def _noted() -> list[tuple[str, int, str, datetime, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, bytes, sha256, verified_at, damage FROM archived_origin ORDER BY verified_at, name"
        )
        return list(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies in files: `damaged` are (name, what is amiss)."""

    files: int
    bytes: int
    damaged: list[tuple[str, str]]


def kept() -> Kept:
    noted = _noted()
    damaged = [(name, damage) for name, _size, _sha256, _at, damage in noted if damage]
    return Kept(len(noted), sum(size for _name, size, *_rest in noted), damaged)


def find(number: int) -> tuple[bytes, bytes] | None:
    """`said` and `lines` of a row by its number, unpacked; None when no file has it. Raises OSError."""
    for name in _that_may_have(number):
        path = folder() / name
        with engine.reading([path]) as cursor:
            rows = _asked(cursor, f"SELECT said, lines FROM read_parquet('{path}') WHERE id = {int(number)}")  # noqa: S608
        if rows:
            said, lines = rows[0]
            return said, lines
    return None


def _that_may_have(number: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM archived_origin WHERE %s BETWEEN first_id AND last_id ORDER BY name", [number])
        return [name for (name,) in cursor.fetchall()]


def _asked(cursor: "DuckDBPyConnection", question: str) -> list[Any]:
    import duckdb

    try:
        return cursor.execute(question).fetchall()
    except duckdb.Error as error:
        raise OSError(str(error).splitlines()[0]) from error


def look() -> None:
    """Whether each file is there as long as it was written; what was amiss and looks well again is compared as a whole."""
    for name, size, sha256, _at, damage in _noted():
        found = _at_a_glance(folder() / name, size)
        if found:
            _note(name, found)
        elif damage:
            _compare(name, sha256)


def verify(since: datetime, most: int) -> None:
    """Compare those that were not compared since, so many at once."""
    for name, _size, sha256, at, _damage in _noted()[:most]:
        if at <= since:
            _compare(name, sha256)


def _at_a_glance(path: Path, size: int) -> str:
    try:
        return "" if path.stat().st_size == size else files.OTHER
    except OSError:
        return files.MISSING


def _compare(name: str, sha256: str) -> None:
    try:
        damage = "" if files.sha256(folder() / name) == sha256 else files.OTHER
    except OSError:
        damage = files.MISSING
    _note(name, damage)
    if not damage:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE archived_origin SET verified_at = %s WHERE name = %s", [clock.now(), name])


def _note(name: str, damage: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE archived_origin SET damage = %s WHERE name = %s AND damage <> %s", [damage, name, damage]
        )
