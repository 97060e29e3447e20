"""Why a value is what it is: the formula as a tree, with the value of every part at its place and period."""

from dataclasses import dataclass, field

from haidang.kernel.periods import Period
from haidang.kernel.units import Unit

from .cells import Cells, Grid, Quality, Why
from .checking import unit_of
from .evaluating import Data, Memo, evaluate, lowest
from .tree import PLACES, Binary, Call, CasesOf, Leaf, Name, Node, Number, SeriesOf, Unary, children

MOST_PARTS = 400


@dataclass(slots=True)
class Explained:
    """One part of a formula at one place (row of the grid) and period.

    `sign` is the operator or function, "" for a leaf; `leaf` names the indicator, series or cases it comes from.
    """

    text: str
    sign: str
    place: int
    period: Period
    value: float | None
    why: Why
    quality: Quality
    unit: Unit | None
    leaf: Leaf | None = None
    parts: list["Explained"] = field(default_factory=list)
    left_out: int = 0

    def leaves(self) -> list["Explained"]:
        return [self] if self.leaf is not None else [one for part in self.parts for one in part.leaves()]


def explain(node: Node, grid: Grid, data: Data, place: int, period: int) -> Explained:
    """The tree of one value; `place` and `period` are the row and the column of the grid."""
    return _Teller(grid, data).tell(node, place, period)


class _Teller:
    def __init__(self, grid: Grid, data: Data) -> None:
        self.grid, self.data, self.left = grid, data, MOST_PARTS
        self.memo: Memo = {}

    def cells(self, node: Node) -> Cells:
        return evaluate(node, self.grid, self.data, self.memo)

    def tell(self, node: Node, place: int, period: int) -> Explained:
        self.left -= 1
        value, why, quality = self.cells(node).at(place, period)
        told = Explained(
            text=written(node),
            sign=_sign(node),
            place=place,
            period=self.grid.periods[period],
            value=value,
            why=why,
            quality=quality,
            unit=unit_of(node, self.data),
            leaf=node if isinstance(node, Name | SeriesOf | CasesOf) else None,
        )
        for one, row, column in self._parts(node, place, period):
            if self.left > 0:
                told.parts.append(self.tell(one, row, column))
            else:
                told.left_out += 1
        return told

    def _parts(self, node: Node, place: int, period: int) -> list[tuple[Node, int, int]]:
        """The parts with the row and column at which they are looked at; those before the grid are left out."""
        inner = children(node)
        if not isinstance(node, Call):
            return [(one, place, period) for one in inner]
        if node.name in PLACES:
            return [(inner[0], row, period) for row in self._rows(node, place)]
        match node.name:
            case "prev":
                columns = [period - node.number]
            case "same_last_year":
                first = self.grid.periods[period].year_before.first
                columns = [at for at, one in enumerate(self.grid.periods) if one.first == first]
            case "mean_of":
                columns = list(range(period - node.number + 1, period + 1))
            case "ytd":
                year = self.grid.periods[period].first.year
                columns = [at for at in range(period + 1) if self.grid.periods[at].first.year == year]
            case "if":
                holds = self.cells(inner[0]).at(place, period)[0]
                inner = (inner[0], inner[1] if holds else inner[2]) if holds is not None else inner[:1]
                columns = [period]
            case _:
                columns = [period]
        return [(one, place, column) for one in inner for column in columns if column >= 0]

    def _rows(self, node: Call, place: int) -> list[int]:
        if node.name == "whole":
            return [self.grid.root]
        below = self.grid.below(lowest(node.of[0], self.data))
        return [row for row in range(len(below)) if below[row] and self.grid.parent[row] == place]


def _sign(node: Node) -> str:
    match node:
        case Unary(sign=sign) | Binary(sign=sign):
            return sign
        case Call(name=name):
            return name
        case _:
            return ""


def written(node: Node) -> str:
    """The formula again, as short as it can be."""
    match node:
        case Number(value=value, unit=unit):
            return f"{value:.15g}{unit}"
        case Name(key=key, domain=domain):
            return f"{domain}.{key}"
        case SeriesOf():
            limit = f", {node.limit:.15g}" if node.limit is not None else ""
            return f'series("{node.domain}.{node.key}", "{node.how}"{limit})'
        case CasesOf():
            kind = f', "{node.kind}"' if node.kind else ""
            return f'cases("{node.domain}", "{node.measure}"{kind})'
        case Unary(sign=sign, of=of):
            return f"{'not ' if sign == 'not' else sign}{_bracketed(of, 7)}"
        case Binary(sign=sign, left=left, right=right):
            power = _POWER[sign]
            return f"{_bracketed(left, power)} {sign} {_bracketed(right, power + 1)}"
        case Call():
            return f"{node.name}({', '.join([*(written(one) for one in node.of), *_more(node)])})"


_POWER = {
    "or": 1, "and": 2, "=": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6,
}  # fmt: skip


def _bracketed(node: Node, power: int) -> str:
    own = _POWER[node.sign] if isinstance(node, Binary) else 3 if isinstance(node, Unary) and node.sign == "not" else 8
    return f"({written(node)})" if own < power else written(node)


def _more(node: Call) -> list[str]:
    if node.name == "to":
        return [f'"{node.text}"']
    shown = (
        node.name == "mean_of" or (node.name == "prev" and node.number != 1) or (node.name == "round" and node.number)
    )
    return [str(node.number)] if shown else []
