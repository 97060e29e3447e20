"""What people ask of the journal: a feed to search, the history of one thing, who looked at somebody's data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from haidang.kernel import clock
from haidang.kernel.action import Actor, ports, subject_kind
from haidang.kernel.text import folded

from .models import Event

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for; what is empty does not narrow.

    `actor` is as in the journal ("person:12", "key:AQ-city", "person"), `action` a name or "alert.*", `place` a path
    ("HD/26506/"), the days are local and both included, `words` are searched without diacritics.
    """

    actor: str = ""
    action: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    place: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""

    def as_query(self) -> Q:
        found = Q()
        if self.actor:
            found &= Q(actor=self.actor) if ":" in self.actor else Q(actor__startswith=f"{self.actor}:")
        if self.action:
            kind, is_pattern, _ = self.action.partition(".*")
            found &= Q(action__startswith=f"{kind}.") if is_pattern else Q(action=self.action)
        if self.subject_kind:
            found &= Q(subject_kind=self.subject_kind)
        if self.subject_id:
            found &= Q(subject_id=self.subject_id)
        if self.place:
            found &= Q(place__startswith=self.place)
        if self.since:
            found &= Q(at__gte=clock.start_of(self.since))
        if self.until:
            found &= Q(at__lt=clock.start_of(self.until + timedelta(days=1)))
        for word in folded(self.words).split():
            found &= Q(words__contains=word)
        return found


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first; `before` continues with what is older, None when there is nothing."""

    events: Sequence[Event]
    before: int | None


def events(actor: Actor, wanted: Filter | None = None, *, before: int | None = None, limit: int = AT_ONCE) -> Page:
    """The events the actor may see, older than the number `before`."""
    rows = visible_events(actor).filter((wanted or Filter()).as_query())
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: limit + 1])
    page = found[:limit]
    return Page(page, page[-1].seq if len(found) > limit else None)


def visible_events(actor: Actor) -> QuerySet[Event]:
    return Event.objects.filter(ports.visible(actor, Event))


def history(actor: Actor, subject: Any, limit: int = AT_ONCE) -> list[Event]:
    """What happened to one thing, newest first."""
    return list(visible_events(actor).filter(_about(subject)).order_by("-seq")[:limit])


LOOKS = (
    "person.look", "file.look", "case.look", "document.look", "paper.open", "proxy.look", "correction.look", "still.look",
)  # fmt: skip
"""Actions that are a look at personal data and no change."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at somebody's personal data: who, at what, which fields, and the reason given."""

    seq: int
    at: datetime
    actor: str
    actor_name: str
    fields: Sequence[str]
    why: str
    action: str = "person.look"
    subject_kind: str = ""
    subject_id: str = ""
    subject_label: str = ""


@dataclass(frozen=True, slots=True)
class Looks:
    """Newest first; `before` continues with what is older, None when there is nothing."""

    rows: Sequence[Look]
    before: int | None


def who_looked_at(actor: Actor, subject: Any, limit: int = AT_ONCE) -> list[Look]:
    """Who saw personal data of the subject, newest first. Everybody may ask it about themselves."""
    return list(looks_at(actor, subject, limit=limit).rows)


def looks_at(
    actor: Actor, subject: Any, *, also: Iterable[tuple[str, Iterable[object]]] = (), before: int | None = None,
    limit: int = AT_ONCE,
) -> Looks:  # fmt: skip
    """The same page by page; `also` names what else holds data of the subject: kinds, and the numbers of each.

    Whoever passes `also` answers for it that these are the subject's.
    """
    rows = Event.objects.all() if _is_self(actor, subject) else visible_events(actor)
    about = _about(subject)
    for kind, numbers in also:
        about |= Q(subject_kind=kind, subject_id__in=[str(number) for number in numbers])
    rows = rows.filter(about, action__in=LOOKS).exclude(actor=f"person:{subject.pk}")
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = [_look(row) for row in rows.order_by("-seq")[: limit + 1]]
    page = found[:limit]
    return Looks(page, page[-1].seq if len(found) > limit else None)


def _look(row: Event) -> Look:
    return Look(
        row.seq, row.at, row.actor, row.actor_name, row.facts.get("fields", []), row.facts.get("why", ""), row.action,
        row.subject_kind, row.subject_id, row.subject_label,
    )  # fmt: skip


def _about(subject: Any) -> Q:
    return Q(subject_kind=subject_kind(subject), subject_id=str(subject.pk))


def _is_self(actor: Actor, subject: Any) -> bool:
    return actor.kind in ("person", "device") and subject_kind(subject) == "person" and str(subject.pk) == actor.id
