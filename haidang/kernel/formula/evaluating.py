"""Computes a formula over all places and periods at once."""

from typing import Protocol

import numpy as np

from haidang.kernel import units

from . import over_places, over_time
from .cells import Cells, Floats, Grid, Why
from .checking import Known, unit_of
from .tree import Binary, Call, Leaf, Name, Node, Number, Unary, leaves


class Data(Known, Protocol):
    """What a formula is computed from, on the grid given."""

    def cells(self, leaf: Leaf, grid: Grid) -> Cells:
        """The values of an indicator, a series or a count of cases."""
        ...

    def level(self, leaf: Leaf) -> int:
        """The lowest level it is given at: 0 province, 1 department, 2 commune."""
        ...

    def over_time(self, leaf: Leaf) -> str:
        """How periods of it make a longer one: sum, mean, last or max."""
        ...


Memo = dict[int, Cells]


def evaluate(node: Node, grid: Grid, data: Data, memo: Memo | None = None) -> Cells:
    """The formula on the whole grid; the first periods, as many as it looks back, may be missing. `memo` keeps parts by id."""
    memo = {} if memo is None else memo
    made = memo.get(id(node))
    if made is None:
        with np.errstate(all="ignore"):
            made = memo[id(node)] = _evaluated(node, grid, data, memo)
    return made


def _evaluated(node: Node, grid: Grid, data: Data, memo: Memo) -> Cells:
    match node:
        case Number(value=value):
            return Cells.constant(grid.shape, value)
        case Unary(sign=sign, of=of):
            one = evaluate(of, grid, data, memo)
            return Cells.made(-one.value if sign == "-" else one.value == 0, one.why, one.quality)
        case Binary(sign=sign, left=left, right=right):
            return _binary(sign, evaluate(left, grid, data, memo), evaluate(right, grid, data, memo))
        case Call():
            return _call(node, grid, data, memo)
        case _:
            return data.cells(node, grid)


def _binary(sign: str, left: Cells, right: Cells) -> Cells:
    a, b = left.value, right.value
    why = np.maximum(left.why, right.why)
    quality = left.quality | right.quality
    match sign:
        case "+":
            value = a + b
        case "-":
            value = a - b
        case "*":
            value = a * b
        case "/":
            value = a / b
            why = np.where((why == 0) & (b == 0), np.int16(Why.DIVIDED_BY_ZERO), why)
        case "and":
            value = (a != 0) & (b != 0)
        case "or":
            value = (a != 0) | (b != 0)
        case _:
            value = _COMPARE[sign](a, b)
    return Cells.made(value, why, quality)


_COMPARE = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "=": np.equal, "!=": np.not_equal,
}  # fmt: skip


def _call(node: Call, grid: Grid, data: Data, memo: Memo) -> Cells:
    parts = [evaluate(one, grid, data, memo) for one in node.of]
    one = parts[0]
    match node.name:
        case "prev":
            return over_time.before(one, grid, node.number)
        case "same_last_year":
            return over_time.of_last_year(one, grid)
        case "ytd":
            inner = node.of[0]
            return over_time.from_january(one, grid, data.over_time(inner) if isinstance(inner, Name) else "sum")
        case "mean_of":
            return over_time.of_last(one, node.number)
        case "below":
            return over_places.summed_below(one, grid, lowest(node.of[0], data))
        case "whole":
            return over_places.of_the_whole(one, grid)
        case "abs":
            return Cells.made(np.abs(one.value), one.why, one.quality)
        case "round":
            return Cells.made(_rounded(one.value, node.number), one.why, one.quality)
        case "to":
            factor = _size(node.of[0], data) / units.unit(node.text).size
            return Cells.made(one.value * factor, one.why, one.quality)
        case "if":
            return _chosen(*parts)
        case "coalesce":
            return _first_present(parts)
        case "min" | "max":
            pick = np.minimum if node.name == "min" else np.maximum
            return Cells.made(
                pick.reduce([part.value for part in parts]),
                np.maximum.reduce([part.why for part in parts]),
                np.bitwise_or.reduce([part.quality for part in parts]),
            )
    return one


def lowest(node: Node, data: Data) -> int:
    return max((data.level(leaf) for leaf in leaves(node)), default=0)


def _size(node: Node, data: Data) -> float:
    own = unit_of(node, data)
    return own.size if own is not None else 1.0


def _rounded(value: Floats, decimals: int) -> Floats:
    """Halves away from nought, as people round."""
    factor = 10.0**decimals
    scaled = np.abs(value) * factor
    made: Floats = np.sign(value) * np.floor(scaled + 0.5 + scaled * 1e-12) / factor
    return made


def _chosen(condition: Cells, yes: Cells, no: Cells) -> Cells:
    holds = condition.value != 0
    return Cells.made(
        np.where(holds, yes.value, no.value),
        np.where(condition.why != 0, condition.why, np.where(holds, yes.why, no.why)),
        condition.quality | np.where(holds, yes.quality, no.quality),
    )


def _first_present(parts: list[Cells]) -> Cells:
    value, why, quality = parts[0].value, parts[0].why, parts[0].quality
    for other in parts[1:]:
        use = (why != 0) & (other.why == 0)
        value, why, quality = (
            np.where(use, new, old) for new, old in ((other.value, value), (other.why, why), (other.quality, quality))
        )
    return Cells.made(value, why, quality)
