"""How fast alerts come in, against what one operator can deal with; when that is a flood (ISA-18.2, EEMUA 191).

What comes in now counts. What stood there before and was found by a first look does not: an alert whose condition had held for
more than an hour when it was raised (a rule that is new or changed), or that the very first figure of something raised that
is measured no more often than hourly (the first start of a centre). It waits in the list like any other and is told apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import BigIntegerField, Count, Q
from django.db.models.expressions import RawSQL

from haidang.core.directory.queries import visible
from haidang.core.rules.models import Alert
from haidang.core.telemetry.marks import LATE_AFTER_US
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.once import once

FLOOD_FOR, FLOOD_FROM = timedelta(minutes=10), 10  # more new alerts than this in that time
FLOOD_UNTIL = 5  # a flood lasts until fewer come in that time
PER_HOUR = 6  # what one operator can deal with (EEMUA 191)
STOOD_FOR = timedelta(microseconds=LATE_AFTER_US)  # a reading older than this opens nothing when it comes
STOOD = Q(stood=True)
"""Alerts that were found by a first look."""
HOUR, BARS = timedelta(hours=1), 12
_SLOT = RawSQL("floor(extract(epoch FROM alert.raised_at) / 300)::bigint", (), output_field=BigIntegerField())


def is_slow(cadence_seconds: int) -> bool:
    """Whether a figure comes so seldom that the first there is tells of what stood before, not of what happens now."""
    return cadence_seconds >= STOOD_FOR.total_seconds()


@dataclass(frozen=True, slots=True)
class Rate:
    """How many alerts came in the last hour against what one operator can deal with, and whether this is a flood.

    A flood begins with more than ten in ten minutes and lasts until fewer than five come in that time (EEMUA 191).
    stood: how many were raised in the hour beside these, of what had held before.
    """

    last_hour: int
    bearable: int
    last_minutes: int
    is_flood: bool
    stood: int = 0


def rate(actor: Actor, only: Q | None = None) -> Rate:
    """Of all the actor sees, or of their share of the desk."""
    found = _coming(actor, only)
    hour, minutes, before, stood = (sum(getattr(one, name) for one in found) for name in _Slot._fields[1:])
    lasts = minutes >= FLOOD_UNTIL and before > FLOOD_FROM
    return Rate(hour, PER_HOUR, minutes, minutes > FLOOD_FROM or lasts, stood)


def raised_lately(actor: Actor) -> list[int]:
    """How many alerts came in each five minutes of the last hour, the oldest first."""
    newest = int(clock.now().timestamp()) // 300
    counted = {one.slot: one.came for one in _coming(actor, None)}
    return [counted.get(slot, 0) for slot in range(newest - BARS + 1, newest + 1)]


class _Slot(NamedTuple):
    """Five minutes: how many came, how many of those in the last ten minutes and in the ten before, how many had stood."""

    slot: int
    came: int
    lately: int
    before: int
    stood: int


def _coming(actor: Actor, only: Q | None) -> list[_Slot]:
    """What the last hour brought; asked once for a page."""
    if only is not None:
        return _counted(actor, only)
    return once(("alerts coming", actor), lambda: _counted(actor, Q()))


def _counted(actor: Actor, only: Q) -> list[_Slot]:
    now, came = clock.now(), ~STOOD
    lately, before = Q(raised_at__gt=now - FLOOD_FOR), Q(raised_at__gt=now - 2 * FLOOD_FOR)
    rows = Alert.objects.filter(visible(actor, Alert), only, raised_at__gt=now - HOUR, aside="").order_by()
    counted = rows.annotate(slot=_SLOT).values_list("slot").annotate(
        came=Count("id", filter=came), lately=Count("id", filter=came & lately),
        before=Count("id", filter=came & before & ~lately), stood_=Count("id", filter=STOOD),
    )  # fmt: skip
    return [_Slot(*one) for one in counted]


def floods(moments: Sequence[datetime]) -> list[tuple[int, int]]:
    """Of moments in order: the first and the last place of each flood; the first also when it has not ended."""
    found: list[tuple[int, int]] = []
    first = 0
    began: int | None = None
    for place, moment in enumerate(moments):
        while moment - moments[first] > FLOOD_FOR:
            first += 1
        inside = place - first + 1
        if began is None and inside > FLOOD_FROM:
            began = first
        elif began is not None and inside < FLOOD_UNTIL:
            found.append((began, place - 1))
            began = None
    return [*found, (began, len(moments) - 1)] if began is not None else found
