"""The waiting room: readings of things nobody has approved, bounded in things and in readings a thing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from haidang.core.directory.permissions import scope_of
from haidang.core.things.models import Source
from haidang.kernel.action import Actor

from .models import UnknownReading, UnknownThing
from .readings import Sender, Unknown, moment_of
from .reasons import Rejection

MOST_THINGS = 500
MOST_READINGS = 2_000  # a thing


def keep(sender: Sender, unknown: list[Unknown], received_at: datetime) -> tuple[int, list[Rejection]]:
    """Let readings wait, in the open transaction. Returns how many wait now and which found no room."""
    by_thing: dict[str, list[Unknown]] = defaultdict(list)
    for one in unknown:
        by_thing[one.thing].append(one)
    kept, rejected = 0, []
    for code, readings in sorted(by_thing.items()):
        thing = _thing(code, sender, received_at)
        if thing is None or thing.dismissed_at:
            reason = "dismissed" if thing else "room_full"
            rejected += [Rejection(one.index, "thing", reason, code) for one in readings]
            continue
        room = MOST_READINGS - thing.readings.count()
        rejected += [Rejection(one.index, "thing", "room_full", code) for one in readings[max(room, 0) :]]
        kept += _seat(thing, readings[: max(room, 0)], received_at)
        thing.last_at, thing.seen = received_at, thing.seen + len(readings)
        thing.save(update_fields=["last_at", "seen"])
    return kept, rejected


def _thing(code: str, sender: Sender, at: datetime) -> UnknownThing | None:
    """The thing's row, made on its first reading; None when there are too many strangers already."""
    known = UnknownThing.objects.filter(code=code).first()
    if known is None and UnknownThing.objects.filter(dismissed_at=None).count() < MOST_THINGS:
        source = Source.objects.filter(key=sender.source).first() if sender.source else None
        known = UnknownThing.objects.create(code=code, sender=sender.name, source=source, first_at=at, last_at=at)
    return known


def _seat(thing: UnknownThing, readings: list[Unknown], received_at: datetime) -> int:
    latest = {(one.series, one.at_us): one for one in readings}
    UnknownReading.objects.bulk_create(
        [
            UnknownReading(
                thing=thing,
                series=one.series,
                at=moment_of(one.at_us),
                value=one.value,
                quality=one.quality,
                unit=one.unit,
                received_at=received_at,
            )
            for one in latest.values()
        ],
        update_conflicts=True,
        unique_fields=["thing", "series", "at"],
        update_fields=["value", "quality", "unit", "received_at"],
    )
    return len(readings)


@dataclass(frozen=True, slots=True)
class Stranger:
    """An unknown thing and what of it waits: series and how many readings of each."""

    thing: UnknownThing
    series: dict[str, int]


def strangers(actor: Actor, *, dismissed: bool = False) -> list[Stranger]:
    """The things that wait for approval (or were dismissed), newest first; for those who see sources everywhere."""
    if not scope_of(actor).covers("", "", "internal", "source"):
        return []
    things = (
        UnknownThing.objects.filter(dismissed_at__isnull=not dismissed).select_related("source").order_by("-first_at")
    )
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    rows = UnknownReading.objects.values_list("thing_id", "series").annotate(Count("pk")).order_by("series")
    for thing, series, count in rows:
        counted[thing][series] = count
    return [Stranger(thing, counted[thing.pk]) for thing in things]
