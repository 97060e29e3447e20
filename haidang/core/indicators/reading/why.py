"""Why a value is what it is, down to where its figures come from: formulas within formulas, places within the province.

What the reader may not see stands as such: its name, no figure.
"""

from dataclasses import dataclass, field
from typing import Literal

from haidang.core.indicators import book, places, provenance
from haidang.core.indicators.book import Entry
from haidang.core.indicators.charts import on_map
from haidang.core.indicators.provenance import At
from haidang.core.indicators.seeing import Unseen, entry_of
from haidang.core.indicators.values import Origin
from haidang.kernel.action import Actor
from haidang.kernel.formula import CasesOf, Explained, FormulaError, Name, Quality, SeriesOf, Why
from haidang.kernel.formula.tree import Leaf
from haidang.kernel.periods import Period, containing

Kind = Literal["indicator", "series", "cases", "operation", "number", "places", "unseen"]
DEEPEST = 4
MOST = 80
"""So many parts are told; beyond them a page of their own tells more."""
MOST_PLACES = 12


@dataclass(slots=True)
class Part:
    """One part of a value at one place and period; `origin` is where its figure comes from, where that is one figure.

    `is_cut` says that it has parts that are not told here.
    """

    kind: Kind
    text: str
    sign: str
    place: int
    period: Period
    value: float | None
    why: Why
    quality: Quality
    unit: str
    decimals: int | None = None
    entry: Entry | None = None
    leaf: Leaf | None = None
    origin: At | None = None
    parts: list["Part"] = field(default_factory=list)
    left_out: int = 0
    is_cut: bool = False


def told(actor: Actor, code: str, period: Period, *, place: int | None = None) -> Part:
    """The tree of one value. Raises Unseen."""
    entry_of(actor, code)
    at = place if place is not None else places.today().root_id
    return _Teller(actor).indicator(code, period, at, 0)


class _Teller:
    def __init__(self, actor: Actor) -> None:
        self.actor, self.left, self.axis = actor, MOST, places.today()

    def indicator(self, code: str, period: Period, place: int, depth: int) -> Part:
        self.left -= 1
        try:
            one = entry_of(self.actor, code)
        except Unseen:
            return Part("unseen", code, "", place, period, None, Why.NO_VALUE, Quality.GOOD, "")
        origin = provenance.figure(self.actor, code, period, place=place) if period.kind == one.period else None
        part = _of_entry(one, period, place, origin)
        if period.kind == one.period and _has_parts(one, origin):
            self._fill(part, one, depth)
        return part

    def _fill(self, part: Part, one: Entry, depth: int) -> None:
        if depth >= DEEPEST or self.left <= 0:
            part.is_cut = True
            return
        if part.origin is not None and part.origin.origin is Origin.ROLLED_UP:
            self._places(part, one)
            return
        try:
            explained = provenance.why(self.actor, one.code, part.period, place=part.place)
        except FormulaError:  # an indicator it needs is retired
            part.why = part.why or Why.NOT_UNDERSTOOD
            return
        if explained is None:
            return
        if part.value is None:
            part.why = explained.why or (Why.NOT_OVER if one.compares else Why.NO_VALUE)
        part.parts = [self.explained(explained, depth + 1)]

    def _places(self, part: Part, one: Entry) -> None:
        """What the province's figure is made of: the largest of its places, and how many more."""
        found = on_map(self.actor, one.code, part.period)
        marks = zip(found.place.tolist(), found.value.tolist(), found.quality.tolist(), strict=True)
        rows = [
            Part("places", one.code, "", number, part.period, value, Why.PRESENT, Quality(mark), one.facts.unit,
                 one.facts.decimals, one)
            for number, value, mark in marks
        ]  # fmt: skip
        part.sign = one.facts.over_places
        part.parts, part.left_out = rows[:MOST_PLACES], max(len(rows) - MOST_PLACES, 0)

    def explained(self, one: Explained, depth: int) -> Part:
        place = int(self.axis.ids[one.place])
        if isinstance(one.leaf, Name):
            return self._named(one, place, depth)
        self.left -= 1
        kind: Kind = (
            "series" if isinstance(one.leaf, SeriesOf) else "cases" if isinstance(one.leaf, CasesOf) else "operation"
        )
        if kind == "operation" and not one.sign and not one.parts:
            kind = "number"
        unit = one.unit.symbol if one.unit is not None else ""
        part = Part(
            kind, one.text, one.sign, place, one.period, one.value, one.why, one.quality, unit, leaf=one.leaf,
            left_out=one.left_out,
        )  # fmt: skip
        part.parts = [self.explained(inner, depth) for inner in one.parts]
        return part

    def _named(self, one: Explained, place: int, depth: int) -> Part:
        """An indicator as the formula saw it: its value may be of a longer period, or made of shorter ones."""
        code = str(one.leaf)
        entry = book.current().by_code.get(code)
        period = containing(one.period.first, entry.period) if entry is not None else one.period
        part = self.indicator(code, period, place, depth)
        if part.kind != "unseen":
            part.value, part.why, part.quality = one.value, one.why, one.quality
        if entry is not None and period.kind != one.period.kind and period.last < one.period.last:
            part.period, part.origin, part.parts, part.is_cut = one.period, None, [], False
        return part


def _of_entry(one: Entry, period: Period, place: int, origin: At | None) -> Part:
    value, why = (origin.value, Why.PRESENT) if origin is not None else (None, Why.NO_VALUE)
    quality = origin.quality if origin is not None else Quality.GOOD
    return Part(
        "indicator", one.code, "", place, period, value, why, quality, one.facts.unit, one.facts.decimals, one,
        origin=origin,
    )  # fmt: skip


def _has_parts(one: Entry, origin: At | None) -> bool:
    """What people or machines brought has none; what is computed or missing may."""
    if origin is not None and origin.origin is Origin.ROLLED_UP:
        return True
    return one.tree is not None and (origin is None or not origin.is_by_people)
