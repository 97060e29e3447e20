"""The values of one indicator in some periods: by its formula, added up from below, or restated from places of before."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from haidang.core.indicators.book import Book, Entry
from haidang.core.indicators.cells import Columns, Store, as_columns, read
from haidang.core.indicators.models import Lot
from haidang.core.indicators.places import Axis
from haidang.core.indicators.values import NOTHING, Origin, Pairs, Written
from haidang.core.telemetry.wire import Int4
from haidang.kernel import periods
from haidang.kernel.formula import Cells, Why
from haidang.kernel.periods import Period

from . import rolling
from .evaluation import Evaluation, Run, each_once
from .rolling import Mapping

_GIVEN = "indicator_id = ANY(%s) AND period BETWEEN %s AND %s AND origin <> %s"
ROLLED_BEFORE = 3
"""Periods before a rolled-up one that say which places give the indicator."""


@dataclass
class Work:
    """What is to be computed, and what came of it."""

    book: Book
    axis: Axis
    lot: Lot
    mapping: Mapping
    todo: dict[str, set[date]] = field(default_factory=lambda: defaultdict(set))
    brought: Pairs = field(default_factory=set)
    written: Written = NOTHING


def was_elsewhere(work: Work, one: Entry, part: list[Period]) -> bool:
    """Whether it may have been given by places that are no more."""
    before = bool(work.mapping.parts) and work.mapping.day is not None and part[0].first < work.mapping.day
    return before and one.tree is None and one.facts.level != "department"


def made(work: Work, evaluation: Evaluation, own: Store, origin: Origin, one: Entry, part: list[Period]) -> Columns:
    """The values of one indicator in these periods, of this origin."""
    axis = work.axis
    rows = axis.at_level(one.facts.level)
    if origin == Origin.RESTATED:
        return as_columns(one.id, _restated(work, own, one, part), axis, part, rows)
    if one.tree is None:
        longer = _with_before(part)
        rolled = _rolled(work, own, one, _given(work, own, one, longer), longer)
        return as_columns(one.id, _alone(_last(rolled, len(part)), axis), axis, part, axis.level == 0)
    cells = evaluation.cells_of(one, part)
    if one.is_rolled_up:
        cells = _with_root(cells, _rolled(work, own, one, cells, part), axis)
    return as_columns(one.id, cells, axis, part, rows)


def _given(work: Work, own: Store, one: Entry, part: list[Period]) -> Cells:
    """What was given at the places of today, and before them at the places they were made of."""
    cells = own.cells(one.id, work.axis, part)
    if not was_elsewhere(work, one, part):
        return cells
    more = _restated(work, own, one, part)
    use = ~cells.is_there & more.is_there
    return Cells.made(
        np.where(use, more.value, cells.value),
        np.where(use, np.int16(0), cells.why),
        np.where(use, more.quality, cells.quality),
    )


def _restated(work: Work, own: Store, one: Entry, part: list[Period]) -> Cells:
    """What the places of before gave, as values of those of today that gave none themselves."""
    then = work.mapping.axis
    old, weights = own.cells(one.id, then, part), None
    if one.weight in work.book.by_code:
        weights = Evaluation.seen(own, then, work.book.by_code[one.weight], part)
    restated = rolling.restated(old, work.mapping, work.axis, one.facts.over_places, weights)
    direct = own.cells(one.id, work.axis, part).is_there
    leave = direct | (one.is_rolled_up & (work.axis.level == 0))[:, None]
    why = np.where(leave, np.int16(Why.NO_VALUE), restated.why)
    return Cells.made(restated.value, why, restated.quality)


def _rolled(work: Work, own: Store, one: Entry, cells: Cells, part: list[Period]) -> Cells:
    """The province's row."""
    weights = None
    if one.weight in work.book.by_code:
        weights = Evaluation.seen(own, work.axis, work.book.by_code[one.weight], part)
    return rolling.rolled_up(cells, work.axis, one.facts.over_places, one.facts.level, weights)


def _last(cells: Cells, count: int) -> Cells:
    return cells.columns(slice(cells.value.shape[1] - count, None))


def _with_before(part: list[Period]) -> list[Period]:
    return periods.between(part[0].moved(-ROLLED_BEFORE), part[-1])


def own_values(runs: list[Run], known: Book) -> Store:
    """What was given of those to be rolled up or restated, and their weights."""
    found = []
    for kind in {one.period for one, _part in runs}:
        mine = [(one, part) for one, part in runs if one.period == kind]
        first = min(part[0].first for _one, part in mine)
        last = max(part[-1].first for _one, part in mine)
        start = Period(first, kind).moved(-ROLLED_BEFORE)
        ids = np.array([one.id for one, _part in mine if one.tree is None], np.int32)
        found.append(read(_GIVEN, Int4(ids), start.first, last, int(Origin.RESTATED)))
        weighers = {known.by_code[one.weight] for one, _part in mine if one.weight in known.by_code}
        found += [Evaluation.values_for(one, periods.between(start, Period(last, kind))) for one in weighers]
    return Store.of(each_once(found))


def _alone(row: Cells, axis: Axis) -> Cells:
    return _with_root(Cells.missing((len(axis), row.value.shape[1]), Why.NO_VALUE), row, axis)


def _with_root(cells: Cells, row: Cells, axis: Axis) -> Cells:
    value, why, quality = cells.value.copy(), cells.why.copy(), cells.quality.copy()
    value[axis.root], why[axis.root], quality[axis.root] = row.value[0], row.why[0], row.quality[0]
    return Cells(value, why, quality)
