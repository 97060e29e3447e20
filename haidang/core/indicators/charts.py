"""One indicator over time at a place, and over places at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from haidang.kernel import clock, periods
from haidang.kernel.action import Actor
from haidang.kernel.formula import Cells
from haidang.kernel.periods import Kind, Period, containing

from . import over_time, places
from .book import Entry
from .cells import Columns, Store, between, trend
from .places import Axis
from .seeing import entries_of, entry_of


@dataclass(frozen=True, slots=True)
class Trend:
    """One indicator at one place over periods; NaN where there is no value."""

    entry: Entry
    periods: list[Period]
    value: NDArray[np.float64]
    quality: NDArray[np.int16]
    why: NDArray[np.int16]


def trends(
    actor: Actor, codes: Sequence[str], *, place: int | None = None, until: date | None = None, count: int = 24,
    kind: Kind | None = None,
) -> list[Trend]:  # fmt: skip
    """So many periods up to a day (today), in the indicator's own length or a longer one."""
    entries, axis = entries_of(actor, codes), places.today()
    at = place if place is not None else axis.root_id
    last = {one: containing(until or clock.today(), _kind(one, kind)) for one in entries}
    asked = {one: periods.between(period.moved(1 - count), period) for one, period in last.items()}
    own = {one: over_time.span(part, one.period) for one, part in asked.items()}
    read = [trend([one.id for one in entries if own[one] == part], at, part) for part in _distinct(list(own.values()))]
    store = Store.of(Columns.joined(read).in_order())
    row = places.one_row(at)
    return [_trend(one, store.cells(one.id, row, own[one]), own[one], asked[one]) for one in entries]


def _trend(one: Entry, cells: Cells, own: list[Period], asked: list[Period]) -> Trend:
    seen = over_time.seen_in(cells, own, asked, one.facts.over_time, one.due)
    return Trend(one, asked, seen.value[0], seen.quality[0], seen.why[0])


def _kind(one: Entry, kind: Kind | None) -> Kind:
    return kind if kind is not None and periods.is_longer(kind, one.period) else one.period


def _distinct(parts: list[list[Period]]) -> list[list[Period]]:
    return list({(part[0], part[-1]): part for part in parts}.values())


@dataclass(frozen=True, slots=True)
class Map:
    """One indicator over the communes (or departments) in one period, largest first; `whole` is the province's."""

    entry: Entry
    period: Period
    place: NDArray[np.int32]
    value: NDArray[np.float64]
    quality: NDArray[np.int16]
    whole: float | None
    missing: list[int]


def on_map(actor: Actor, code: str, period: Period | None = None, *, kind: Kind | None = None) -> Map:
    """The newest period of the province if none is given. Raises Unseen."""
    one = entry_of(actor, code)
    axis = places.today()
    asked = period or _newest(one, axis) or containing(clock.today(), one.period).previous
    if kind is not None:
        asked = containing(asked.first, _kind(one, kind))
    own = over_time.span([asked], one.period)
    store = Store.of(between([one.id], own[0].first, own[-1].first))
    cells = over_time.seen_in(store.cells(one.id, axis, own), own, [asked], one.facts.over_time, one.due)
    rows = np.flatnonzero(axis.at_level(one.facts.level) & (axis.level > 0))
    there = rows[cells.is_there[rows, 0]]
    order = there[np.argsort(-cells.value[there, 0], kind="stable")]
    whole = cells.at(axis.root, 0)[0]
    absent = axis.ids[rows[~cells.is_there[rows, 0]]].tolist()
    return Map(one, asked, axis.ids[order], cells.value[order, 0], cells.quality[order, 0], whole, absent)


def _newest(one: Entry, axis: Axis) -> Period | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(period) FROM indicator_value WHERE indicator_id = %s", [one.id])
        day = cursor.fetchone()[0]
    return Period(day, one.period) if day else None
