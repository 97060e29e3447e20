"""Which figures are owed, and how many indicators need nobody to type."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db import connection

from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.periods import Period, containing

from . import book, places
from .book import Entry
from .cells import Columns, day_of
from .computing.marking import counts_by_itself
from .places import Axis
from .seeing import entries_of
from .values import closed_at


@dataclass(frozen=True, slots=True)
class Late:
    """An indicator whose value of a period that was due is not there."""

    entry: Entry
    period: Period
    due_at: datetime
    missing: int
    expected: int


def late(
    actor: Actor, *, source: Literal["", "typed", "imported", "pulled"] = "", codes: Iterable[str] | None = None
) -> list[Late]:
    """What people and other systems owe: the newest period that was due lacks values, the longest overdue first.

    Of all indicators or of some; it counts the values of every place (reading_owing tells of all at a glance).
    """
    entries = [
        one
        for one in entries_of(actor, book.current().by_code if codes is None else codes)
        if not one.facts.is_computed and source in ("", one.facts.source)
    ]
    due = {}
    for one in entries:
        period = containing(clock.today(), one.period).previous
        while closed_at(period.last, one.due) > clock.now():
            period = period.previous
        due[one] = period
    return lacking(due)


def lacking(due: dict[Entry, Period]) -> list[Late]:
    """Which of these indicators lack values of their period, the first due first."""
    axis, there = places.today(), counted(due)
    found = []
    for one, period in due.items():
        number = expected(axis, one)
        missing = number - there.get((one.id, period.first), 0)
        if missing > 0:
            found.append(Late(one, period, closed_at(period.last, one.due), missing, number))
    return sorted(found, key=lambda one: (one.due_at, one.entry.code))


def expected(axis: Axis, one: Entry) -> int:
    """How many places are to give a value of it in each period."""
    if one.facts.level == "province":
        return 1
    return int((axis.at_level(one.facts.level) & (axis.level > 0)).sum())


def counted(due: dict[Entry, Period]) -> dict[tuple[int, date], int]:
    """How many places gave each value; the province's own row of what is given below does not count."""
    if not due:
        return {}
    asked = Columns.of(
        [(one.id, period.first, 0, 0.0, int(one.facts.level != "province")) for one, period in due.items()]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indicator_id, period, count(*) FROM indicator_value JOIN unnest(%s::int[], %s::date[], %s::int[])"
            " AS one (number, day, below) ON indicator_id = number AND period = day AND (below = 0 OR place_id <> %s)"
            " GROUP BY 1, 2",
            [
                asked.indicator.tolist(), [day_of(day) for day in asked.period], asked.quality.tolist(),
                places.today().root_id,
            ],
        )  # fmt: skip
        return {(number, day): count for number, day, count in cursor.fetchall()}


def automatic_share(actor: Actor) -> tuple[int, int]:
    """How many of the indicators in force get their values without anybody typing, and how many there are."""
    entries = entries_of(actor, book.current().by_code)
    typed = _made_by_hand()
    return sum(one.code not in typed for one in entries), len(entries)


def _made_by_hand() -> set[str]:
    """Typed and imported ones, and formulas of nothing else."""
    known = book.current()
    found = {code for code, one in known.by_code.items() if one.facts.source in ("typed", "imported")}
    for group in known.levels:
        for code in group:
            one = known.by_code[code]
            if one.tree is not None and known.needs[code] and not counts_by_itself(one) and known.needs[code] <= found:
                found.add(code)
    return found
