"""What a person has been told, and what the outbox holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from haidang.core.directory.models import Duty, Office, Person, valid_on
from haidang.core.directory.queries import visible
from haidang.kernel import clock
from haidang.kernel.action import Actor

from .models import Message, Notice, Reading

KEPT_FOR = timedelta(days=30)
MOST_READERS = 50
STATES = ("held", "queued", "sent", "delivered", "undeliverable", "failed")


@dataclass(frozen=True, slots=True)
class Unread:
    """How many notices wait for a person, and the worst severity among them (0 when none asks for action)."""

    count: int
    worst: int


def addressed_to(actor: Actor) -> Q:
    """The notices that are for the actor: by name, by office, or by role over the place of the notice."""
    if actor.kind not in ("person", "device"):
        return Q(pk__in=[])
    mine = Q(to_person=actor.id)
    for duty in _duties(int(actor.id)):
        since = Q(created_at__gte=clock.start_of(duty.valid_from))
        role = Q(to_role="") | Q(to_role=duty.role)
        if duty.office_id:
            mine |= since & role & Q(to_office=duty.office_id)
        mine |= since & Q(to_role=duty.role, to_office=None, to_person=None, place__startswith=duty.place.path)
    return mine


def _duties(person: int) -> QuerySet[Duty]:
    return Duty.objects.filter(valid_on(clock.today()), person=person, revoked_at=None).select_related("place")


def inbox(actor: Actor, *, unread_only: bool = False, limit: int = 50) -> list[Notice]:
    """The newest notices for the actor within 30 days, each with `is_read` for this actor."""
    rows = _unread(actor) if unread_only else _recent(actor)
    return list(rows.annotate(is_read=_read_by(actor)).order_by("-created_at", "-pk")[:limit])


def unread(actor: Actor, limit: int = 50) -> list[Notice]:
    return inbox(actor, unread_only=True, limit=limit)


def unread_count(actor: Actor) -> Unread:
    found = _unread(actor).aggregate(count=Count("pk"), worst=Min("severity", filter=Q(severity__gt=0)))
    return Unread(found["count"], found["worst"] or 0)


def _recent(actor: Actor) -> QuerySet[Notice]:
    return Notice.objects.filter(addressed_to(actor), created_at__gte=clock.now() - KEPT_FOR)


def _unread(actor: Actor) -> QuerySet[Notice]:
    return _recent(actor).filter(~_read_by(actor))


def _read_by(actor: Actor) -> Exists:
    person = int(actor.id) if actor.kind in ("person", "device") else None
    return Exists(Reading.objects.filter(notice=OuterRef("pk"), person=person))


def outbox(actor: Actor, *, channel: str = "", state: str = "", limit: int = 100) -> list[Message]:
    """What other channels would carry, newest first, of the places the actor may see."""
    rows = Message.objects.filter(visible(actor, Message)).select_related("notice", "person", "office")
    if channel:
        rows = rows.filter(channel=channel)
    if state:
        rows = rows.filter(state=state)
    return list(rows.order_by("-created_at", "-pk")[:limit])


def sent_to(actor: Actor, limit: int = 20) -> list[Message]:
    """What other channels carried to the actor, newest first."""
    if actor.kind != "person":
        return []
    rows = Message.objects.filter(person=int(actor.id)).select_related("notice")
    return list(rows.order_by("-created_at", "-pk")[:limit])


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of the messages of one channel within a day."""

    channel: str
    delivered: int
    sent: int
    queued: int
    undeliverable: int
    failed: int
    held: int


def carried(actor: Actor, within: timedelta = timedelta(hours=24)) -> dict[str, Carried]:
    """By channel, of the places the actor may see."""
    states = {state: Count("pk", filter=Q(state=state)) for state in STATES}
    rows = Message.objects.filter(visible(actor, Message), created_at__gte=clock.now() - within).values("channel")
    counted = cast("list[dict[str, Any]]", list(rows.annotate(**states).order_by()))
    return {row["channel"]: Carried(**row) for row in counted}


def message_of(actor: Actor, number: int) -> Message | None:
    return Message.objects.filter(visible(actor, Message), pk=number).select_related("notice").first()


def readers(notice: Notice) -> Sequence[Person | Office]:
    """Whose addresses the channels use: the person, the office itself, or those who hold the role over the place."""
    if notice.to_person:
        return [notice.to_person]
    if notice.to_office and not notice.to_role:
        return [notice.to_office]
    holders = Duty.objects.filter(valid_on(clock.today()), role=notice.to_role, revoked_at=None, person__is_active=True)
    if notice.to_office:
        holders = holders.filter(office=notice.to_office)
    covering = [duty.person for duty in holders.select_related("person", "place") if _covers(duty, notice.place)]
    return list(dict.fromkeys(covering))[:MOST_READERS]


def _covers(duty: Duty, place: str) -> bool:
    return place.startswith(duty.place.path)
