"""Who is at the desks: shifts, seats, and desks that nobody watches."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from haidang.kernel import clock
from haidang.kernel.action import Actor

from .models import Office, Person, Seat, Shift
from .permissions import visible

SILENT_FOR = timedelta(minutes=15)
POSITIONS = ("lead", "officer")


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk on watch that shows no sign of life: since when, None when nobody has sat down at all."""

    shift: Shift
    silent_since: datetime
    was_taken: bool


def on_shift(office: Office, at: datetime) -> list[Seat]:
    """Who is on watch at an office's desk at a moment: the lead first."""
    return list(
        Seat.objects.filter(
            shift__office=office, shift__starts_at__lte=at, shift__ends_at__gt=at, shift__is_cancelled=False
        )
        .select_related("shift", "person", "stands_in_for")
        .order_by("position", "person__folded")
    )


def shifts_between(actor: Actor, since: datetime, until: datetime, office: Office | None = None) -> QuerySet[Shift]:
    """The shifts that touch a period, in order, each with `seats` already read."""
    found = Shift.objects.filter(visible(actor, Shift), starts_at__lt=until, ends_at__gt=since, is_cancelled=False)
    seats = Seat.objects.select_related("person", "stands_in_for").order_by("position", "person__folded")
    rows = found.filter(office=office) if office else found
    return rows.select_related("office").prefetch_related(Prefetch("seats", seats)).order_by("starts_at", "office_id")


def unattended_desks(at: datetime, silent_for: timedelta = SILENT_FOR) -> list[Desk]:
    """The desks on watch at a moment where nobody has shown a sign of life for so long."""
    under_way = Shift.objects.filter(starts_at__lte=at, ends_at__gt=at, is_cancelled=False).select_related(
        "office__place"
    )
    desks = []
    for shift in under_way.prefetch_related("seats").order_by("pk"):
        seen = [seat.seen_at for seat in shift.seats.all() if seat.seen_at is not None]
        last = max([shift.starts_at, *seen])
        if at - last >= silent_for:
            desks.append(Desk(shift, last, was_taken=bool(seen)))
    return desks


def seats_of(person: Person, at: datetime | None = None, ahead: timedelta = timedelta(days=7)) -> list[Seat]:
    """The watches somebody has, from the one under way to a week ahead."""
    since = at or clock.now()
    found = Seat.objects.filter(person=person, shift__ends_at__gt=since, shift__starts_at__lt=since + ahead)
    return list(found.select_related("shift__office").order_by("shift__starts_at"))
