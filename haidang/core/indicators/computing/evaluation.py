"""Formulas over the tables: reads what a group of indicators is made of, once, and evaluates each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from haidang.core.indicators import over_time
from haidang.core.indicators.book import Book, Entry
from haidang.core.indicators.cells import Columns, Store, between
from haidang.core.indicators.places import LEVELS, Axis
from haidang.kernel import clock, periods
from haidang.kernel.formula import CasesOf, Cells, FormulaError, Grid, Name, Quality, SeriesOf, Why, evaluate
from haidang.kernel.formula.cells import COMMUNE
from haidang.kernel.formula.tree import Leaf, leaves
from haidang.kernel.periods import Kind, Period
from haidang.kernel.units import Unit

from . import from_cases, from_telemetry

Run = tuple[Entry, list[Period]]


@dataclass
class Evaluation:
    """Answers as Data for formulas, from values read before and from telemetry and cases when asked."""

    book: Book
    axis: Axis
    store: Store
    _counted: dict[tuple[Leaf, Period, Period], Cells] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Book, axis: Axis, runs: Sequence[Run]) -> "Evaluation":
        """With everything at hand that these indicators need in these periods."""
        wanted: dict[tuple[Kind, Period, Period], set[int]] = defaultdict(set)
        for one, part in runs:
            grid = with_lookback(one, part)
            for leaf in leaves(one.tree) if one.tree is not None else ():
                other = book.by_code.get(str(leaf)) if isinstance(leaf, Name) else None
                if other is not None:
                    own = over_time.span(grid, other.period)
                    wanted[other.period, own[0], own[-1]].add(other.id)
        read = [between(sorted(ids), first.first, last.first) for (_kind, first, last), ids in wanted.items()]
        return cls(book, axis, Store.of(each_once(read)))

    def cells_of(self, one: Entry, part: list[Period]) -> Cells:
        """The values of one indicator in these periods; a sum so far is not set beside whole periods."""
        if one.tree is None:
            return Cells.missing((len(self.axis), len(part)), Why.NOT_UNDERSTOOD)
        grid = self.grid(one, part)
        try:
            made = evaluate(one.tree, grid, self)
        except FormulaError:  # an indicator it needs is retired, or a unit was changed under it
            return Cells.missing((len(self.axis), len(part)), Why.NOT_UNDERSTOOD)
        made = made.columns(slice(len(grid.periods) - len(part), None))
        running = np.array([period.last >= clock.today() for period in part])
        mark = Quality.PROVISIONAL | (Quality.TO_DATE if one.facts.over_time == "sum" else 0)
        quality = made.quality | np.where(running, np.int16(mark), np.int16(0))
        unequal = one.compares & running & (made.why == 0) & ((made.quality & Quality.TO_DATE) > 0)
        return Cells.made(made.value, np.where(unequal, np.int16(Why.NOT_OVER), made.why), quality)

    def grid(self, one: Entry, part: list[Period]) -> Grid:
        return self.axis.grid(with_lookback(one, part))

    def cells(self, leaf: Leaf, grid: Grid) -> Cells:
        asked = (leaf, grid.periods[0], grid.periods[-1])
        if asked not in self._counted:
            self._counted[asked] = self._read(leaf, list(grid.periods))
        return self._counted[asked]

    def _read(self, leaf: Leaf, part: list[Period]) -> Cells:
        match leaf:
            case SeriesOf():
                return from_telemetry.cells(leaf, self.axis, part)
            case CasesOf():
                return from_cases.cells(leaf, self.axis, part)
            case Name():
                one = self.book.by_code.get(str(leaf))
                if one is None:
                    return Cells.missing((len(self.axis), len(part)), Why.NOT_UNDERSTOOD)
                return self.seen(self.store, self.axis, one, part)

    @staticmethod
    def seen(store: Store, axis: Axis, one: Entry, part: list[Period]) -> Cells:
        """An indicator's values in periods that may be longer or shorter than its own."""
        own = over_time.span(part, one.period)
        cells = over_time.seen_in(store.cells(one.id, axis, own), own, part, one.facts.over_time, one.due)
        elsewhere = ~axis.at_level(one.facts.level)[:, None] & ~cells.is_there
        return Cells.made(cells.value, np.where(elsewhere, np.int16(Why.NOT_HERE), cells.why), cells.quality)

    @staticmethod
    def values_for(one: Entry, part: list[Period]) -> Columns:
        own = over_time.span(part, one.period)
        return between([one.id], own[0].first, own[-1].first)

    def level(self, leaf: Leaf) -> int:
        if isinstance(leaf, Name):
            one = self.book.by_code.get(str(leaf))
            return LEVELS[one.facts.level] if one is not None else 0
        return COMMUNE

    def over_time(self, leaf: Leaf) -> str:
        one = self.book.by_code.get(str(leaf)) if isinstance(leaf, Name) else None
        return one.facts.over_time if one is not None else "sum"

    def unit(self, leaf: Leaf) -> Unit:
        """Raises FormulaError."""
        return self.book.unit(leaf)


def with_lookback(one: Entry, part: list[Period]) -> list[Period]:
    return periods.between(part[0].moved(-one.lookback), part[-1])


def each_once(read: list[Columns]) -> Columns:
    """Together and in order; ranges that overlap bring a value once."""
    together = Columns.joined(read).in_order()
    if not len(together):
        return together
    key = np.stack([together.indicator, together.period, together.place])
    return together.take(np.r_[True, (key[:, 1:] != key[:, :-1]).any(axis=0)])
