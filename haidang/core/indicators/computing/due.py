"""Computes what changed anew: dirty (indicator, period) pairs, in the order of what is made of what.

One run at a time. A run takes marks off, computes the marked columns over all places at once, writes what differs, and
goes on with those made of what really changed. A column costs little more than one of its cells.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from haidang.core.indicators import book, values
from haidang.core.indicators.book import Book, Entry
from haidang.core.indicators.cells import Columns
from haidang.core.indicators.models import Lot
from haidang.core.indicators.places import today
from haidang.core.indicators.values import COMPUTED, Origin, Pairs, Written
from haidang.kernel import clock, periods
from haidang.kernel.formula import levels
from haidang.kernel.periods import Period, containing

from . import rolling
from .evaluation import Evaluation, Run
from .making import Work, made, own_values, was_elsewhere

LOCK = 0x4844_0004
MOST_MARKS = 20_000
TOGETHER = 100
"""Indicators computed from one reading of values."""
ORIGINS = {"telemetry": Origin.TELEMETRY, "cases": Origin.CASES}


def is_our_turn() -> bool:
    """Whether no other run is at it; then none will be until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def run(lot: Lot, *, most: int = MOST_MARKS) -> Written:
    """Compute what is marked, as one delivery, in our turn."""
    return computed(lot, values.take_dirty(most))


def computed(lot: Lot, marks: Pairs) -> Written:
    """Compute these pairs and everything made of what changes. Within one transaction."""
    known = book.current()
    axis = today()
    work = Work(known, axis, lot, rolling.mapping(axis))
    for number, day in marks:
        one = known.by_id.get(number)
        if one is not None:
            work.todo[one.code].add(day)
            if one.tree is None:
                work.brought.add((number, day))
    for group in levels({code: known.needs[code] for code in _reached(known, work.todo)}):
        due = [known.by_code[code] for code in group if work.todo.get(code)]
        for start in range(0, len(due), TOGETHER):
            _compute_group(work, due[start : start + TOGETHER])
    return work.written


def _reached(known: Book, codes: Iterable[str]) -> set[str]:
    """These and everything made of them."""
    found, open_ = set(codes), list(codes)
    while open_:
        for user in known.users.get(open_.pop(), ()):
            if user.code not in found:
                found.add(user.code)
                open_.append(user.code)
    return found


def _compute_group(work: Work, group: list[Entry]) -> None:
    """Indicators that do not need each other."""
    runs = [(one, part) for one in group for part in _stretches(one, work.todo[one.code])]
    evaluation = Evaluation.of(work.book, work.axis, [(one, part) for one, part in runs if one.tree is not None])
    given = [(one, part) for one, part in runs if one.is_rolled_up or was_elsewhere(work, one, part)]
    own = own_values(given, work.book)
    numbers = {one.id for one in group}
    changed: Pairs = {pair for pair in work.brought if pair[0] in numbers}
    for origin, several in _by_origin(work, runs).items():
        columns = [made(work, evaluation, own, origin, one, part) for one, part in several]
        changed |= _kept(work, origin, several, columns)
    _mark_users(work, changed)


def _by_origin(work: Work, runs: list[Run]) -> dict[Origin, list[Run]]:
    """What is restated is written before what is rolled up of it."""
    found: dict[Origin, list[Run]] = defaultdict(list)
    for one, part in runs:
        if was_elsewhere(work, one, part):
            found[Origin.RESTATED].append((one, part))
    for one, part in runs:
        if one.tree is not None:
            found[ORIGINS.get(one.facts.source, Origin.FORMULA)].append((one, part))
        elif one.is_rolled_up:
            found[Origin.ROLLED_UP].append((one, part))
    return found


def _kept(work: Work, origin: Origin, runs: list[Run], parts: list[Columns]) -> Pairs:
    """Write what was made and take away what has no value any more. The pairs that changed."""
    columns = Columns.joined(parts)
    closed = {one.id: closed_until(one) for one, _part in runs}
    is_closed = columns.period < _limits(columns, closed)
    written = values.write(columns, work.lot, origin, is_closed)
    work.written = work.written + written
    scope = [(one.id, period.first, _is_closed(one, period)) for one, part in runs for period in part]
    gone = (origin,) if origin in (Origin.ROLLED_UP, Origin.RESTATED) else COMPUTED
    return written.pairs | values.drop_missing(scope, columns, work.lot, gone)


def _is_closed(one: Entry, period: Period) -> bool:
    return values.closed_at(period.last, one.due) <= clock.now()


def closed_until(one: Entry) -> int:
    """Periods of it that begin before this day (counted from 1970) are closed."""
    at = containing(clock.today(), one.period)
    while not _is_closed(one, at):
        at = at.previous
    return at.first.toordinal() - 719_163 + 1


def _limits(columns: Columns, closed: dict[int, int]) -> NDArray[np.int32]:
    numbers = np.unique(columns.indicator)
    until = np.array([closed[int(number)] for number in numbers], np.int32)
    return until[np.searchsorted(numbers, columns.indicator)] if len(numbers) else np.empty(0, np.int32)


def _mark_users(work: Work, changed: Pairs) -> None:
    """What is made of these is to be computed in the periods that feel it, up to the one that runs."""
    by_number: dict[int, list[date]] = defaultdict(list)
    for number, day in changed:
        by_number[number].append(day)
    for number, days in by_number.items():
        one = work.book.by_id[number]
        for user in work.book.users.get(one.code, ()):
            for day in days:
                work.todo[user.code] |= felt(one, day, user)


def felt(one: Entry, day: date, user: Entry) -> set[date]:
    """The first days of the user's periods that a change of `one` in the period that begins on a day reaches."""
    newest = containing(clock.today(), user.period).first
    own = Period(day, one.period)
    if periods.is_longer(one.period, user.period):  # held by the periods within it, and carried into those after it
        at = list(periods.between(containing(day, user.period), containing(own.moved(2).last, user.period)))
    else:
        at = [containing(day, user.period)]
    offsets = user.offsets(one.code)
    reached = {period.moved(offset).first for period in at for offset in offsets}
    return {first for first in reached if first <= newest}


def _stretches(one: Entry, days: set[date]) -> list[list[Period]]:
    """The periods in runs without gaps; small gaps are computed too."""
    ordered = [Period(day, one.period) for day in sorted(days)]
    found = [[ordered[0]]]
    for period in ordered[1:]:
        step = periods.between(found[-1][-1], period)
        if len(step) <= one.lookback + 3:
            found[-1] += step[1:]
        else:
            found.append([period])
    return found
