"""The catalogue as each process holds it: every indicator with its formula read, and what depends on what.

The table `indicator_catalogue` changes with every change of indicators, so that an old copy is noticed.
"""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from django.db import connection

from haidang.kernel import clock, formula, registry, units
from haidang.kernel.facts import Words
from haidang.kernel.formula import FormulaError, Name, Node
from haidang.kernel.formula.reach import offsets
from haidang.kernel.formula.tree import Leaf
from haidang.kernel.manifest import indicator
from haidang.kernel.once import once
from haidang.kernel.periods import Kind
from haidang.kernel.units import Unit

from .judging import Judged
from .models import Indicator

BANDS, SHORT, BETTER = 4, 2, 1


@dataclass(frozen=True, eq=False)
class Entry:
    """One indicator in force. `tree` is None where there is no formula; `problem` says why one cannot be used."""

    id: int
    code: str
    facts: indicator.Indicator
    office_id: int | None
    data_class: str
    tree: Node | None = None
    problem: Words | None = None

    @cached_property
    def domain(self) -> str:
        return self.code.partition(".")[0]

    @property
    def period(self) -> Kind:
        return self.facts.period

    @cached_property
    def due(self) -> timedelta:
        return clock.duration(self.facts.due)

    @cached_property
    def is_judged(self) -> bool:
        """Whether a band of it asks for attention."""
        return any(band.severity for band in self.facts.bands)

    @cached_property
    def standing(self) -> int:
        """What speaks for showing it among few, by its facts: bands, then a short name, then that it has a better side."""
        facts = self.facts
        return BANDS * bool(facts.bands) + SHORT * (facts.short is not None) + BETTER * (facts.direction != "none")

    @cached_property
    def compares(self) -> bool:
        return self.tree is not None and formula.compares(self.tree)

    @property
    def is_rolled_up(self) -> bool:
        """Whether the province's value follows from those below."""
        return self.facts.over_places != "none" and self.facts.level != "province"

    @cached_property
    def weight(self) -> str:
        name = self.facts.weight
        return name if not name or "." in name else f"{self.domain}.{name}"

    @cached_property
    def needs(self) -> frozenset[str]:
        """The indicators its values are made of."""
        own = formula.names(self.tree) if self.tree is not None else set()
        return frozenset(own | ({self.weight} if self.weight else set()))

    @cached_property
    def lookback(self) -> int:
        return formula.lookback(self.tree, self.period) if self.tree is not None else 0

    def offsets(self, name: str) -> frozenset[int]:
        """How many of its own periods later it feels a change of the indicator `name`."""
        felt = offsets(self.tree, name, self.period) if self.tree is not None else frozenset()
        return felt | {0} if name == self.weight else felt


@dataclass
class Book:
    """Answers as Known for formulas; names are `<domain>.<key>`."""

    version: int
    by_code: Mapping[str, Entry]
    by_id: Mapping[int, Entry] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {one.id: one for one in self.by_code.values()}

    @cached_property
    def needs(self) -> dict[str, set[str]]:
        return {code: {name for name in one.needs if name in self.by_code} for code, one in self.by_code.items()}

    @cached_property
    def levels(self) -> list[list[str]]:
        """All codes in groups that need only earlier groups."""
        return formula.levels(self.needs)

    @cached_property
    def judged_entries(self) -> list[Entry]:
        return [one for one in self.by_code.values() if one.is_judged]

    @cached_property
    def brought(self) -> dict[tuple[Kind, timedelta], list[Entry]]:
        """What people and other systems bring, by how long it is and when it is due."""
        found: dict[tuple[Kind, timedelta], list[Entry]] = {}
        for one in self.by_code.values():
            if not one.facts.is_computed:
                found.setdefault((one.period, one.due), []).append(one)
        return found

    @cached_property
    def judged(self) -> Judged:
        return Judged.of(self.judged_entries)

    @cached_property
    def users(self) -> dict[str, list[Entry]]:
        """Who needs it directly."""
        found: dict[str, list[Entry]] = {}
        for code, names in self.needs.items():
            for name in names:
                found.setdefault(name, []).append(self.by_code[code])
        return found

    def unit(self, leaf: Leaf) -> Unit:
        """Raises FormulaError."""
        if isinstance(leaf, Name):
            one = self.by_code.get(str(leaf))
            if one is None:
                raise FormulaError(f"Không có chỉ tiêu {leaf}.", f"There is no indicator {leaf}.", *leaf.span)
            return units.unit(one.facts.unit)
        return registry.indicators().unit(leaf)


_held: list[Book] = []
_reading = threading.Lock()


def current() -> Book:
    """The book, read anew if the table changed."""
    version = once("indicator_catalogue", _version_now)
    with _reading:
        if not _held or _held[0].version != version:
            _held[:] = [_read(version)]
        return _held[0]


def _version_now() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM indicator_catalogue")
        return int(cursor.fetchone()[0])


def _read(version: int) -> Book:
    rows = Indicator.objects.filter(retired_at=None).order_by("pk")
    entries = {row.code: _entry(row) for row in rows}
    return Book(version, _without_circles(entries))


def _entry(row: Indicator) -> Entry:
    facts, tree, problem = row.says, None, None
    if facts.formula:
        try:
            tree = formula.parse(facts.formula, row.domain)
        except FormulaError as error:
            problem = error.words
    return Entry(row.pk, row.code, facts, row.office_id, row.data_class, tree, problem)


def _without_circles(entries: dict[str, Entry]) -> dict[str, Entry]:
    """The facts have no circle; a province's own change that made one is left uncomputed, with the chain as its reason."""
    try:
        formula.in_order(_needs(entries.values()))
    except FormulaError as error:
        broken = set(error.names)
        return _without_circles({
            code: Entry(one.id, code, one.facts, one.office_id, one.data_class, None, error.words)
            if code in broken
            else one
            for code, one in entries.items()
        })  # fmt: skip
    return entries


def _needs(entries: Iterable[Entry]) -> dict[str, Iterable[str]]:
    return {one.code: one.needs for one in entries}
