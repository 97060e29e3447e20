"""How fast alerts come in, against what one operator can deal with; when that is a flood (ISA-18.2, EEMUA 191).

What comes in now counts. An alert whose condition had held for more than an hour when it was raised was found, not new: a
rule's first look at what stood there already, at the first start of a centre or after a change of the rule. It waits in
the list like any other and is told apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db.models import BigIntegerField, Count, F, Q, QuerySet
from django.db.models.expressions import RawSQL

from haidang.core.directory.queries import visible
from haidang.core.telemetry.marks import LATE_AFTER_US
from haidang.kernel import clock
from haidang.kernel.action import Actor

from .models import Alert

FLOOD_FOR, FLOOD_FROM = timedelta(minutes=10), 10  # more new alerts than this in that time
FLOOD_UNTIL = 5  # a flood lasts until fewer come in that time
PER_HOUR = 6  # what one operator can deal with (EEMUA 191)
STOOD_FOR = timedelta(microseconds=LATE_AFTER_US)  # a reading older than this opens nothing when it comes
STOOD = Q(opened_at__lt=F("raised_at") - STOOD_FOR)
"""Alerts that were found by a first look."""
HOUR, BARS = timedelta(hours=1), 12
_SLOT = RawSQL("floor(extract(epoch FROM alert.raised_at) / 300)::bigint", (), output_field=BigIntegerField())


class _Raised(Protocol):
    @property
    def opened_at(self) -> datetime: ...

    @property
    def raised_at(self) -> datetime: ...


def stood(one: _Raised) -> bool:
    """Whether an alert was found by a first look."""
    return one.opened_at < one.raised_at - STOOD_FOR


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
    now = clock.now()
    came, recent = ~STOOD, _lately(actor, now).filter(only or Q())
    lately, before = Q(raised_at__gt=now - FLOOD_FOR), Q(raised_at__gt=now - 2 * FLOOD_FOR)
    found = recent.aggregate(
        hour=Count("id", filter=came), minutes=Count("id", filter=came & lately),
        before=Count("id", filter=came & before & ~lately), stood=Count("id", filter=STOOD),
    )  # fmt: skip
    lasts = found["minutes"] >= FLOOD_UNTIL and found["before"] > FLOOD_FROM
    is_flood = found["minutes"] > FLOOD_FROM or lasts
    return Rate(found["hour"], PER_HOUR, found["minutes"], is_flood, found["stood"])


def raised_lately(actor: Actor) -> list[int]:
    """How many alerts came in each five minutes of the last hour, the oldest first."""
    now = clock.now()
    newest = int(now.timestamp()) // 300
    rows = _lately(actor, now).filter(~STOOD).annotate(slot=_SLOT).order_by()
    counted = dict(rows.values_list("slot").annotate(n=Count("id")))
    return [counted.get(slot, 0) for slot in range(newest - BARS + 1, newest + 1)]


def _lately(actor: Actor, now: datetime) -> "QuerySet[Alert]":
    """What was raised within the hour and asks for something."""
    return Alert.objects.filter(visible(actor, Alert), raised_at__gt=now - HOUR, aside="")


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
