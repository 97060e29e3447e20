"""The journal, as far as the caller may see it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.audit import queries
from haidang.core.audit.models import Event

from .callers import may
from .given import Day
from .paging import checked_limit

router = Router()


class EventOut(Schema):
    """Who did what on what, why it was allowed and what changed; `hash` continues the chain."""

    seq: int
    at: datetime
    actor: str
    actor_name: str
    action: str
    because: str
    subject_kind: str
    subject_id: str
    subject_label: str
    place: str
    office: str
    data_class: str
    before: dict[str, Any]
    after: dict[str, Any]
    facts: dict[str, Any]
    hash: str

    @staticmethod
    def resolve_hash(row: Event) -> str:
        return bytes(row.hash).hex()


class EventPage(Schema):
    """Newest first; `next` is the number to give as `before`."""

    items: list[EventOut]
    next: int | None


@router.get("", response=EventPage)
def listed(
    request: HttpRequest,
    actor: str = "",
    action: str = "",
    subject_kind: str = "",
    subject_id: str = "",
    since: Day | None = None,
    until: Day | None = None,
    q: str = "",
    before: int | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Events, newest first. `action` may be a pattern such as `alert.*`."""
    wanted = queries.Filter(actor, action, subject_kind, subject_id, "", since, until, q)
    page = queries.events(may(request, "event.read"), wanted, before=before, limit=checked_limit(limit))
    return {"items": page.events, "next": page.before}
