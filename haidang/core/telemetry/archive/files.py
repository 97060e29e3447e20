"""The files of the archive: their names, reading some series of some days, and walking through a whole one.

Columns of a file, sorted by series and time: series_id int32, at timestamp (UTC, microseconds), value double,
quality uint8, origin int64. Any reader of Parquet can open it.
"""

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from . import days, engine
from .columns import NOTHING, Stored, joined
from .days import Filed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger(__name__)

CHUNK = 500_000  # readings walked through at a time
FEW = 200  # series named one by one in a question
FEW_DAYS = 2  # the rows of so many are cut to the range by the question itself
MISSING, OTHER, UNREADABLE = "missing", "other", "unreadable"
WITHOUT_ORIGIN = 'series_id, epoch_us("at") AS us, value, quality, 0::BIGINT AS origin'
COLUMNS = 'series_id, epoch_us("at") AS us, value, quality, origin'


def path_of(day: date) -> Path:
    return _in(engine.folder(), day)


def _in(folder: Path, day: date) -> Path:
    return folder / f"{day:%Y-%m-%d}.parquet"


class Damaged(OSError):
    """Files of the archive that are gone, cannot be read, or are not those that were written; `days` says which and why."""

    def __init__(self, days: Mapping[date, str]) -> None:
        self.days = dict(sorted(days.items()))
        super().__init__(", ".join(f"{day}: {why}" for day, why in self.days.items()))

    @property
    def message(self) -> str:
        """For people, in their language, with the remedy."""
        said = _(
            "Tệp kho của ngày %(days)s bị mất, bị hỏng hoặc không phải tệp đã viết. Các ngày khác vẫn đọc được;"
            " người quản trị lấy lại archive/%(file)s từ bản sao lưu."
        )
        first = next(iter(self.days))
        return said % {"days": ", ".join(f"{day:%d/%m/%Y}" for day in self.days), "file": path_of(first).name}


def read(
    filed: Sequence[Filed],
    series: NDArray[np.int32],
    start_us: int,
    end_us: int,
    *,
    origins: bool = False,
    lacking: dict[date, str] | None = None,
) -> Stored:
    """The readings of these series in the files of these days, from `start_us` until before `end_us`; sorted by series
    and time within a day, days ascending. `origin` is read only when asked for: it packs worst of all.

    Raises Damaged; or, given `lacking`, says there which days could not be read and why, and gives the others.
    """
    if not len(filed) or not len(series):
        return NOTHING
    wrong = _amiss_and_noted(filed)
    whole = [one.day for one in filed if one.day not in wrong]
    try:
        found = _of_days(whole, series, start_us, end_us, origins)
    except OSError:
        found = _day_by_day(whole, series, start_us, end_us, origins, wrong)
    if wrong and lacking is None:
        raise Damaged(wrong)
    if lacking is not None:
        lacking.update(wrong)
    return found


def unreadable(filed: Sequence[Filed], series: NDArray[np.int32], start_us: int, end_us: int) -> dict[date, str]:
    """Days whose file does not give these readings, and why: each is read and nothing kept, and what is amiss is noted."""
    wrong: dict[date, str] = {}
    for one in filed:
        read([one], series, start_us, end_us, lacking=wrong)
    return wrong


def _amiss_and_noted(filed: Sequence[Filed]) -> dict[date, str]:
    """Whoever meets it first notes it: so the alarm need not wait for the next look at all files."""
    wrong = amiss(filed)
    for one in filed:
        if one.day in wrong and not one.damage:
            log.error("the file of %s is amiss: %s", one.day, wrong[one.day])
            days.note_damage(one.day, wrong[one.day])
    return wrong


def amiss(filed: Sequence[Filed]) -> dict[date, str]:
    """Days whose file is known to be damaged, is gone, or is of another length than the one that was written.

    A file that has just been replaced is asked about twice.
    """
    folder = engine.folder()
    wrong = {one.day: what for one in filed if (what := one.damage or _at_a_glance(folder, one))}
    again = days.filed_again([one.day for one in filed if one.day in wrong and not one.damage]) if wrong else []
    for one in again:
        if not one.damage and not _at_a_glance(folder, one):
            del wrong[one.day]
    return wrong


