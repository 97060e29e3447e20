"""What the rules have not seen yet: one row a transaction of the door, deleted by whoever evaluates it.

Payload, little-endian, n readings sorted by series and time:
    4 bytes   b"HDB1"
    uint32    n
    int64     when the newest of them was received, microseconds since 1970
    int64[n]  at, microseconds since 1970
    float64[n] value
    int32[n]  series id
    uint8[n]  quality
    uint8[n]  late: 1 for a reading that must not open an alert (more than an hour old on arrival, or older than the
              newest of its series); a correction of the newest reading is not late
Only readings that changed something are in it: duplicates are not.
"""

import struct
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.utils.translation import gettext_noop as msgid
from numpy.typing import NDArray

from haidang.kernel import clock
from haidang.kernel.bilingual import both

from . import wire
from .sources import log

_HEAD = struct.Struct("<4sIq")
_MAGIC = b"HDB1"
_READING = 22  # bytes
STALE_AFTER = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Batch:
    """Columns of one batch; arrays are read-only views of its payload."""

    id: int
    received_us: int
    series_id: NDArray[np.int32]
    at_us: NDArray[np.int64]
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]
    late: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.series_id)


def pack(
    received_us: int,
    series_id: NDArray[np.int32],
    at_us: NDArray[np.int64],
    value: NDArray[np.float64],
    quality: NDArray[np.uint8],
    late: NDArray[np.bool_],
) -> bytes:
    parts = [at_us.astype("<i8"), value.astype("<f8"), series_id.astype("<i4"), quality.astype("u1"), late.astype("u1")]
    return _HEAD.pack(_MAGIC, len(series_id), received_us) + b"".join(part.tobytes() for part in parts)


def unpack(number: int, payload: bytes) -> Batch:
    """Raises ValueError for what is not a payload."""
    magic, n, received_us = _HEAD.unpack_from(payload)
    if magic != _MAGIC or len(payload) != _HEAD.size + _READING * n:
        raise ValueError(f"batch {number} is not a batch of readings")
    view = memoryview(payload)[_HEAD.size :]

    def column(dtype: str, begin: int, width: int) -> NDArray[Any]:
        return np.frombuffer(view[begin * n : (begin + width) * n], dtype)

    return Batch(
        number,
        received_us,
        series_id=column("<i4", 16, 4),
        at_us=column("<i8", 0, 8),
        value=column("<f8", 8, 8),
        quality=column("u1", 20, 1),
        late=column("u1", 21, 1),
    )


def take(limit: int = 50) -> list[Batch]:
    """Delete and return the oldest batches, in the open transaction: they come back if it does not commit."""
    found = wire.cursor().execute(
        "WITH taken AS (DELETE FROM batch WHERE id IN (SELECT id FROM batch ORDER BY id LIMIT %s) RETURNING id, payload)"
        " SELECT id, payload FROM taken ORDER BY id",
        [limit],
        prepare=True,
        binary=True,
    )
    return [unpack(number, payload) for number, payload in found.fetchall()]


def waiting() -> tuple[int, float]:
    """How many batches nobody has evaluated, and the age of the oldest in seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(extract(epoch FROM %s - min(at)), 0)::float8 FROM batch", [clock.now()]
        )
        count, age = cursor.fetchone()
    return int(count), max(0.0, float(age))


def unjudged() -> tuple[int, float]:
    """How many readings nobody has evaluated, and the age of the oldest batch in seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum((octet_length(payload) - %s) / %s), 0),"
            " coalesce(extract(epoch FROM %s - min(at)), 0)::float8 FROM batch",
            [_HEAD.size, _READING, clock.now()],
        )
        readings, age = cursor.fetchone()
    return int(readings), max(0.0, float(age))


def forget_stale() -> None:
    """Delete what no rules process has asked for in six hours, and say so: readings that old open no alerts, and the
    queue must not fill the disk. The readings themselves are kept."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM batch WHERE at < %s", [clock.now() - STALE_AFTER])
        forgotten = cursor.rowcount
    if forgotten:
        log(None, both(msgid("Bộ xử lý quy tắc không chạy: bỏ qua %(count)s lô số đo quá 6 giờ."), count=forgotten))
