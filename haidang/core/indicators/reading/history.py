"""What happened to an indicator at a place: figures corrected, deliveries that brought them, versions of its facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from haidang.core.indicators import places
from haidang.core.indicators.models import IndicatorVersion
from haidang.core.indicators.seeing import entry_of
from haidang.core.indicators.values import Origin
from haidang.kernel.action import Actor
from haidang.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Correction:
    """What a value was before, and who changed it to what, when and why. `new` is None where it went."""

    period: Period
    at: datetime
    old: float
    new: float | None
    is_closed: bool
    by_name: str
    why: str


def corrections(actor: Actor, code: str, *, place: int | None = None, limit: int = 30) -> list[Correction]:
    """Of all periods, newest first. Raises Unseen."""
    one = entry_of(actor, code)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT period, at, old_value, new_value, is_closed, by_name, why FROM indicator_value_change"
            " WHERE indicator_id = %s AND place_id = %s ORDER BY id DESC LIMIT %s",
            [one.id, _at(place), limit],
        )
        return [Correction(Period(day, one.period), *rest) for day, *rest in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A lot that values of some periods came with; `kind` is entry, file, push, run or pull."""

    at: datetime
    kind: str
    origin: Origin
    label: str
    source_text: str
    by_name: str
    is_simulated: bool
    periods: list[Period]


def deliveries(
    actor: Actor, code: str, periods: Sequence[Period], *, place: int | None = None, limit: int = 8
) -> list[Delivery]:
    """What brought the values of these periods as they are now, newest first. Raises Unseen."""
    one = entry_of(actor, code)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.at, l.kind, min(v.origin), l.label, l.source_text, l.by_name, bool_or(v.is_simulated),"
            " array_agg(v.period ORDER BY v.period) FROM indicator_value v JOIN indicator_lot l ON l.id = v.lot_id"
            " WHERE v.indicator_id = %s AND v.period = ANY(%s) AND v.place_id = %s GROUP BY l.id"
            " ORDER BY l.at DESC LIMIT %s",
            [one.id, [period.first for period in periods], _at(place), limit],
        )
        return [
            Delivery(at, kind, Origin(origin), label, source, by, simulated, [Period(day, one.period) for day in days])
            for at, kind, origin, label, source, by, simulated, days in cursor.fetchall()
        ]


def versions(actor: Actor, code: str) -> list[IndicatorVersion]:
    """What it was said to be, newest first. Raises Unseen."""
    return list(IndicatorVersion.objects.filter(indicator_id=entry_of(actor, code).id).order_by("-number"))


def _at(place: int | None) -> int:
    return place if place is not None else places.today().root_id
