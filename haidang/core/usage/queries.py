"""What people ask of the use of the centre."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from haidang.core.directory.queries import visible
from haidang.kernel.action import Actor

from .models import RoomDay


@dataclass(frozen=True, slots=True)
class Use:
    """How often a room was opened in a span of days: in all, by role, by day (one for each day of the span)."""

    room: str
    total: int
    by_role: dict[str, int]
    by_day: list[int]


def rooms(actor: Actor, days: list[date]) -> list[Use]:
    """Each room that was opened on these days (ascending), the most opened first."""
    rows = RoomDay.objects.filter(visible(actor, RoomDay), day__gte=days[0], day__lte=days[-1])
    roles: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    daily: dict[str, list[int]] = defaultdict(lambda: [0] * len(days))
    place = {day: at for at, day in enumerate(days)}
    for day, room, role, opens in rows.values_list("day", "room", "role", "opens"):
        roles[room][role] += opens
        if day in place:
            daily[room][place[day]] += opens
    found = [Use(room, sum(by.values()), dict(by), daily[room]) for room, by in roles.items()]
    return sorted(found, key=lambda one: (-one.total, one.room))


def opens_on(day: date) -> int | None:
    """Of all rooms by everybody; None for a day on which nothing was counted."""
    found: int | None = RoomDay.objects.filter(day=day).aggregate(n=Sum("opens"))["n"]
    return found


def roles_on(day: date) -> int:
    """How many roles opened anything."""
    return RoomDay.objects.filter(day=day).values("role").distinct().count()
