"""The roster as people read it: who is on now at each desk, and a week as a grid."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from haidang.core.directory import queries
from haidang.core.directory.models import Office, Seat, Shift
from haidang.core.directory.watch import unattended_desks
from haidang.kernel import clock
from haidang.kernel.action import Actor

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk under watch. `silent_since`: nobody has shown a sign of life from then on, None when somebody is there."""

    shift: Shift
    seats: Sequence[Seat]
    mine: Seat | None
    silent_since: datetime | None
    was_taken: bool

    @property
    def seen_at(self) -> datetime | None:
        return max((seat.seen_at for seat in self.seats if seat.seen_at), default=None)


def desks_now(actor: Actor, at: datetime) -> list[Desk]:
    """The desks on watch, the unattended ones first."""
    silent = {one.shift.pk: one for one in unattended_desks(at)}
    found = []
    for shift in queries.shifts_between(actor, at, at + timedelta(microseconds=1)):
        seats = list(shift.seats.all())
        mine = next((seat for seat in seats if str(seat.person_id) == actor.id), None)
        desk = silent.get(shift.pk)
        found.append(Desk(shift, seats, mine, desk.silent_since if desk else None, desk.was_taken if desk else False))
    return sorted(found, key=lambda desk: (desk.silent_since is None, desk.shift.office.sort_key))


def next_mine(actor: Actor, at: datetime) -> Seat | None:
    """The actor's own next watch within half an hour, which can be taken already."""
    if actor.kind != "person":
        return None
    found = Seat.objects.filter(person=int(actor.id), shift__is_cancelled=False, shift__starts_at__gt=at)
    seat = found.select_related("shift__office").order_by("shift__starts_at").first()
    return seat if seat and seat.can_be_taken() else None


@dataclass(slots=True)
class Line:
    """One watch of the day ("Ca sáng 06:00") over the seven days."""

    name: Shift
    begins: str
    days: list[list[Shift]] = field(default_factory=lambda: [[] for _ in range(7)])


@dataclass(slots=True)
class Grid:
    office: Office
    lines: list[Line]


def grids(actor: Actor, first: date) -> list[Grid]:
    """For each desk with watches in the seven days, its lines by the hour they begin."""
    since = clock.start_of(first)
    by_office: dict[int, tuple[Office, dict[tuple[str, str], Line]]] = {}
    for shift in queries.shifts_between(actor, since, since + WEEK):
        day = (clock.day_of(shift.starts_at) - first).days
        if not 0 <= day < 7:
            continue
        begins = f"{shift.starts_at.astimezone(clock.HO_CHI_MINH):%H:%M}"
        _office, lines = by_office.setdefault(shift.office_id, (shift.office, {}))
        lines.setdefault((begins, shift.name_vi), Line(shift, begins)).days[day].append(shift)
    made = [Grid(office, [lines[key] for key in sorted(lines)]) for office, lines in by_office.values()]
    return sorted(made, key=lambda grid: grid.office.sort_key)
