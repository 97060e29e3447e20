"""What a sender hands over, and the same as columns once every name and moment has been checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from django.utils.translation import gettext_lazy as _
from msgspec import Struct
from numpy.typing import NDArray

from haidang.kernel.ids import is_code

from .book import Book, speaks_for
from .marks import GOOD, SAID_BY_SENDERS
from .reasons import Rejection

OLDEST_US = 30 * 86_400_000_000
NEWEST_US = 5 * 60_000_000
LONGEST_UNIT = 20  # signs; what the waiting room keeps
NO_MOMENT = np.iinfo(np.int64).min
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SAID = np.isin(np.arange(8), SAID_BY_SENDERS)


class Reading(Struct, gc=False):
    """One reading as doors give it. `quality` is what the sender says: 0, 1, 2 or 7; `unit` only if it names one."""

    thing: str
    series: str
    at: datetime
    value: float
    quality: int = GOOD
    unit: str = ""


class Line(Protocol):
    """A Reading, or anything with its fields; `at` may also be ISO 8601 text."""

    thing: str
    series: str
    at: Any
    value: float
    quality: int
    unit: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who hands readings over: a key, a file source, the simulator's own door.

    `things` are glob patterns of the thing codes it may speak for; `source` is the key of the source under which a
    thing nobody knows is filed.
    """

    name: str
    things: tuple[str, ...] = ("*",)
    source: str = ""


@dataclass(slots=True)
class Delivery:
    """Readings of one request, file or message. `index` gives their places in it when some were refused before.

    `logs_itself`: the door writes every refusal into the source's log, with what only it knows (the file).
    `door` and `name` say what brought the readings, for whoever asks later (origins.py): api, mqtt, file, upload, pull or
    own; the name of the file, the number of the request. `numbers` are the lines of the file they stood on, from 1.
    `parts` are the names of several messages in one delivery, each with how many readings it had.
    """

    sender: Sender
    lines: Sequence[Line]
    received_at: datetime
    index: Sequence[int] | None = None
    refused: list[Rejection] = field(default_factory=list)
    logs_itself: bool = False
    door: str = ""
    name: str = ""
    numbers: Sequence[int] | None = None
    parts: Sequence[tuple[str, int]] | None = None


@dataclass(slots=True)
class Receipt:
    """What became of a delivery, after commit."""

    accepted: int = 0
    duplicate: int = 0
    waiting: int = 0
    rejected: list[Rejection] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A reading of a thing nobody has approved."""

    index: int
    thing: str
    series: str
    at_us: int
    value: float
    quality: int
    unit: str


@dataclass(slots=True)
class Columns:
    """The good readings of a delivery; all arrays have one entry a reading. `place` counts the lines from 0."""

    series: NDArray[np.int32]
    at: NDArray[np.int64]
    value: NDArray[np.float64]
    sent: NDArray[np.uint8]
    place: NDArray[np.int32]
    rejected: list[Rejection]
    unknown: list[Unknown]


def microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(at_us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=at_us)


@lru_cache(maxsize=65_536)
def _read_moment(text: str) -> int:
    """NO_MOMENT for what is no moment or has no zone. Senders repeat moments, so they are remembered."""
    try:
        moment = datetime.fromisoformat(text)
        return microseconds(moment) if moment.tzinfo else NO_MOMENT
    except (ValueError, OverflowError):
        return NO_MOMENT


def _moments(lines: Sequence[Line]) -> list[int]:
    if lines and isinstance(lines[0].at, str):
        return [_read_moment(line.at) for line in lines]
    return [microseconds(line.at) if line.at.tzinfo else NO_MOMENT for line in lines]


def resolve(delivery: Delivery, book: Book) -> Columns:
    """Check names, rights, moments, numbers and units of a delivery against the book."""
    lines, now = delivery.lines, microseconds(delivery.received_at)
    find = book.ids_for(delivery.sender.things).get
    series = np.array([find((line.thing, line.series), 0) for line in lines], np.int32)
    at = np.array(_moments(lines), np.int64)
    value = np.array([line.value for line in lines], np.float64)
    sent = np.array([line.quality if 0 <= line.quality <= 7 else 3 for line in lines], np.uint8)
    fits = (series > 0) & (at >= now - OLDEST_US) & (at <= now + NEWEST_US) & np.isfinite(value) & _SAID[sent]
    rejected, unknown = list(delivery.refused), []
    for row in np.flatnonzero(~fits).tolist():
        found = _fault(delivery, book, row, int(series[row]), int(at[row]), now)
        if isinstance(found, Unknown):
            unknown.append(found)
        else:
            rejected.append(found)
    for row in [row for row, line in enumerate(lines) if line.unit]:
        if fits[row]:
            fits[row] = _convert(delivery, book, row, int(series[row]), value, rejected)
    place = np.arange(len(lines), dtype=np.int32)
    if not fits.all():
        series, at, value, sent, place = series[fits], at[fits], value[fits], sent[fits], place[fits]
    return Columns(series, at, value, sent, place, sorted(rejected, key=lambda one: one.index), unknown)


def _place(delivery: Delivery, row: int) -> int:
    return row if delivery.index is None else delivery.index[row]


def _convert(
    delivery: Delivery, book: Book, row: int, series: int, value: NDArray[np.float64], rejected: list[Rejection]
) -> bool:
    """Bring a value that names its unit into the unit of the series, False when that cannot be done."""
    unit = delivery.lines[row].unit
    factor = book.factor(series, unit)
    if factor is None:
        named = book.named[series]
        more = {"series": f"{named.thing}/{named.key}", "known": named.unit or _("(không đơn vị)")}
        rejected.append(Rejection(_place(delivery, row), "unit", "bad_unit", unit, more))
        return False
    value[row] *= factor
    return True


def _fault(delivery: Delivery, book: Book, row: int, series: int, at: int, now: int) -> Rejection | Unknown:
    line, index, sender = delivery.lines[row], _place(delivery, row), delivery.sender
    if at == NO_MOMENT:
        return Rejection(index, "at", "no_zone", line.at)
    if at > now + NEWEST_US:
        return Rejection(index, "at", "future", line.at)
    if at < now - OLDEST_US:
        return Rejection(index, "at", "too_old", line.at)
    if not np.isfinite(line.value):
        return Rejection(index, "value", "not_finite", line.value)
    if line.quality not in SAID_BY_SENDERS:
        return Rejection(index, "quality", "bad_quality", line.quality)
    for name in ("thing", "series"):
        if not is_code(getattr(line, name)):
            return Rejection(index, name, "bad_code", getattr(line, name))
    if not speaks_for(sender.things, line.thing):
        return Rejection(index, "thing", "not_yours", line.thing, {"sender": sender.name})
    if (line.thing, line.series) in book.ids:
        return Rejection(index, "thing", "paused", line.thing)
    if line.thing in book.of_thing:
        known = ", ".join(sorted(book.named[one].key for one in book.of_thing[line.thing]))
        return Rejection(index, "series", "no_series", line.series, {"thing": line.thing, "known": known})
    if len(line.unit) > LONGEST_UNIT or not line.unit.isprintable():
        return Rejection(index, "unit", "bad_unit", line.unit, {"series": f"{line.thing}/{line.series}", "known": "–"})
    return Unknown(index, line.thing, line.series, at, line.value, line.quality, line.unit)
