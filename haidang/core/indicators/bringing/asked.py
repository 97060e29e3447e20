"""What an office is asked to bring for a period: one cell for each indicator it answers for and each place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from haidang.core.directory.models import Office, Place
from haidang.core.indicators import book, cells, places
from haidang.core.indicators.book import Entry
from haidang.core.indicators.places import LEVELS, Axis
from haidang.core.indicators.seeing import entries_of
from haidang.core.indicators.values import closed_at
from haidang.core.telemetry.wire import Date, Int4
from haidang.kernel.action import Actor
from haidang.kernel.periods import Period

BY_HAND = ("typed", "imported")


@dataclass(frozen=True, slots=True)
class Cell:
    """`place` is the key of a commune, the code of a department, "" the province; `before` the period before."""

    entry: Entry
    place: str
    place_id: int
    before: float | None
    now: float | None


@dataclass(frozen=True, slots=True)
class Form:
    """`due_at` is when the first of its indicators is due."""

    office: Office
    period: Period
    cells: list[Cell]
    due_at: datetime | None

    @property
    def keys(self) -> set[tuple[str, str]]:
        return {(one.entry.code, one.place) for one in self.cells}


def is_local(office: Office) -> bool:
    """A commune's committee: it brings figures of its own place, whoever answers for the indicator."""
    return office.place.parent_id is not None


def entries_for(actor: Actor, office: Office) -> list[Entry]:
    """The indicators that an office brings by hand, of all periods."""
    found = (one for one in entries_of(actor, book.current().by_code) if one.facts.source in BY_HAND)
    if is_local(office):
        return [one for one in found if one.facts.level == "commune"]
    return [one for one in found if one.office_id == office.pk]


def form(actor: Actor, office: Office, period: Period) -> Form:
    """In the order of the catalogue, then of the places."""
    entries = [one for one in entries_for(actor, office) if one.period == period.kind]
    axis, names = places.today(), _names(office)
    had = _values(entries, period)
    made = [
        Cell(one, names[at], at, had.get((one.id, period.previous.first, at)), had.get((one.id, period.first, at)))
        for one in sorted(entries, key=lambda one: one.code)
        for at in _places(axis, one)
        if at in names
    ]
    due = [closed_at(period.last, one.due) for one in entries]
    return Form(office, period, made, min(due, default=None))


def _places(axis: Axis, entry: Entry) -> Iterable[int]:
    at = axis.level == LEVELS[entry.facts.level]
    if not entry.is_rolled_up:
        at[axis.root] = True
    found: list[int] = axis.ids[at].tolist()
    return found


def _names(office: Office) -> dict[int, str]:
    """The places that an office gives figures of, by id; departments as minus their id."""
    if is_local(office):
        return {office.place_id: office.place.key}
    axis = places.today()
    found = dict(Place.objects.filter(pk__in=[one for one in axis.ids.tolist() if one > 0]).values_list("pk", "key"))
    offices = Office.objects.filter(pk__in=[-one for one in axis.ids.tolist() if one < 0])
    return found | {-pk: code for pk, code in offices.values_list("pk", "code")} | {axis.root_id: ""}


def _values(entries: list[Entry], period: Period) -> dict[tuple[int, date, int], float]:
    if not entries:
        return {}
    days = [cells.day_number(one.first) for one in (period.previous, period)]
    found = cells.read(
        "indicator_id = ANY(%s) AND period = ANY(%s)",
        Int4(np.array(sorted(one.id for one in entries), np.int32)), Date(np.array(days, np.int32)),
    )  # fmt: skip
    rows = zip(found.indicator.tolist(), found.period.tolist(), found.place.tolist(), found.value.tolist(), strict=True)
    return {(number, cells.day_of(day), place): value for number, day, place, value in rows}
