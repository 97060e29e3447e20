"""The book of series: what each process knows of them without asking, as columns by series id.

The table `facts_version` changes with every change of things, series or sources; whoever records readings sees its
number in the same transaction and has the book read anew when it moved.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, NamedTuple, Protocol

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from haidang.kernel import registry
from haidang.kernel.once import once

MINUTE_US = 60_000_000
SECOND_US = 1_000_000
NO_BOUND_US = np.iinfo(np.int64).max
NO_SUCH = -2

_QUERY = """
SELECT series.id, thing.code, series.key, series.unit, thing.domain, series.cadence_seconds, series.valid_min,
       series.valid_max, series.max_step_per_minute, series.stuck_seconds, series.source_id, source.is_paused,
       place.path, coalesce(office.code, ''), series.data_class, thing.state, thing.type, series.decimals,
       series.aggregate, series.is_simulated, (extract(epoch FROM thing.created_at) * 1000000)::bigint
FROM series
JOIN thing ON thing.id = series.thing_id
JOIN source ON source.id = series.source_id
JOIN place ON place.id = thing.place_id
LEFT JOIN office ON office.id = thing.office_id
ORDER BY series.id
"""


class Covers(Protocol):
    """A viewer's precomputed scope, as the directory gives it."""

    def covers(self, place: str, office: str = "", data_class: str = "internal", kind: str = "") -> bool: ...


