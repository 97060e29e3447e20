"""The catalogue as a list: what is looked for, page by page, with the newest figures and how many there are of each sort."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from django.db import connection
from django.db.models import QuerySet

from haidang.core.directory.models import Office
from haidang.kernel.action import Actor

from . import places
from .charts import Trend, trends
from .models import Indicator
from .newest import Now, abnormal, latest
from .owing import Late, late
from .queries import catalogue

State = Literal["", "abnormal", "owed", "unknown"]
STATES: tuple[State, ...] = ("", "abnormal", "owed", "unknown")
FACETS = ("domain", "pillar", "source", "period", "office")
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
    rows: list[Row]
    total: int
    counts: dict[State, int]
    owed: dict[str, Late] = field(default_factory=dict)


def find(actor: Actor, wanted: Wanted, *, start: int = 0, limit: int = 50) -> Listed:
    """So many rows from `start`, and how many there are in each state under the same filters."""
    bad = [one.entry.code for one in abnormal(actor)]
    owed = {one.entry.code: one for one in late(actor)}
    base = _without_state(actor, wanted)
    sets: dict[State, QuerySet[Indicator]] = {
        "": base,
        "abnormal": base.filter(code__in=bad),
        "owed": base.filter(code__in=list(owed)),
        "unknown": base.exclude(pk__in=list(with_values())),
    }
    counts = {state: rows.count() for state, rows in sets.items()}
    chosen = list(sets[wanted.state][start : start + limit])
    return Listed(_rows(actor, chosen, owed), counts[wanted.state], counts, owed)


def _without_state(actor: Actor, wanted: Wanted) -> QuerySet[Indicator]:
    return catalogue(
        actor, words=wanted.words, domain=wanted.domain, pillar=wanted.pillar, source=wanted.source,
        office=wanted.office, period=wanted.period,
    )  # fmt: skip


def _rows(actor: Actor, chosen: list[Indicator], owed: dict[str, Late]) -> list[Row]:
    codes = [one.code for one in chosen]
    now = latest(actor, codes)
    lines = {one.entry.code: one for one in trends(actor, list(now), count=LINE)}
    return [Row(one, now.get(one.code), owed.get(one.code), line_of(lines.get(one.code))) for one in chosen]


def line_of(found: Trend | None) -> list[float | None]:
    """Its values for a small line, None for a gap; nothing where fewer than two are known."""
    if found is None:
        return []
    values = [None if gap else value for value, gap in zip(found.value.tolist(), found.why.tolist(), strict=True)]
    while values and values[-1] is None:  # the running period, mostly
        values.pop()
    return values if sum(value is not None for value in values) > 1 else []


def with_values(place: int | None = None) -> dict[int, date]:
    """By indicator id the newest period that there is a value of at a place (the province)."""
    at = place if place is not None else places.today().root_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT indicator_id, period FROM indicator_latest WHERE place_id = %s", [at])
        return dict(cursor.fetchall())


def facets(actor: Actor, wanted: Wanted) -> dict[str, list[tuple[str, int]]]:
    """For each filter what it may be set to, with how many there are under the other filters."""
    found = {}
    for name in FACETS:
        column = "office__code" if name == "office" else name
        without = replace(wanted, **{name: "", "state": ""})
        values = _without_state(actor, without).order_by().values_list(column, flat=True)
        counted = Counter(value or "" for value in values)
        found[name] = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return found


def offices(codes: list[str]) -> dict[str, Office]:
    return {one.code: one for one in Office.objects.filter(code__in=codes)}
