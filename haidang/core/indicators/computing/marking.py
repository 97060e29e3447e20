"""Which computed indicators are due: what sensors and cases made may change at any moment, nobody tells of it.

Those of a running period each hour, with the one just ended until it was due; each night those of the last 31 days, for
readings may come 30 days late. Formulas follow by themselves from what changed.
"""

from datetime import date, timedelta

from haidang.core.indicators import book, values
from haidang.core.indicators.book import Book, Entry
from haidang.core.indicators.values import Pairs
from haidang.core.telemetry import wire
from haidang.kernel import clock
from haidang.kernel.formula import CasesOf, SeriesOf
from haidang.kernel.formula.tree import Leaf, leaves
from haidang.kernel.periods import containing

from . import from_cases, from_telemetry

LATEST_READING = timedelta(days=31)
OLDEST = timedelta(days=366)


def mark_running() -> None:
    """With as much of the past as there is of those that have no value yet."""
    known = book.current()
    begun = set(_with_values())
    new = [one for one in known.by_code.values() if counts_by_itself(one) and one.id not in begun]
    values.mark_dirty(_pairs(known, timedelta(0)) | {pair for one in new for pair in _of(one, _age(one))})


def _with_values() -> list[int]:
    found = wire.cursor().execute("SELECT DISTINCT indicator_id FROM indicator_latest")
    return [number for (number,) in found.fetchall()]


def _age(one: Entry) -> timedelta:
    """For how long there have been readings or cases of it, a year at most."""
    days = [first_day(leaf) for leaf in leaves(one.tree)] if one.tree is not None else []
    known = [day for day in days if day is not None]
    return min(clock.today() - min(known), OLDEST) if known else timedelta(0)


def first_day(leaf: Leaf) -> date | None:
    match leaf:
        case CasesOf():
            return from_cases.first_day(leaf.domain)
        case SeriesOf():
            return from_telemetry.first_day(leaf)
        case _:
            return None


def mark_late() -> None:
    values.mark_dirty(_pairs(book.current(), LATEST_READING))


def mark_from(one: Entry, days: timedelta) -> None:
    """One indicator with so much of its past: it is new, or its formula changed."""
    values.mark_dirty(_of(one, days))


def counts_by_itself(one: Entry) -> bool:
    """Whether its values come from sensors or cases directly."""
    return one.tree is not None and any(isinstance(leaf, SeriesOf | CasesOf) for leaf in leaves(one.tree))


def _pairs(known: Book, back: timedelta) -> Pairs:
    return {pair for one in known.by_code.values() if counts_by_itself(one) for pair in _of(one, back)}


def _of(one: Entry, back: timedelta) -> Pairs:
    """The period that runs, those not yet due, and those that ended within `back`."""
    period, found = containing(clock.today(), one.period), set()
    since = clock.today() - back
    while period.last >= since or not values.closed_at(period.last, one.due) <= clock.now():
        found.add((one.id, period.first))
        period = period.previous
    return found | {(one.id, period.first)}
