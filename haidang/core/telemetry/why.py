"""Why a number says what it says: the reading, what brought it, what stood there before, which file it lies in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db import connection

from haidang.kernel import clock
from haidang.kernel.action import Actor

from . import origins, queries
from .archive import days, files
from .book import Named
from .origins import Origin
from .readings import microseconds, moment_of
from .stored import stored

LOOK_BACK = timedelta(days=31)
AROUND = 5


@dataclass(frozen=True, slots=True)
class Correction:
    """What stood there before, and who sent what stands there now."""

    old_value: float
    old_quality: int
    new_value: float
    new_quality: int
    received_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Row:
    """One reading as it is stored."""

    at: datetime
    value: float
    quality: int


@dataclass(frozen=True, slots=True)
class Why:
    """One reading with its past. `file` is the name of the archive's file that holds it, "" while it is in a table."""

    number: int
    named: Named
    reading: Row
    origin: Origin | None
    corrections: list[Correction]
    file: str
    around: list[Row]


def of(actor: Actor, thing: str, series: str, at: datetime | None = None) -> Why | None:
    """Of the reading at a moment, or of the last before it; without a moment of the newest. None when there is none within
    31 days. Raises Unseen; OSError when the file of the day cannot be read."""
    number, named = queries.named(actor, thing, series)
    until = (at or _newest(number) or clock.now()) + timedelta(microseconds=1)
    found = None
    for back in (timedelta(hours=2), timedelta(days=2), LOOK_BACK):
        found = stored([number], until - back, until, origins=True)
        if len(found):
            break
    if found is None or not len(found):
        return None
    moment, origin = int(found.at[-1]), int(found.origin[-1])
    rows = [
        Row(moment_of(one), value, quality)
        for one, value, quality in zip(
            found.at[-AROUND:].tolist(), found.value[-AROUND:].tolist(), found.quality[-AROUND:].tolist(), strict=True
        )
    ]
    return Why(
        number,
        named,
        rows[-1],
        origins.find(origin, number, moment) if origin else None,
        _corrections(number, moment_of(moment)),
        _file(moment_of(moment), number),
        rows[::-1],
    )


def _newest(number: int) -> datetime | None:
    return next((one.at for one in queries.latest_of([number])), None)


def _corrections(number: int, at: datetime) -> list[Correction]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT old_value, old_quality, new_value, new_quality, received_at, by FROM correction"
            " WHERE series_id = %s AND at = %s ORDER BY id DESC",
            [number, at],
        )
        return [Correction(*row) for row in cursor.fetchall()]


def _file(at: datetime, number: int) -> str:
    day = clock.day_of(at)
    if day not in days.filed(at, at + timedelta(microseconds=1)):
        return ""
    found = files.read([day], np.array([number], np.int32), microseconds(at), microseconds(at) + 1)
    return files.path_of(day).name if len(found) else ""
