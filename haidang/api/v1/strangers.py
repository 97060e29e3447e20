"""Things that report without being known: their readings wait until somebody approves or dismisses them."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.telemetry import actions, waiting
from haidang.core.telemetry.models import UnknownThing
from haidang.core.telemetry.waiting import Stranger
from haidang.core.things.models import Thing

from .callers import caller, may
from .given import Given
from .problems import Missing
from .things import ThingFacts, ThingOut

router = Router()


class StrangerOut(Schema):
    """`series` says how many readings of each quantity wait; `dismissed_at` is set when what comes is refused."""

    code: str
    sender: str
    source: str | None
    first_at: datetime
    last_at: datetime
    seen: int
    series: dict[str, int]
    dismissed_at: datetime | None
    dismissed_why: str


class Approval(ThingFacts):
    """What kind of thing it is and where it stands, as for a new thing."""


class DismissStranger(Given):
    why: str


def _found(request: HttpRequest, code: str, *, dismissed: bool = False) -> UnknownThing:
    """Seen by those who may see what waits; the others are told nothing of it."""
    known = (one.thing for one in waiting.strangers(caller(request), dismissed=dismissed) if one.thing.code == code)
    row = next(known, None)
    if row is None:
        raise Missing("unknown thing", code)
    return row


def _said(one: Stranger) -> dict[str, Any]:
    facts = {name: getattr(one.thing, name) for name in StrangerOut.model_fields if name not in ("source", "series")}
    return facts | {"source": one.thing.source.key if one.thing.source else None, "series": one.series}


@router.get("", response=list[StrangerOut])
def listed(request: HttpRequest, dismissed: bool = False) -> list[dict[str, Any]]:
    """Those that wait (or were dismissed), newest first; for those who see sources everywhere."""
    return [_said(one) for one in waiting.strangers(may(request, "source.read"), dismissed=dismissed)]


@router.post("/{code}/approve", response={201: ThingOut})
def approve(request: HttpRequest, code: str, body: Approval) -> tuple[int, Thing]:
    """Make it a thing and record what has waited."""
    actor, unknown = caller(request), _found(request, code)
    return 201, actions.approve_thing(actor, unknown, **body.given(actor))


@router.post("/{code}/dismiss", response={204: None})
def dismiss(request: HttpRequest, code: str, body: DismissStranger) -> tuple[int, None]:
    """Throw away what has waited and refuse what still comes."""
    actions.dismiss_thing(caller(request), _found(request, code), why=body.why)
    return 204, None


@router.post("/{code}/recall", response={204: None})
def recall(request: HttpRequest, code: str) -> tuple[int, None]:
    """Let a dismissed thing wait again."""
    actions.recall_thing(caller(request), _found(request, code, dismissed=True))
    return 204, None
