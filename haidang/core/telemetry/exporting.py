"""A selection of stored readings as CSV or Parquet, streamed: a day at a time, whatever its length.

CSV is for people and spreadsheets: UTF-8 with a byte-order mark, moments with their offset, one reading a line.
Parquet has the same columns: thing, series, unit, at (UTC), value, quality, is_simulated.

Files of the archive are read once before the first byte leaves: a damaged one is refused by its date, never met midway. Should
one break in between all the same, the pieces end with Damaged: the answer is broken off without its last chunk (RFC 9112, 7.1),
which every client takes for a failed download.
"""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from haidang.core.audit.actions import look
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid

from . import book, queries
from .archive import engine, files
from .book import Book
from .readings import moment_of
from .stored import Stored, stored, unreadable

MOST_DAYS = 400
MOST_SERIES = 20_000
MOST_READINGS = 50_000_000  # by the cadences of the series; more is asked for in parts
HEAD = ("thing", "series", "unit", "at", "value", "quality", "is_simulated")
WATCHED = ("personal", "sensitive")
BOM = "\ufeff"
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Selection:
    """Series that the actor may see, from `start` until before `end`."""

    known: Book
    series: list[int]
    start: datetime
    end: datetime

    def days(self) -> Iterator[tuple[datetime, datetime]]:
        day = clock.day_of(self.start)
        while (begin := clock.start_of(day)) < self.end:
            day += timedelta(days=1)
            yield max(begin, self.start), min(clock.start_of(day), self.end)

    def read(self) -> Iterator[Stored]:
        return (found for start, end in self.days() if len(found := stored(self.series, start, end)))


def select(
    actor: Actor,
    start: datetime,
    end: datetime,
    *,
    things: Sequence[str] = (),
    series: str = "",
    place: str = "",
    domain: str = "",
) -> Selection:
    """Everything the actor may see of it; a look at personal or sensitive readings is journalled.

    Raises Invalid; Damaged with all days whose file of the archive cannot be read.
    """
    if start >= end or end - start > timedelta(days=MOST_DAYS):
        message = _("Phải sau thời điểm bắt đầu, và không quá %(most)s ngày.") % {"most": MOST_DAYS}
        raise Invalid("to", message, str(end))
    if not (things or series or place or domain):
        raise Invalid("things", _("Chọn thiết bị, thông số, địa bàn hoặc lĩnh vực."))
    known = book.current()
    wanted = queries.seen_by(known, actor) & known.where(series=series, domain=domain, place=place)
    if things:
        named = np.zeros(len(wanted), np.bool_)
        named[[number for thing in things for number in known.of_thing.get(thing, ())]] = True
        wanted &= named
    numbers = np.flatnonzero(wanted)
    expected = float(((end - start) / timedelta(microseconds=1) / known.facts.cadence_us[numbers]).sum())
    if len(numbers) > MOST_SERIES or expected > MOST_READINGS:
        raise Invalid("things", _("Quá nhiều số đo một lần: thu hẹp thiết bị hoặc khoảng thời gian."), len(numbers))
    if wrong := unreadable(numbers.tolist(), start, end):
        raise files.Damaged(wrong)
    _journal(actor, known, numbers.tolist(), start, end)
    return Selection(known, numbers.tolist(), start, end)


def _journal(actor: Actor, known: Book, numbers: Sequence[int], start: datetime, end: datetime) -> None:
    watched = sorted({known.named[one].thing for one in numbers if known.named[one].data_class in WATCHED})
    for thing in Thing.objects.filter(code__in=watched).select_related("place", "office", "source"):
        keys = [known.named[one].key for one in known.of_thing[thing.code] if one in numbers]
        look(actor, thing, keys, _("Tải số đo %(start)s – %(end)s") % {"start": start, "end": end})


def as_csv(selection: Selection) -> Iterator[bytes]:
    """Pieces of a CSV file."""
    named = selection.known.named
    yield _lines([HEAD], BOM)
    for found in selection.read():
        for first in range(0, len(found), 20_000):
            part = found.only(slice(first, first + 20_000))  # type: ignore[arg-type]
            columns = (part.series.tolist(), part.at.tolist(), part.value.tolist(), part.quality.tolist())
            yield _lines(
                (
                    (
                        one.thing,
                        one.key,
                        one.unit,
                        moment_of(at).astimezone(clock.HO_CHI_MINH).isoformat(),
                        value,
                        quality,
                        int(one.is_simulated),
                    )
                    for number, at, value, quality in zip(*columns, strict=True)
                    for one in [named[number]]
                )
            )


def _lines(rows: object, before: str = "") -> bytes:
    text = io.StringIO()
    text.write(before)
    csv.writer(text, lineterminator="\r\n").writerows(rows)  # type: ignore[arg-type]
    return text.getvalue().encode()


def as_parquet(selection: Selection) -> Iterator[bytes]:
    """Pieces of a Parquet file, made whole before this returns in a folder of its own that is gone afterwards.

    Raises Damaged.
    """
    engine.folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = tempfile.TemporaryDirectory(dir=engine.folder(), prefix=".out-")
    try:
        return _pieces(folder, _parquet(selection, Path(folder.name)))
    except BaseException:
        folder.cleanup()
        raise


def _pieces(folder: tempfile.TemporaryDirectory[str], path: Path) -> Iterator[bytes]:
    with folder, path.open("rb") as file:
        while piece := file.read(BLOCK):
            yield piece


def _parquet(selection: Selection, folder: Path) -> Path:
    target = folder / "readings.parquet"
    named = [selection.known.named[one] for one in selection.series]
    with engine.working(folder) as db:
        db.execute("CREATE TABLE names (id INTEGER, thing TEXT, series TEXT, unit TEXT, is_simulated BOOLEAN)")
        rows = [
            [number, one.thing, one.key, one.unit, one.is_simulated]
            for number, one in zip(selection.series, named, strict=True)
        ]
        if rows:
            db.executemany("INSERT INTO names VALUES (?, ?, ?, ?, ?)", rows)
        db.execute('CREATE TABLE given (id INTEGER, "at" TIMESTAMPTZ, value DOUBLE, quality UTINYINT)')
        for found in selection.read():
            db.register("chunk", {"id": found.series, "us": found.at, "value": found.value, "quality": found.quality})
            db.execute("INSERT INTO given SELECT id, make_timestamptz(us), value, quality FROM chunk")
            db.unregister("chunk")
        ordered = 'given JOIN names USING (id) ORDER BY thing, series, "at"'
        wanted = 'thing, series, unit, "at", value, quality, is_simulated'
        db.execute(f"COPY (SELECT {wanted} FROM {ordered}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")  # noqa: S608
    return target
