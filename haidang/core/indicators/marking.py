"""Which computed indicators are due: what sensors and cases made may change at any moment, nobody tells of it.

Those of a running period each hour, with the one just ended until it was due; each night those of the last 31 days, for
readings may come 30 days late. Formulas follow by themselves from what changed.
"""

from datetime import timedelta

from haidang.kernel import clock
from haidang.kernel.formula import CasesOf, SeriesOf
from haidang.kernel.formula.tree import leaves
from haidang.kernel.periods import containing

from . import book, values
from .book import Book, Entry
from .values import Pairs

LATEST_READING = timedelta(days=31)


def mark_running() -> None:
    values.mark_dirty(_pairs(book.current(), timedelta(0)))


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
