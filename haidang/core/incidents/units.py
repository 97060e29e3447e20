"""Field units and how far they are from the scene."""

from dataclasses import dataclass

from haidang.core.directory.models import FieldUnit
from haidang.core.directory.queries import visible
from haidang.kernel.action import Actor
from haidang.kernel.geo import Point, distance_m

from .models import Task


@dataclass(frozen=True, slots=True)
class NearUnit:
    """A field unit, its distance in metres (None without a point), and the task it is on."""

    unit: FieldUnit
    metres: float | None
    task: Task | None

    @property
    def is_ready(self) -> bool:
        return self.unit.state == "ready"


def near_units(actor: Actor, point: Point | None, *, ready_only: bool = False, limit: int = 20) -> list[NearUnit]:
    """Field units by distance, those that are ready first."""
    units = FieldUnit.objects.filter(visible(actor, FieldUnit)).exclude(state="off").select_related("office")
    if ready_only:
        units = units.filter(state="ready")
    busy = Task.objects.filter(unit__in=units, ended_at=None).select_related("incident")
    tasks = {task.unit_id: task for task in busy}
    near = [NearUnit(unit, metres_to(unit, point), tasks.get(unit.pk)) for unit in units]
    return sorted(near, key=lambda one: (not one.is_ready, one.metres or 0.0, one.unit.code))[:limit]


def metres_to(unit: FieldUnit | None, point: Point | None) -> float | None:
    return distance_m(Point(unit.lon, unit.lat), point) if unit and point else None
