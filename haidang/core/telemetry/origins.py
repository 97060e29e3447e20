"""What brought a reading: the door, the sender, the file or message, and the line in it.

Each transaction of the door leaves one row in `origin`; its readings carry the row's number. The row has

    said    zlib of JSON: [[door, sender, name, received], ...], one entry a request, file or message
    lines   zlib of four columns of n readings, little-endian: int32 series, int64 at, int32 entry of `said`, int32 line,
            the first two and the last as differences to the one before, which packs well

Rows that are older than the days in tables lie in files (archive/origin_files.py), found by the same number.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import psycopg
from django.db import connection
from numpy.typing import NDArray

from .archive import origin_files
from .readings import Delivery, microseconds, moment_of
from .rows import Rows

_LINE = 20  # bytes of one reading in `lines`
_KEEP = "INSERT INTO origin (id, at, said, lines) VALUES (%s, %s, %s, %s)"

Entry = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one reading stood. `line` counts from 1: the line of a file, else the place in a request or message."""

    received_at: datetime
    door: str
    sender: str
    name: str
    line: int


def keep(cursor: psycopg.Cursor[Any], number: int, deliveries: Sequence[Delivery], rows: Rows) -> None:
    """Say what brought these rows, in the open transaction."""
    if len(rows):
        said, lines = packed(deliveries, rows)
        cursor.execute(_KEEP, [number, moment_of(int(rows.received.max())), said, lines], prepare=True, binary=True)


def packed(deliveries: Sequence[Delivery], rows: Rows) -> tuple[bytes, bytes]:
    """What brought each row, as (deliveries in JSON, columns of series, moment, delivery and line), both compressed by zlib."""
    entries: list[Entry] = []
    entry, line = np.zeros(len(rows), np.int32), rows.place + 1
    for owner in np.unique(rows.owner).tolist():
        delivery, mine = deliveries[owner], rows.owner == owner if len(deliveries) > 1 else slice(None)
        place = rows.place[mine]
        entry[mine] = len(entries) + _entry_of(delivery, place)
        if delivery.numbers is not None:
            line[mine] = np.asarray(delivery.numbers, np.int32)[place]
        elif delivery.index is not None:
            line[mine] = np.asarray(delivery.index, np.int32)[place] + 1
        entries += _entries(delivery)
    columns = (_steps(rows.series, "<i4"), _steps(rows.at, "<i8"), entry.astype("<i4").tobytes(), _steps(line, "<i4"))
    said = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
    return zlib.compress(said, 1), zlib.compress(b"".join(columns), 1)


def _entries(delivery: Delivery) -> list[Entry]:
    names = [name for name, _count in delivery.parts] if delivery.parts else [delivery.name]
    return [(delivery.door, delivery.sender.name, name, microseconds(delivery.received_at)) for name in names]


def _entry_of(delivery: Delivery, place: NDArray[np.int32]) -> NDArray[np.int32] | int:
    if not delivery.parts:
        return 0
    counts = [count for _name, count in delivery.parts]
    owner: NDArray[np.int32] = np.repeat(np.arange(len(counts), dtype=np.int32), counts)[place]
    return owner


def _steps(column: NDArray[Any], dtype: str) -> bytes:
    return np.diff(column.astype(dtype), prepend=column.dtype.type(0)).astype(dtype).tobytes()


def find(number: int, series: int, at_us: int) -> Origin | None:
    """What brought the reading of a series at a moment, by the number it carries; None when nothing is kept of it.

    Raises OSError when it lies in a file of the archive that cannot be read.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT said, lines FROM origin WHERE id = %s", [number])
        row = cursor.fetchone()
    found = (zlib.decompress(row[0]), zlib.decompress(row[1])) if row else origin_files.find(number)
    return _line_of(*found, series, at_us) if found else None


def _line_of(said: bytes, raw: bytes, series: int, at_us: int) -> Origin | None:
    n = len(raw) // _LINE
    ids = np.cumsum(np.frombuffer(raw, "<i4", n))
    at = np.cumsum(np.frombuffer(raw, "<i8", n, 4 * n))
    entry = np.frombuffer(raw, "<i4", n, 12 * n)
    line = np.cumsum(np.frombuffer(raw, "<i4", n, 16 * n))
    found = np.flatnonzero((ids == series) & (at == at_us))
    if not len(found):
        return None
    row = int(found[-1])
    door, sender, name, received = json.loads(said)[int(entry[row])]
    return Origin(moment_of(received), door, sender, name, int(line[row]))
