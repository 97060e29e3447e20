"""PostgreSQL's binary forms of whole columns, made and read by numpy: no Python object per reading.

A `Column` goes into a statement as one array parameter (`unnest(%s, %s)`); `rows` makes the body of a binary COPY.
Formats: PostgreSQL documentation, "COPY, Binary Format", and array_send/array_recv in arrayfuncs.c. Moments are
int64 microseconds since 1970 here and since 2000 there; the smallest int64 is '-infinity' on both sides.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import psycopg
from django.db import connection
from numpy.typing import NDArray
from psycopg.adapt import Dumper
from psycopg.pq import Format

SINCE_2000_US = 946_684_800_000_000
DAYS_UNTIL_2000 = 10_957
NEVER_US = np.iinfo(np.int64).min
COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_TAIL = b"\xff\xff"
_HEAD = np.dtype([("ndim", ">i4"), ("nulls", ">i4"), ("oid", ">u4"), ("dim", ">i4"), ("lower", ">i4")])

Numbers = NDArray[Any]


class Column:
    """One array parameter. `values` is one-dimensional; use the subclass that names the type in the database."""

    oid: ClassVar[int]
    array_oid: ClassVar[int]
    cell: ClassVar[str]

    def __init__(self, values: Numbers) -> None:
        self.values = values

    def stored(self) -> Numbers:
        return self.values

    @classmethod
    def read(cls, numbers: Numbers) -> Numbers:
        return numbers.astype(numbers.dtype.newbyteorder("="))

    @classmethod
    def loads(cls, raw: bytes | memoryview | None) -> Numbers:
        """The values of an array without nulls as the server sends it; None (array_agg of no row) is empty."""
        if raw is None or len(raw) < _HEAD.itemsize:
            return np.empty(0, np.dtype(cls.cell).newbyteorder("="))
        cells = np.frombuffer(raw, np.dtype([("size", ">i4"), ("value", cls.cell)]), offset=_HEAD.itemsize)
        return cls.read(cells["value"])

    def dumps(self) -> bytes:
        cells = np.empty(len(self.values), np.dtype([("size", ">i4"), ("value", self.cell)]))
        cells["size"] = np.dtype(self.cell).itemsize
        cells["value"] = self.stored()
        return np.array((1, 0, self.oid, len(cells), 1), _HEAD).tobytes() + cells.tobytes()


class Int2(Column):
    oid, array_oid, cell = 21, 1005, ">i2"


class Int4(Column):
    oid, array_oid, cell = 23, 1007, ">i4"


class Int8(Column):
    oid, array_oid, cell = 20, 1016, ">i8"


class Float8(Column):
    oid, array_oid, cell = 701, 1022, ">f8"


class Moment(Column):
    """Microseconds since 1970 as int64; NEVER_US is '-infinity'."""

    oid, array_oid, cell = 1184, 1185, ">i8"

    def stored(self) -> Numbers:
        return np.where(self.values == NEVER_US, NEVER_US, self.values - SINCE_2000_US)

    @classmethod
    def read(cls, numbers: Numbers) -> Numbers:
        native = super().read(numbers)
        return np.where(native == NEVER_US, NEVER_US, native + SINCE_2000_US)


class Date(Column):
    """Days since 1970 as int32, as numpy's datetime64[D] counts them."""

    oid, array_oid, cell = 1082, 1182, ">i4"

    def stored(self) -> Numbers:
        return self.values - DAYS_UNTIL_2000

    @classmethod
    def read(cls, numbers: Numbers) -> Numbers:
        return super().read(numbers) + np.int32(DAYS_UNTIL_2000)


class Bool(Column):
    oid, array_oid, cell = 16, 1000, "?"


class _ColumnDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Column) -> bytes:
        return obj.dumps()


def _dumper(kind: type[Column]) -> type[_ColumnDumper]:
    return type(f"{kind.__name__}Dumper", (_ColumnDumper,), {"oid": kind.array_oid})


_DUMPERS = {kind: _dumper(kind) for kind in (Int2, Int4, Int8, Float8, Moment, Date, Bool)}


def rows(*columns: Column) -> bytes:
    """The body of `COPY ... FROM STDIN (FORMAT BINARY)` for columns of equal length."""
    fields: list[tuple[str, str]] = [("count", ">i2")]
    for number, column in enumerate(columns):
        fields += [(f"size{number}", ">i4"), (f"value{number}", column.cell)]
    table = np.empty(len(columns[0].values), np.dtype(fields))
    table["count"] = len(columns)
    for number, column in enumerate(columns):
        table[f"size{number}"] = np.dtype(column.cell).itemsize
        table[f"value{number}"] = column.stored()
    return COPY_HEAD + table.tobytes() + COPY_TAIL


def cursor() -> psycopg.Cursor[Any]:
    """A cursor of Django's connection that binds on the server, prepares what it repeats and knows columns.

    It takes part in the open transaction. Django's own cursor would write every number as text.
    """
    connection.ensure_connection()
    raw = psycopg.Cursor(connection.connection)
    for kind, dumper in _DUMPERS.items():
        raw.adapters.register_dumper(kind, dumper)
    return raw


def columns(found: psycopg.Cursor[Any], *kinds: type[Column]) -> list[Numbers]:
    """The one row of a query that selected `array_agg(...)` columns, as numpy arrays.

    The cursor must have executed with `binary=True`.
    """
    result = found.pgresult
    if result is None:
        raise RuntimeError("the query returned nothing")
    return [kind.loads(result.get_value(0, number)) for number, kind in enumerate(kinds)]


def split(
    into: psycopg.Cursor[Any], columns: Sequence[Column], which: NDArray[np.bool_], chosen: str, others: str
) -> None:
    """Execute `chosen` with the rows that `which` names and `others` with the rest; neither with none."""
    choose(into, columns, [(chosen, which), (others, ~which)])


def choose(
    into: psycopg.Cursor[Any], columns: Sequence[Column], questions: Sequence[tuple[str, NDArray[np.bool_]]]
) -> None:
    """Execute each question with the rows that are its own, none without rows.

    An UPDATE of rows known to be there costs a third less than an INSERT ... ON CONFLICT, which locks each row first.
    """
    for question, rows in questions:
        if not rows.any():
            continue
        mine = columns if rows.all() else [type(column)(column.values[rows]) for column in columns]
        into.execute(question, mine, prepare=True)


def copy_in(into: psycopg.Cursor[Any], table: str, names: Sequence[str], *columns: Column) -> None:
    """COPY columns of equal length into a table; names are ours, never a sender's."""
    with into.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(rows(*columns))
