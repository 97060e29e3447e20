"""What lies around an incident: things within two rings, nearest first, with what they measure now."""

from collections import defaultdict
from dataclasses import dataclass

from haidang.core.directory.queries import visible
from haidang.core.telemetry.queries import Now, latest
from haidang.core.things.models import Thing
from haidang.kernel.action import Actor
from haidang.kernel.geo import Point, cells_around, distance_m

NEAR_M = 800
AROUND_M = 2_000
MOST = 60


@dataclass(frozen=True, slots=True)
class NearThing:
    """A thing, its distance in metres, and the newest reading of each of its series."""

    thing: Thing
    metres: float
    readings: list[Now]

    @property
    def is_near(self) -> bool:
        """Within the inner ring of 800 m; otherwise within 2 km."""
        return self.metres <= NEAR_M


def things_around(actor: Actor, point: Point | None) -> list[NearThing]:
    """The things in service within 2 km that the actor may see, at most 60."""
    if point is None:
        return []
    rows = Thing.objects.filter(
        visible(actor, Thing), cell__in=cells_around(point, AROUND_M), state="active", lon__isnull=False
    )
    by_distance = sorted((_metres(thing, point), thing.code, thing) for thing in rows.select_related("place"))
    found = [(metres, thing) for metres, _code, thing in by_distance if metres <= AROUND_M][:MOST]
    readings = defaultdict(list)
    for now in latest(actor, things=[thing.code for _metres, thing in found]):
        readings[now.named.thing].append(now)
    return [NearThing(thing, metres, readings[thing.code]) for metres, thing in found]


def _metres(thing: Thing, point: Point) -> float:
    assert thing.lon is not None
    assert thing.lat is not None
    return distance_m(Point(thing.lon, thing.lat), point)
