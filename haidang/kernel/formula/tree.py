"""What a formula is made of, once read."""

from collections.abc import Iterator
from dataclasses import dataclass, field

TIME = ("prev", "same_last_year", "ytd", "mean_of")
PLACES = ("below", "whole")
PLAIN = ("min", "max", "abs", "round", "coalesce", "if", "to", "plain")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; `unit` is "" or % or ‰."""

    value: float
    unit: str = ""
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """An indicator; `domain` is filled in by who reads the formula."""

    domain: str
    key: str
    span: Span = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return f"{self.domain}.{self.key}"


@dataclass(frozen=True, slots=True)
class SeriesOf:
    """What sensors measured in the period: `how` is one of SERIES_HOW; `limit` for shares."""

    domain: str
    key: str
    how: str
    limit: float | None = None
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class CasesOf:
    """How many cases of a domain; `kind` is a procedure or a field of procedures, "" for all."""

    domain: str
    measure: str
    kind: str = ""
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """A sign before something."""

    sign: str
    of: "Node"
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Two sides and the sign between them."""

    sign: str
    left: "Node"
    right: "Node"
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One of the functions; `text` is the unit of `to`, `number` the count or the decimals where one is given."""

    name: str
    of: tuple["Node", ...]
    number: int = 1
    text: str = ""
    span: Span = field(default=(0, 0), compare=False)


Node = Number | Name | SeriesOf | CasesOf | Unary | Binary | Call
Leaf = Name | SeriesOf | CasesOf


def children(node: Node) -> tuple[Node, ...]:
    """What a node is directly made of, in the order written."""
    match node:
        case Unary(of=of):
            return (of,)
        case Binary(left=left, right=right):
            return (left, right)
        case Call(of=of):
            return of
        case _:
            return ()


def leaves(node: Node) -> Iterator[Leaf]:
    """Every indicator, series and count of cases in it, as often as written."""
    if isinstance(node, Name | SeriesOf | CasesOf):
        yield node
    for one in children(node):
        yield from leaves(one)


def compares(node: Node) -> bool:
    """Whether it sets periods beside each other, of which one that still runs is no equal."""
    here = isinstance(node, Call) and node.name in ("prev", "same_last_year", "mean_of")
    return here or any(compares(one) for one in children(node))


def names(node: Node) -> set[str]:
    """The indicators it needs, as domain.key."""
    return {str(one) for one in leaves(node) if isinstance(one, Name)}
