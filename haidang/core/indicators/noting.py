"""Remarks on an indicator or on one of its values. They are lines of the journal: nobody changes or removes them.

Whoever may see the indicator may read its remarks.
"""

from dataclasses import dataclass
from datetime import datetime

from haidang.core.audit.models import Event
from haidang.kernel import periods
from haidang.kernel.action import Actor, Doing, action
from haidang.kernel.given import bounded, needed
from haidang.kernel.periods import NoPeriod, Period

from .models import Indicator
from .seeing import entry_of

MOST_SIGNS = 2000
NOTED = "indicator.note"


@action("indicator.note")
def note(do: Doing, row: Indicator, *, text: str, place: str = "", period: str = "") -> None:
    """`place` is a key of today ("" the province), `period` one by name ("" all). Raises Invalid."""
    do.about(row, text=needed("text", bounded("text", text, MOST_SIGNS)), place=place, period=period)


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody remarked; `period` is None where it is about the indicator as such."""

    id: int
    at: datetime
    by_name: str
    text: str
    place: str
    period: Period | None


def notes(actor: Actor, code: str, *, place: str = "", limit: int = 30) -> list[Note]:
    """About a place, newest first. Raises Unseen."""
    rows = Event.objects.filter(
        subject_kind="indicator", subject_id=str(entry_of(actor, code).id), action=NOTED, facts__place=place
    )
    return [_note(row) for row in rows.order_by("-seq")[:limit]]


def _note(row: Event) -> Note:
    facts = row.facts
    return Note(
        row.seq, row.at, row.actor_name, facts.get("text", ""), facts.get("place", ""), _period(facts.get("period", ""))
    )


def _period(text: str) -> Period | None:
    try:
        return periods.read(text) if text else None
    except NoPeriod:
        return None
