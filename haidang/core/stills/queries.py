"""What may be shown of a camera now: its newest picture with its age, or that there is none and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Literal

from haidang.core.audit.models import Event
from haidang.core.directory.permissions import decide
from haidang.core.directory.queries import visible
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import Actor, Refused
from haidang.kernel.facts import Words

from . import actions, fetching, kept
from .models import Still

LOOKED_AT = ("personal", "sensitive")
LOOK_LASTS = timedelta(hours=1)
"""A second look at the same camera within this is the same look."""


@dataclass(frozen=True, slots=True)
class Seen:
    """state: live; frozen (the very same picture `since` a while); none (with `why`, and `at` of the last one, if any);
    asked (the first one is on its way). `every`: seconds. `is_journalled`: this viewer's look is written down."""

    thing: Thing
    state: Literal["live", "frozen", "none", "asked"]
    at: datetime | None
    since: datetime | None
    why: Words | None
    every: float
    size: tuple[int, int]
    is_journalled: bool

    @property
    def has_picture(self) -> bool:
        return self.state in ("live", "frozen")

    @property
    def version(self) -> str:
        return f"{self.at:%H%M%S}" if self.at else ""


def seen(actor: Actor, things: Iterable[Thing]) -> dict[str, Seen]:
    """By the code of the thing, those with a camera that the actor may look through; newer pictures are asked for."""
    rows = Still.objects.filter(visible(actor, Still), thing__in=[one.pk for one in things], is_on=True)
    found = list(rows.select_related("thing__place", "thing__office", "thing__source"))
    for row in found:
        fetching.ask(row)
    return {row.thing.code: _seen(actor, row) for row in found}


def _seen(actor: Actor, row: Still) -> Seen:
    moment = clock.now()
    is_fresh = row.taken_at is not None and moment - row.taken_at <= fetching.LIVE_FOR
    is_frozen = is_fresh and row.same_since is not None and moment - row.same_since >= fetching.FROZEN_AFTER
    waits = row.problem is None and (row.tried_at is None or moment - row.tried_at > fetching.LIVE_FOR)
    return Seen(
        thing=row.thing,
        state="frozen" if is_frozen else "live" if is_fresh else "asked" if waits else "none",
        at=row.taken_at,
        since=row.same_since if is_frozen else None,
        why=None if is_fresh else row.problem,
        every=clock.duration(row.says.every).total_seconds(),
        size=(row.width, row.height),
        is_journalled=row.data_class in LOOKED_AT and actor.kind != "system",
    )


def open_picture(actor: Actor, thing: Thing, *, why: str) -> BinaryIO:
    """The newest picture, a JPEG. A look at a camera of personal data is journalled with its reason.

    Raises Refused, FileNotFoundError when there is none of now.
    """
    row = Still.objects.filter(visible(actor, Still), thing=thing, is_on=True).select_related("thing__place").first()
    if row is None:
        raise FileNotFoundError(thing.code)
    decision = decide(actor, "still.read", row)
    if not decision:
        raise Refused(decision.because)
    found = _seen(actor, row)
    if not found.has_picture:
        raise FileNotFoundError(thing.code)
    if found.is_journalled and not _looked_just_now(actor, row):
        actions.look(actor, row, why=why or thing.code)
    return kept.path_of(row.pk).open("rb")


def _looked_just_now(actor: Actor, row: Still) -> bool:
    about = {"action": "still.look", "subject_kind": "still", "subject_id": str(row.pk)}
    return Event.objects.filter(**about, actor=str(actor), at__gte=clock.now() - LOOK_LASTS).exists()


def of_thing(actor: Actor, thing: Thing) -> Still | None:
    """How its picture is fetched, also when that is switched off."""
    return Still.objects.filter(visible(actor, Still), thing=thing).select_related("thing__place").first()
