"""The index as facts: its groups and indicators, and how points follow from shares."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, field

from haidang.kernel.facts import Facts, Trust, Words
from haidang.kernel.strict import ManifestError, load

FILE = Path(__file__).parent / "index_766.toml"
Formula = Literal["share", "mean", "number"]
Points = Annotated[float, Meta(gt=0, le=100)]


class Indicator(Facts, frozen=True, kw_only=True):
    """One row. `max` stays empty where it is not known or nothing is given for it; `target` in per cent.

    counts: how it is counted (a name of counting.DOSSIERS, REPORTS or procedures), "" for what cannot be counted here.
    times: another indicator whose share it is multiplied by.
    """

    key: str
    name: Words
    max: Points | None = None
    target: Annotated[float, Meta(gt=0, le=100)] | None = None
    formula: Formula = "share"
    counts: str = ""
    times: str = ""
    trust: Trust


class Group(Facts, frozen=True, kw_only=True):
    key: str
    name: Words
    max: Points
    indicators: Annotated[list[Indicator], Meta(min_length=1)]


class Class(Facts, frozen=True, kw_only=True):
    """What a total of `from_` points or more is called."""

    from_: float = field(name="from")
    name: Words


class Index(Facts, frozen=True, kw_only=True):
    """One version of the index: its groups with what each counts, and the classes that totals are sorted into."""

    key: str
    version: int
    valid_from: date
    source: str
    trust: Trust
    classes: list[Class]
    groups: list[Group]

    def indicators(self) -> Iterator[Indicator]:
        for group in self.groups:
            yield from group.indicators

    def indicator(self, key: str) -> Indicator | None:
        return next((one for one in self.indicators() if one.key == key), None)

    def class_of(self, total: float) -> Words:
        return next(one.name for one in sorted(self.classes, key=lambda one: -one.from_) if total >= one.from_)


@cache
def index() -> Index:
    """The version in force. Raises ManifestError when groups give more points than they have."""
    read = load(FILE, Index)
    for at, group in enumerate(read.groups):
        given = sum(one.max or 0 for one in group.indicators)
        if given > group.max:
            raise ManifestError(FILE, f"groups[{at}].indicators", given, f"at most the {group.max} points of the group")
    return read


def points(share: float, most: float, target: float | None) -> float:
    """P = Pmax from the target on, else R/target x Pmax; without a target R x Pmax. Two decimals. `share` in 0..1.

    >>> points(0.4, 12, 80), points(0.9, 4, 80), points(0.5, 6, None)
    (6.0, 4.0, 3.0)
    """
    full = 1.0 if target is None else target / 100
    return round(most if share >= full else share / full * most, 2)
