"""Who owes which figure of the province, at a glance: thousands of indicators in a few milliseconds.

`owing.late` counts the values of every place and so knows of single communes too; here the province's newest figure is
compared with the newest period that was due.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from haidang.core.indicators import book, places
from haidang.core.indicators.book import Entry
from haidang.core.indicators.seeing import entries_of
from haidang.core.indicators.values import closed_at
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.once import once
from haidang.kernel.periods import Kind, Period, containing


@dataclass(frozen=True, slots=True)
class Owed:
    """A figure of the province that was due and is not there; `period` is the newest that was due."""

    entry: Entry
    period: Period
    due_at: datetime


def with_values(place: int | None = None) -> dict[int, date]:
    """By indicator id the newest period that there is a value of at a place (the province)."""
    at = place if place is not None else places.today().root_id
    return once(("with values", at), lambda: _with_values(at))


def _with_values(place: int) -> dict[int, date]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indicator_id, period FROM indicator_latest WHERE place_id = %s", [place])
        return dict(cursor.fetchall())


def owed(actor: Actor, codes: Iterable[str] | None = None) -> list[Owed]:
    """Of all indicators that people and machines bring, or of some; the longest overdue first."""
    known, today, now = with_values(), clock.today(), clock.now()
    wanted = None if codes is None else set(codes)
    lacking: dict[str, tuple[Period, datetime]] = {}
    for key, several in book.current().brought.items():
        period, due_at = _due(*key, today, now)
        for one in several:
            if known.get(one.id, date.min) < period.first and (wanted is None or one.code in wanted):
                lacking[one.code] = period, due_at
    found = [Owed(one, *lacking[one.code]) for one in entries_of(actor, lacking)]
    return sorted(found, key=lambda one: (one.due_at, one.entry.code))


def _due(kind: Kind, due: timedelta, today: date, now: datetime) -> tuple[Period, datetime]:
    """The newest period whose figure had to be there by now, and since when."""
    period = containing(today, kind).previous
    while closed_at(period.last, due) > now:
        period = period.previous
    return period, closed_at(period.last, due)


def by_office(found: Iterable[Owed]) -> list[tuple[int | None, list[Owed]]]:
    """By the id of the office that owes, None where nobody knows whose it is; those that owe most first."""
    offices: dict[int | None, list[Owed]] = {}
    for one in found:
        offices.setdefault(one.entry.office_id, []).append(one)
    return sorted(offices.items(), key=lambda pair: (-len(pair[1]), pair[0] or 0))