@dataclass(frozen=True, slots=True)
class Facts:
    """Columns indexed by series id; an id that names no series has the neutral value of its column."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    step_per_minute: NDArray[np.float64]
    stuck_us: NDArray[np.int64]
    cadence_us: NDArray[np.int64]
    since_us: NDArray[np.int64]
    source: NDArray[np.int64]
    group: NDArray[np.int32]
    is_watched: NDArray[np.bool_]
    """False for an id without a series, and for the series of a thing that is out of service."""


class Named(NamedTuple):
    """What is said of one series: its thing, key, unit and where its facts are declared.

    A tuple, because 100,000 of them are made in half the time and the garbage collector passes them by.
    """

    thing: str
    key: str
    unit: str
    domain: str
    type: str
    place: str
    office: str
    data_class: str
    decimals: int
    aggregate: str
    is_simulated: bool

    @property
    def name(self) -> str:
        return f"{self.thing}/{self.key}"


@dataclass(frozen=True, slots=True)
class Columns:
    """What is said of the series as numbers by series id, -1 for an id without a series.

    A number is the place of the words in `things`, `keys` or `kinds` (domain, type), which are sorted.
    """

    things: list[str]
    keys: list[str]
    kinds: list[tuple[str, str]]
    thing: NDArray[np.int32]
    key: NDArray[np.int32]
    kind: NDArray[np.int32]

    def codes(self, numbers: NDArray[np.intp]) -> set[str]:
        """The things of these series."""
        is_there = np.zeros(len(self.things), np.bool_)
        is_there[self.thing[numbers]] = True
        return {self.things[place] for place in np.flatnonzero(is_there).tolist()}


@dataclass(slots=True)
class Book:
    """What a process knows of all series at one `version` of the tables. `ids` and `of_thing` are by (thing, series) and by thing;
    series of sources that are `paused` take no readings."""

    version: int
    ids: dict[tuple[str, str], int]
    named: dict[int, Named]
    facts: Facts
    groups: list[tuple[str, str, str]]
    sources: dict[str, int]
    paused: frozenset[int]
    of_thing: dict[str, list[int]]
    _allowed: dict[tuple[str, ...], dict[tuple[str, str], int]] = field(default_factory=dict)
    _columns: Columns | None = None

    def ids_for(self, patterns: Sequence[str]) -> dict[tuple[str, str], int]:
        """(thing, series) -> id of everything whose thing matches one of the glob patterns and whose source is not paused."""
        wanted = tuple(patterns)
        if wanted not in self._allowed:
            self._allowed[wanted] = self._filtered(wanted)
        return self._allowed[wanted]

    def _filtered(self, patterns: tuple[str, ...]) -> dict[tuple[str, str], int]:
        if "*" in patterns and not self.paused:
            return self.ids
        fits = {thing for thing in self.of_thing if speaks_for(patterns, thing)}
        source = self.facts.source
        return {
            names: number
            for names, number in self.ids.items()
            if names[0] in fits and int(source[number]) not in self.paused
        }

    def factor(self, series: int, unit: str) -> float | None:
        """What turns a value in `unit` into the unit of the series; None when the unit does not fit."""
        named = self.named[series]
        if unit == named.unit:
            return 1.0
        facts = registry.series(named.domain, named.key)
        return facts.units.get(unit) if facts else None

    def seen_by(self, scope: Covers) -> NDArray[np.bool_]:
        """By series id: whether the scope covers it."""
        covered = np.array([scope.covers(*group, "series") for group in self.groups] + [False], np.bool_)
        return covered[self.facts.group]

    @property
    def columns(self) -> Columns:
        """Made when first asked for: those who only record do not need them."""
        if self._columns is None:
            self._columns = _columns(self.named, len(self.facts.group))
        return self._columns

    def where(
        self, *, series: str = "", domain: str = "", place: str = "", types: Sequence[str] = ()
    ) -> NDArray[np.bool_]:
        """By series id: whether it is of this quantity, domain, place subtree and these types; "" does not narrow."""
        columns = self.columns
        fits = columns.thing >= 0
        if series:
            fits &= columns.key == (columns.keys.index(series) if series in columns.keys else NO_SUCH)
        if domain or types:
            chosen = [domain in ("", of) and (not types or kind in types) for of, kind in columns.kinds]
            fits &= np.array([*chosen, False])[columns.kind]
        if place:
            fits &= np.array([*(path.startswith(place) for path, _office, _class in self.groups), False])[
                self.facts.group
            ]
        return fits


def speaks_for(patterns: Sequence[str], thing: str) -> bool:
    return any(fnmatchcase(thing, pattern) for pattern in patterns)


_held: list[Book] = []
_reading = threading.Lock()


def held() -> Book:
    """The book as this process last read it; it may be older than the tables."""
    return _held[0] if _held else refreshed(None)


def current() -> Book:
    """The book, read anew if the tables changed. One small query, and one alone for a page."""
    return refreshed(once("facts_version", version_now))


def refreshed(version: int | None) -> Book:
    """The book, read anew unless it has this version."""
    with _reading:
        if not _held or _held[0].version != version:
            _held[:] = [_read()]
        return _held[0]


def version_now() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM facts_version")
        return int(cursor.fetchone()[0])


def _read() -> Book:
    version = version_now()
    with connection.cursor() as cursor:
        cursor.execute(_QUERY)
        rows = cursor.fetchall()
        cursor.execute("SELECT key, id FROM source")
        sources = dict(cursor.fetchall())
    return _made(version, rows, sources)


def _made(version: int, rows: list[tuple[Any, ...]], sources: dict[str, int]) -> Book:
    ids: dict[tuple[str, str], int] = {}
    named: dict[int, Named] = {}
    of_thing: dict[str, list[int]] = {}
    groups: dict[tuple[str, str, str], int] = {}
    facts = _empty(max((row[0] for row in rows), default=0) + 1)
    paused = set()
    for row in rows:
        number, thing, key, unit, domain, cadence, low, high, step, stuck, source, is_paused, *where = row
        place, office, secret, state, kind, decimals, aggregate, is_simulated, facts.since_us[number] = where
        ids[thing, key] = number
        named[number] = Named(thing, key, unit, domain, kind, place, office, secret, decimals, aggregate, is_simulated)
        of_thing.setdefault(thing, []).append(number)
        facts.cadence_us[number] = cadence * SECOND_US
        facts.source[number] = source
        facts.group[number] = groups.setdefault((place, office, secret), len(groups))
        facts.is_watched[number] = state == "active"
        if low is not None:
            facts.low[number] = low
        if high is not None:
            facts.high[number] = high
        if step is not None:
            facts.step_per_minute[number] = step
        if stuck is not None:
            facts.stuck_us[number] = stuck * SECOND_US
        if is_paused:
            paused.add(source)
    return Book(version, ids, named, facts, list(groups), sources, frozenset(paused), of_thing)


def _columns(named: dict[int, Named], size: int) -> Columns:
    ids = np.fromiter(named, np.intp, len(named))

    def numbered(words: list[Any]) -> tuple[list[Any], NDArray[np.int32]]:
        known = sorted(set(words))
        place = {word: number for number, word in enumerate(known)}
        column = np.full(size, -1, np.int32)
        column[ids] = [place[word] for word in words]
        return known, column

    things, thing = numbered([one.thing for one in named.values()])
    keys, key = numbered([one.key for one in named.values()])
    kinds, kind = numbered([(one.domain, one.type) for one in named.values()])
    return Columns(things, keys, kinds, thing, key, kind)


def _empty(size: int) -> Facts:
    return Facts(
        low=np.full(size, -np.inf),
        high=np.full(size, np.inf),
        step_per_minute=np.full(size, np.inf),
        stuck_us=np.full(size, NO_BOUND_US, np.int64),
        cadence_us=np.full(size, MINUTE_US, np.int64),
        since_us=np.zeros(size, np.int64),
        source=np.zeros(size, np.int64),
        group=np.full(size, -1, np.int32),
        is_watched=np.zeros(size, np.bool_),
    )