def _at_a_glance(folder: Path, one: Filed) -> str:
    try:
        size = _in(folder, one.day).stat().st_size
    except OSError:
        return MISSING
    return OTHER if one.bytes is not None and size != one.bytes else ""


def _of_days(of: Sequence[date], series: NDArray[np.int32], start_us: int, end_us: int, origins: bool) -> Stored:
    """Raises OSError. Of many days only the first and last are cut, here: the question costs less without it."""
    if not of:
        return NOTHING
    folder = engine.folder()
    paths = [_in(folder, day) for day in of]
    names = ", ".join(f"'{path}'" for path in paths)
    question = f"SELECT {COLUMNS if origins else WITHOUT_ORIGIN} FROM read_parquet([{names}]) WHERE {_among(series)}"  # noqa: S608
    if len(of) <= FEW_DAYS:
        question += f' AND "at" >= make_timestamptz({start_us}) AND "at" < make_timestamptz({end_us})'
    with engine.reading(paths) as cursor:
        found = asked(cursor, question)
    if len(of) <= FEW_DAYS:
        return found
    inside = (found.at >= start_us) & (found.at < end_us)
    return found if inside.all() else found.only(inside)


def _day_by_day(
    of: Sequence[date], series: NDArray[np.int32], start_us: int, end_us: int, origins: bool, wrong: dict[date, str]
) -> Stored:
    """The same, one after the other; adds to `wrong` those that cannot be read, and notes them."""
    parts = [NOTHING]
    for day in of:
        try:
            parts.append(_of_days([day], series, start_us, end_us, origins))
        except OSError as error:
            log.error("the file of %s cannot be read: %s", day, error)  # noqa: TRY400 - the cause is in the words
            wrong[day] = UNREADABLE
            days.note_damage(day, UNREADABLE)
    return joined(parts)


def asked(cursor: "DuckDBPyConnection", question: str) -> Stored:
    """The answer to a question for COLUMNS. Raises OSError."""
    found = _fetched(cursor, question)
    return Stored(
        np.asarray(found["series_id"], np.int32),
        np.asarray(found["us"], np.int64),
        np.asarray(found["value"], np.float64),
        np.asarray(found["quality"], np.uint8),
        np.asarray(found["origin"], np.int64),
    )


def walk(path: Path, at_once: int = CHUNK) -> Iterator[Stored]:
    """The whole of a file in its order, some readings at a time. Raises OSError."""
    with engine.reading() as cursor:
        yield from walked(cursor, f"read_parquet('{path}')", at_once)


def walked(cursor: "DuckDBPyConnection", rows: str, at_once: int = CHUNK) -> Iterator[Stored]:
    """The same of any rows with the columns of a file."""
    for low, high in _spans(cursor, rows, at_once):
        question = f"SELECT {COLUMNS} FROM {rows} WHERE series_id BETWEEN {low} AND {high}"  # noqa: S608
        yield asked(cursor, question)


def _spans(cursor: "DuckDBPyConnection", rows: str, at_once: int) -> list[tuple[int, int]]:
    """Spans of series that hold about so many readings each; a series is never torn."""
    found = _fetched(cursor, f"SELECT series_id, count(*) AS n FROM {rows} GROUP BY 1 ORDER BY 1")  # noqa: S608
    series = np.asarray(found["series_id"], np.int64)
    if not len(series):
        return []
    part = np.cumsum(np.asarray(found["n"], np.int64)) // at_once
    starts = np.flatnonzero(np.r_[True, part[1:] != part[:-1]])
    ends = np.r_[starts[1:], len(part)] - 1
    return [(int(series[first]), int(series[last])) for first, last in zip(starts, ends, strict=True)]


def _fetched(cursor: "DuckDBPyConnection", question: str) -> dict[str, Any]:
    import duckdb

    try:
        return cursor.execute(question).fetchnumpy()
    except duckdb.Error as error:
        raise OSError(str(error).splitlines()[0]) from error


def sha256(path: Path) -> str:
    """Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _among(series: NDArray[np.int32]) -> str:
    numbers = series.tolist()
    if len(numbers) == 1:
        return f"series_id = {numbers[0]}"
    if len(numbers) <= FEW:
        return f"series_id IN ({', '.join(map(str, numbers))})"
    return f"series_id IN (SELECT unnest({numbers}))"
