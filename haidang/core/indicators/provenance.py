"""Where a value comes from, what it was before, and why it is what it is."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from haidang.kernel.action import Actor
from haidang.kernel.formula import Explained, Quality, explain
from haidang.kernel.periods import Period

from . import book, places
from .book import Entry
from .computing.evaluation import Evaluation
from .seeing import entry_of
from .values import BY_PEOPLE, Origin


@dataclass(frozen=True, slots=True)
class At:
    """One value with where it comes from."""

    entry: Entry
    period: Period
    place: int
    value: float
    quality: Quality
    origin: Origin
    version: int
    at: datetime
    lot_id: int
    lot_label: str
    source_text: str
    by_name: str

    @property
    def is_by_people(self) -> bool:
        return self.origin in BY_PEOPLE


def figure(actor: Actor, code: str, period: Period, *, place: int | None = None) -> At | None:
    """One value with its provenance, None where there is none. Raises Unseen."""
    one = entry_of(actor, code)
    at = place if place is not None else places.today().root_id
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.value, v.quality, v.is_simulated, v.origin, v.version, v.at, v.lot_id,"
            " coalesce(l.label, ''), coalesce(l.source_text, ''), coalesce(l.by_name, '') FROM indicator_value v"
            " LEFT JOIN indicator_lot l ON l.id = v.lot_id WHERE indicator_id = %s AND period = %s AND place_id = %s",
            [one.id, period.first, at],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    value, quality, simulated, origin, version, moment, lot, *told = row
    marks = Quality(quality) | (Quality.SIMULATED if simulated else Quality.GOOD)
    return At(one, period, at, value, marks, Origin(origin), version, moment, lot, *told)


@dataclass(frozen=True, slots=True)
class Change:
    """What a value was before, and who changed it to what, when and why. `new` is None where it went."""

    at: datetime
    old: float
    new: float | None
    is_closed: bool
    by_name: str
    why: str


def changes(actor: Actor, code: str, period: Period, *, place: int | None = None) -> list[Change]:
    """The trace of one value, newest first. Raises Unseen."""
    one = entry_of(actor, code)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, old_value, new_value, is_closed, by_name, why FROM indicator_value_change"
            " WHERE indicator_id = %s AND period = %s AND place_id = %s ORDER BY id DESC",
            [one.id, period.first, place if place is not None else places.today().root_id],
        )
        return [Change(*row) for row in cursor.fetchall()]


def why(actor: Actor, code: str, period: Period, *, place: int | None = None) -> Explained | None:
    """How a computed value is made, part by part, from what is in the tables now; None where there is no formula.

    A part that is an indicator of its own can be asked again. Raises Unseen.
    """
    one = entry_of(actor, code)
    axis = places.today()
    if one.tree is None:
        return None
    row = axis.row_of.get(place if place is not None else axis.root_id)
    if row is None:
        return None
    evaluation = Evaluation.of(book.current(), axis, [(one, [period])])
    grid = evaluation.grid(one, [period])
    return explain(one.tree, grid, evaluation, row, len(grid.periods) - 1)
