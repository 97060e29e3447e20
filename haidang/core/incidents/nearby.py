"""What lies around an incident: things within two rings, nearest first."""

from dataclasses import dataclass

from haidang.core.directory.queries import visible
from haidang.core.things.models import Thing
from haidang.kernel.action import Actor
from haidang.kernel.geo import Point, cells_around, distance_m

NEAR_M = 800
AROUND_M = 2_000
MOST = 60


@dataclass(frozen=True, slots=True)
class NearThing:
    """A thing and its distance in metres."""

    thing: Thing
    metres: float

    @property
    def is_near(self) -> bool:
        """Within the inner ring of 800 m; otherwise within 2 km."""
        return self.metres <= NEAR_M


def things_around(actor: Actor, point: Point | None) -> list[NearThing]:
    """The things in service within 2 km that the actor may see."""
    if point is None:
        return []
    rows = Thing.objects.filter(visible(actor, Thing), cell__in=cells_around(point, AROUND_M), lon__isnull=False)
    found = [_near(thing, point) for thing in rows.select_related("place").prefetch_related("series")]
    return sorted((one for one in found if one.metres <= AROUND_M), key=lambda one: one.metres)[:MOST]


def _near(thing: Thing, point: Point) -> NearThing:
    assert thing.lon is not None
    assert thing.lat is not None
    return NearThing(thing, distance_m(Point(thing.lon, thing.lat), point))
