"""The files of the archive: their names, reading some series of some days, and walking through a whole one.

Columns of a file, sorted by series and time: series_id int32, at timestamp (UTC, microseconds), value double,
quality uint8, origin int64. Any reader of Parquet can open it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import engine
from .columns import NOTHING, Stored

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CHUNK = 500_000  # readings walked through at a time
FEW = 200  # series named one by one in a question
WITHOUT_ORIGIN = 'series_id, epoch_us("at") AS us, value, quality, 0::BIGINT AS origin'
COLUMNS = 'series_id, epoch_us("at") AS us, value, quality, origin'


def path_of(day: date) -> Path:
    return engine.folder() / f"{day:%Y-%m-%d}.parquet"


def read(
    days: Sequence[date], series: NDArray[np.int32], start_us: int, end_us: int, *, origins: bool = False
) -> Stored:
    """The readings of these series in the files of these days, from `start_us` until before `end_us`; sorted by series
    and time within a day, days ascending. `origin` is read only when asked for: it packs worst of all. Raises OSError
    for a file that is gone or no Parquet."""
    if not len(days) or not len(series):
        return NOTHING
    names = ", ".join(f"'{path_of(day)}'" for day in days)
    columns = COLUMNS if origins else WITHOUT_ORIGIN
    with engine.reading() as cursor:
        return asked(
            cursor,
            f"SELECT {columns} FROM read_parquet([{names}]) WHERE {_among(series)}"  # noqa: S608
            f' AND "at" >= make_timestamptz({start_us}) AND "at" < make_timestamptz({end_us})',
        )


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
