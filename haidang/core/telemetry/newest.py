"""The whole of the table `latest` as columns. A process keeps what it read and asks only for the rows written since.

Nothing grows stale: every question goes to the database, which answers with the rows of transactions that were not over
when the last answer was given. Inside a transaction the table is read as it stands there, and nothing is kept.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from . import wire
from .wire import Float8, Int2, Int4, Moment

NEWEST = """
SELECT array_agg(series_id), array_agg(at), array_agg(value), array_agg(quality), array_agg(received_at) FROM latest
"""
# age() compares transaction ids past their wrap; xmin of a snapshot is the oldest transaction that was not over.
_SINCE = """
SELECT array_agg(series_id), array_agg(at), array_agg(value), array_agg(quality), array_agg(received_at),
       pg_snapshot_xmin(pg_current_snapshot())::text, (SELECT count(*) FROM latest)
FROM latest WHERE age(xmin) <= (SELECT age(xid(%s::text::xid8)))
"""
_ALL = """
SELECT array_agg(series_id), array_agg(at), array_agg(value), array_agg(quality), array_agg(received_at),
       pg_snapshot_xmin(pg_current_snapshot())::text FROM latest
"""
_KINDS = (Int4, Moment, Float8, Int2, Moment)

Columns = list[NDArray[Any]]


@dataclass(frozen=True, slots=True)
class _Held:
    """Columns ascending by series, and the oldest transaction that was not over when they were read."""

    columns: Columns
    horizon: str


_held: list[_Held] = []


def whole() -> Columns:
    """Series id, at, value, quality, received_at of every row, ascending by series. Not to be changed."""
    if connection.in_atomic_block:
        return of("", [])
    held = _changed(_held[0]) if _held else None
    if held is None:
        found = wire.cursor().execute(_ALL, prepare=True, binary=True)
        held = _Held(_ordered(wire.columns(found, *_KINDS)), _horizon(found))
    _held[:] = [held]
    return held.columns


def of(where: str, arguments: list[Int4]) -> Columns:
    """The same of some rows, read as they stand."""
    found = wire.cursor().execute(NEWEST + where, arguments, prepare=True, binary=True)
    return _ordered(wire.columns(found, *_KINDS))


def _changed(held: _Held) -> _Held | None:
    """What is held with what was written since in its place; None when rows have gone."""
    found = wire.cursor().execute(_SINCE, [held.horizon], prepare=True, binary=True)
    columns, horizon = _ordered(wire.columns(found, *_KINDS)), _horizon(found)
    rows = int.from_bytes(found.pgresult.get_value(0, 6) or b"")  # type: ignore[union-attr]
    fresh = columns[0]
    if len(fresh):
        stays = ~np.isin(held.columns[0], fresh, assume_unique=True)
        joined = [np.concatenate([old[stays], new]) for old, new in zip(held.columns, columns, strict=True)]
        held = _Held(_ordered(joined), horizon)
    return _Held(held.columns, horizon) if len(held.columns[0]) == rows else None


def _ordered(columns: Columns) -> Columns:
    order = np.argsort(columns[0], kind="stable")
    return [column[order] for column in columns]


def _horizon(found: Any) -> str:
    return bytes(found.pgresult.get_value(0, 5)).decode()
