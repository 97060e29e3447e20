"""What if: the same formula with other inputs at one place and period; nothing is written.

Any formula can be tried. Where the value moves in a straight line with an input it is also told which input would bring
about an aim; whether it does is tried, not assumed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from haidang.kernel.action import Actor
from haidang.kernel.formula import Cells, Grid, Name, Why, evaluate
from haidang.kernel.formula.tree import Leaf, leaves
from haidang.kernel.periods import Period
from haidang.kernel.units import Unit

from . import book, places
from .book import Entry
from .computing.evaluation import Evaluation
from .seeing import entries_of, entry_of

MOST_INPUTS = 12
NUDGE = 0.1
CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Input:
    """One indicator the formula is made of. `value` is what it is, None where it is unknown.

    `slope` is how much the result moves when it moves by one; None where that is no straight line or unknown.
    """

    entry: Entry
    value: float | None
    supposed: float | None
    slope: float | None

    @property
    def is_changed(self) -> bool:
        return self.supposed is not None and self.supposed != self.value

    def for_aim(self, result: float | None, aim: float) -> float | None:
        """Which value of it alone would bring the result to the aim; None where none would."""
        if result is None or not self.slope or self.supposed is None:
            return None
        return self.supposed + (aim - result) / self.slope


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is, and what would be. `unseen` counts inputs that the reader may not see: they stay as they are."""

    entry: Entry
    period: Period
    inputs: list[Input]
    unseen: int
    value: float | None
    why: Why
    result: float | None
    result_why: Why


class NoFormula(LookupError):
    """The indicator is made of nothing that could be supposed otherwise."""


def suppose(
    actor: Actor, code: str, period: Period, given: Mapping[str, float], *, place: int | None = None
) -> Supposed:
    """`given` are values by code of the inputs. Raises Unseen, NoFormula."""
    one = entry_of(actor, code)
    trial = _Trial.of(one, period, place if place is not None else places.today().root_id)
    names = trial.names
    seen = entries_of(actor, names)[:MOST_INPUTS]
    if not seen:
        raise NoFormula(code)
    values = {entry.code: trial.input(entry.code) for entry in seen}
    other = {name: value for name, value in given.items() if name in values}
    is_now, would_be = trial.result({}), trial.result(other)
    supposed = {name: other.get(name, value) for name, value in values.items()}
    inputs = [
        Input(entry, values[entry.code], supposed[entry.code], trial.slope(entry.code, supposed[entry.code], other))
        for entry in seen
    ]
    return Supposed(one, period, inputs, len(names) - len(seen), *is_now, *would_be)


@dataclass
class _Trial:
    """One formula at one row, in the last period of its grid."""

    one: Entry
    evaluation: Evaluation
    grid: Grid
    row: int

    @classmethod
    def of(cls, one: Entry, period: Period, place: int) -> "_Trial":
        axis = places.today()
        row = axis.row_of.get(place)
        if one.tree is None or row is None:
            raise NoFormula(one.code)
        evaluation = Evaluation.of(book.current(), axis, [(one, [period])])
        return cls(one, evaluation, evaluation.grid(one, [period]), row)

    @property
    def names(self) -> list[str]:
        assert self.one.tree is not None
        return list(dict.fromkeys(str(leaf) for leaf in leaves(self.one.tree) if isinstance(leaf, Name)))

    def input(self, name: str) -> float | None:
        domain, _, key = name.partition(".")
        value = self.evaluation.cells(Name(domain, key), self.grid).value[self.row, -1]
        return float(value) if np.isfinite(value) else None

    def result(self, given: Mapping[str, float]) -> tuple[float | None, Why]:
        assert self.one.tree is not None
        made = evaluate(self.one.tree, self.grid, _Otherwise(self.evaluation, dict(given), self.row))
        value, why, _quality = made.at(self.row, len(self.grid.periods) - 1)
        return value, why

    def slope(self, name: str, at: float | None, given: Mapping[str, float]) -> float | None:
        if at is None:
            return None
        step = abs(at) * NUDGE or 1.0
        tried = [self.result({**given, name: at + times * step})[0] for times in (-1, 0, 1, 2)]
        known = [one for one in tried if one is not None]
        if len(known) < len(tried):
            return None
        moves = np.diff(np.array(known, np.float64))
        is_straight = np.allclose(moves, moves[0], rtol=1e-6, atol=CLOSE * max(1.0, float(np.abs(moves).max())))
        return float(moves[0] / step) if is_straight and abs(moves[0]) > 0 else None


@dataclass
class _Otherwise:
    """Answers as Data for formulas, with some values of one place and period put in place of what is."""

    evaluation: Evaluation
    given: dict[str, float]
    row: int

    def cells(self, leaf: Leaf, grid: Grid) -> Cells:
        found = self.evaluation.cells(leaf, grid)
        value = self.given.get(str(leaf)) if isinstance(leaf, Name) else None
        if value is None:
            return found
        values, why = found.value.copy(), found.why.copy()
        values[self.row, -1], why[self.row, -1] = value, 0
        return Cells.made(values, why, found.quality)

    def level(self, leaf: Leaf) -> int:
        return self.evaluation.level(leaf)

    def over_time(self, leaf: Leaf) -> str:
        return self.evaluation.over_time(leaf)

    def unit(self, leaf: Leaf) -> Unit:
        return self.evaluation.unit(leaf)
