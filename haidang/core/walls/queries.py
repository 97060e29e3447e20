"""What people and screens ask: which screens there are, what each shows now, who showed what."""

from typing import Any

from haidang.core.directory.models import Duty, Person, valid_on
from haidang.core.directory.queries import visible
from haidang.kernel import clock
from haidang.kernel.action import Actor, system

from .actions import ROLE, begin
from .models import EventScene, Screen, Showing

SEEN_EVERY = 20  # seconds between two signs of life that are kept
ALIVE_FOR = 90  # seconds after the last one


def screens(actor: Actor) -> list[Screen]:
    """Those in use, by name."""
    rows = Screen.objects.filter(visible(actor, Screen), retired_at=None).select_related("place", "person")
    return list(rows.order_by("name", "pk"))


def screen(actor: Actor, code: str) -> Screen | None:
    rows = Screen.objects.filter(visible(actor, Screen), code=code).select_related("place", "person__office")
    return rows.first()


def screen_of(actor: Actor) -> Screen | None:
    """The screen whose account this is; an account of a screen that nobody described yet gets its row."""
    if actor.kind != "device" or not actor.id.isdigit():
        return None
    found = Screen.objects.filter(person=int(actor.id)).select_related("place").first()
    return found or _begun(Person.objects.filter(pk=int(actor.id)))


def begin_all() -> None:
    """Every account of a screen has its row: before the first of them signs in, there is something to show things on."""
    _begun(Person.objects.filter(is_device=True, is_active=True, screen=None))


def _begun(people: Any) -> Screen | None:
    made = None
    for person in people:
        duty = Duty.objects.filter(valid_on(clock.today()), person=person, role=ROLE, revoked_at=None).first()
        if duty is not None:
            made = begin(system("walls"), person, duty.place)
    return made


def showing(one: Screen | None) -> Showing | None:
    """What somebody put on it and is seen now."""
    if one is None:
        return None
    last = Showing.objects.filter(screen=one, ended_at=None).order_by("-at", "-pk").first()
    return last if last is not None and last.is_on(clock.now()) else None


def shown(one: Screen, *, limit: int = 30) -> list[Showing]:
    """Who put what on it, the newest first."""
    return list(Showing.objects.filter(screen=one).order_by("-at", "-pk")[:limit])


def showing_by_number(one: Screen | None, number: int) -> Showing | None:
    return Showing.objects.filter(screen=one, pk=number).first() if one else None


def made_scenes(actor: Actor) -> list[EventScene]:
    return list(EventScene.objects.filter(visible(actor, EventScene), dropped_at=None).order_by("key"))


def made_scene(actor: Actor, key: str) -> EventScene | None:
    return EventScene.objects.filter(visible(actor, EventScene), key=key, dropped_at=None).first()


def note_seen(one: Screen, facts: dict[str, Any]) -> None:
    """A sign of life, not a change: outside the journal."""
    now = clock.now()
    if one.seen_at is None or (now - one.seen_at).total_seconds() >= SEEN_EVERY or facts != one.seen:
        Screen.objects.filter(pk=one.pk).update(seen_at=now, seen=facts)


def is_alive(one: Screen) -> bool:
    return one.seen_at is not None and (clock.now() - one.seen_at).total_seconds() < ALIVE_FOR
