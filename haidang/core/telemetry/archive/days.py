"""Which days have ended, which of them have a file, and which were written to since: the table `archived_day`."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
from django.db import connection

from haidang.kernel import clock

HOT_DAYS = 3  # before today; younger days are read, corrected and judged too often to lie in a file
_TOUCH = """
INSERT INTO archived_day (day, touched) SELECT unnest(%s::date[]), 1
ON CONFLICT (day) DO UPDATE SET touched = archived_day.touched + 1
RETURNING day, merged IS NOT NULL
"""
_NAMES = """
day, touched, merged, rows, series, bytes, content::text, sha256, next_sha256, next_content::text, next_rows,
written_at, verified_at, problem, damage
"""

_FILED = "day, CASE WHEN next_sha256 = '' THEN bytes END, damage"


@dataclass(frozen=True, slots=True)
class Day:
    """One ended day. `merged` is None while it has no file; `has_more` when the table holds what the file does not."""

    day: date
    touched: int
    merged: int | None
    rows: int
    series: int
    bytes: int
    content: int
    sha256: str
    next_sha256: str
    next_content: int
    next_rows: int
    written_at: datetime | None
    verified_at: datetime | None
    problem: str
    damage: str

    @property
    def is_filed(self) -> bool:
        return self.merged is not None

    @property
    def kilobytes(self) -> float:
        return self.bytes / 1000

    @property
    def has_more(self) -> bool:
        return self.merged is not None and self.touched > self.merged


def border() -> date:
    """The first day that is never in a file."""
    return clock.today() - timedelta(days=HOT_DAYS)


def touch(cursor: psycopg.Cursor[Any], days: list[date]) -> list[date]:
    """Note, in the writer's turn, that ended days are written to. Returns those that have a file."""
    found = cursor.execute(_TOUCH, [days], prepare=True)
    return sorted(day for day, is_filed in found.fetchall() if is_filed)


@dataclass(frozen=True, slots=True)
class Filed:
    """A day whose readings a file has: how long it must be (None while another is about to take its place), and what is
    known to be amiss of it."""

    day: date
    bytes: int | None
    damage: str


def filed(start: datetime, end: datetime) -> list[Filed]:
    """The days with a file that reach into a range, ascending."""
    first = clock.day_of(start)
    if first >= border():
        return []
    return _filed("day >= %s AND day <= %s", [first, clock.day_of(end - timedelta(microseconds=1))])


def filed_again(known: list[date]) -> list[Filed]:
    """The same of some days, as it stands now."""
    return _filed("day = ANY(%s)", [known])


def _filed(which: str, arguments: list[Any]) -> list[Filed]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_FILED} FROM archived_day WHERE merged IS NOT NULL AND {which} ORDER BY day",  # noqa: S608
            arguments,
        )
        return [Filed(*row) for row in cursor.fetchall()]


def every() -> list[Day]:
    """All ended days that are known of, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_NAMES} FROM archived_day ORDER BY day DESC")  # noqa: S608
        return [_day(row) for row in cursor.fetchall()]


def of(day: date) -> Day | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_NAMES} FROM archived_day WHERE day = %s", [day])  # noqa: S608
        row = cursor.fetchone()
    return _day(row) if row else None


def _day(row: tuple[Any, ...]) -> Day:
    day, touched, merged, rows, series, size, content, sha256, next_sha256, next_content, next_rows, *rest = row
    return Day(
        day, touched, merged, rows, series, size, int(content), sha256, next_sha256, int(next_content), next_rows, *rest
    )


def note_problem(day: date, problem: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archived_day SET problem = %s WHERE day = %s", [problem, day])


def note_damage(day: date, damage: str) -> None:
    """What is amiss of the file of a day; "" when nothing is."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archived_day SET damage = %s WHERE day = %s AND damage <> %s", [damage, day, damage])
