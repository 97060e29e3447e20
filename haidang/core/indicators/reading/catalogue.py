"""The catalogue as a list: what is looked for, page by page, with the newest figures and how many there are of each sort.

One look at the catalogue gives the matching rows, the counts of the tabs and those of every filter: with 5,000
indicators that is the price of a page.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from haidang.core.directory.models import Office
from haidang.core.indicators import owing
from haidang.core.indicators.charts import Trend, trends
from haidang.core.indicators.models import Indicator
from haidang.core.indicators.newest import Now, abnormal_entries, latest
from haidang.core.indicators.owing import Late
from haidang.core.indicators.queries import catalogue
from haidang.kernel.action import Actor

from .owing import owed, with_values

State = Literal["", "abnormal", "owed", "unknown"]
STATES: tuple[State, ...] = ("", "abnormal", "owed", "unknown")
FACETS = ("domain", "pillar", "source", "period", "office")
COLUMNS = ("pk", "code", "domain", "pillar", "source", "period", "office__code")
LINE = 12
"""So many periods stand in the small line of a row."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; `office` is the code of the owner."""

    words: str = ""
    domain: str = ""
    pillar: str = ""
    source: str = ""
    period: str = ""
    office: str = ""
    state: State = ""


@dataclass(slots=True)
class Row:
    """One indicator with its newest figure at the province; `owed` says what its owner has not given."""

    indicator: Indicator
    now: Now | None
    owed: Late | None
    line: list[float | None]


@dataclass(slots=True)
class Listed:
    """`counts` are of the tabs under the same filters; `facets` says of each filter what the others leave of it."""

    rows: list[Row]
    total: int
    counts: dict[State, int]
    facets: dict[str, list[tuple[str, int]]]


class _Key(NamedTuple):
    """What a row is found by; `facets` in the order of FACETS."""

    pk: int
    code: str
    facets: tuple[str, ...]


def find(actor: Actor, wanted: Wanted, *, start: int = 0, limit: int = 50) -> Listed:
    """So many rows from `start`."""
    keys = _keys(actor, wanted.words)
    asked = tuple(getattr(wanted, name) for name in FACETS)
    matching = [one for one in keys if not _misses(one, asked)]
    in_state = _states(actor, matching)
    chosen = in_state[wanted.state]
    counts = {state: len(found) for state, found in in_state.items()}
    rows = _rows(actor, [one.pk for one in chosen[start : start + limit]])
    return Listed(rows, len(chosen), counts, _facets(keys, asked))


def _keys(actor: Actor, words: str) -> list[_Key]:
    found = catalogue(actor, words=words).values_list(*COLUMNS)
    return [_Key(pk, code, tuple(value or "" for value in facets)) for pk, code, *facets in found]


def _misses(one: _Key, asked: tuple[str, ...]) -> list[int]:
    """Which of the filters it does not meet."""
    return [number for number, (has, wants) in enumerate(zip(one.facets, asked, strict=True)) if wants and has != wants]


def _states(actor: Actor, keys: list[_Key]) -> dict[State, list[_Key]]:
    known = with_values()
    bad = {one.code for one in abnormal_entries(actor)}
    late = {one.entry.code for one in owed(actor, [one.code for one in keys])}
    return {
        "": keys,
        "abnormal": [one for one in keys if one.code in bad],
        "owed": [one for one in keys if one.code in late],
        "unknown": [one for one in keys if one.pk not in known],
    }


def _facets(keys: list[_Key], asked: tuple[str, ...]) -> dict[str, list[tuple[str, int]]]:
    """A row counts for every filter if it meets all, and for one if it misses only that."""
    counted: list[Counter[str]] = [Counter() for _name in FACETS]
    for one in keys:
        misses = _misses(one, asked)
        if len(misses) < 2:
            for number in misses or range(len(FACETS)):
                counted[number][one.facets[number]] += 1
    return {
        name: sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        for name, counts in zip(FACETS, counted, strict=True)
    }


def _rows(actor: Actor, pks: list[int]) -> list[Row]:
    by_pk = catalogue(actor).in_bulk(pks)
    chosen = [by_pk[pk] for pk in pks if pk in by_pk]
    codes = [one.code for one in chosen]
    now = latest(actor, codes)
    lines = {one.entry.code: one for one in trends(actor, list(now), count=LINE)}
    late = {one.entry.code: one for one in owing.late(actor, codes=codes)}
    return [Row(one, now.get(one.code), late.get(one.code), line_of(lines.get(one.code))) for one in chosen]


def line_of(found: Trend | None) -> list[float | None]:
    """Its values for a small line, None for a gap; nothing where fewer than two are known."""
    if found is None:
        return []
    values = [None if gap else value for value, gap in zip(found.value.tolist(), found.why.tolist(), strict=True)]
    while values and values[-1] is None:  # the running period, mostly
        values.pop()
    return values if sum(value is not None for value in values) > 1 else []


def offices(codes: Iterable[str]) -> dict[str, Office]:
    return {one.code: one for one in Office.objects.filter(code__in=list(codes))}
