"""Why a number says what it says: the reading, what brought it, what stood there before, which file it lies in."""

import logging
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

log = logging.getLogger(__name__)

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
    """One reading with its past. `file` is the name of the archive's file that holds it, "" while it is in a table.

    `is_origin_lost`: what brought it lies in a file of the archive that cannot be read.
    """

    number: int
    named: Named
    reading: Row
    origin: Origin | None
    corrections: list[Correction]
    file: str
    around: list[Row]
    is_origin_lost: bool = False


def of(actor: Actor, thing: str, series: str, at: datetime | None = None) -> Why | None:
    """Of the reading at a moment, or of the last before it; without a moment of the newest. None when there is none within
    31 days. Raises Unseen; Damaged when a file of these days cannot be read."""
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
    brought, is_lost = _origin(origin, number, moment)
    at = moment_of(moment)
    return Why(number, named, rows[-1], brought, _corrections(number, at), _file(at, number), rows[::-1], is_lost)


def _origin(origin: int, number: int, moment: int) -> tuple[Origin | None, bool]:
    try:
        return (origins.find(origin, number, moment) if origin else None), False
    except OSError as error:
        log.error("what brought %s cannot be read: %s", number, error)  # noqa: TRY400 - the cause is in the words
        return None, True


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
    moment = microseconds(at)
    filed = [one for one in days.filed(at, at + timedelta(microseconds=1)) if one.day == clock.day_of(at)]
    found = files.read(filed, np.array([number], np.int32), moment, moment + 1)
    return files.path_of(filed[0].day).name if len(found) else ""
