"""Inboxes and lists, a page at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from haidang.core.cases.models import Case, SavedView, Timer
from haidang.kernel import keyset
from haidang.kernel.action import Actor
from haidang.kernel.text import folded

from .filters import EVERYTHING, Filters, code_in, listed, with_all

LATELY = 20_000
"""So many of the newest cases are read for words before the index is asked for all."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `after` gets the next one and is empty on the last."""

    rows: list[Case]
    after: str


def inbox(actor: Actor, filters: Filters = EVERYTHING, *, after: str = "", limit: int = 50) -> Page:
    """Open cases by deadline, those without one last. Raises Invalid for a wrong `after`."""
    rows = listed(actor, filters).filter(ended_at=None).order_by(F("due_at").asc(nulls_last=True), "pk")
    if after:
        due, pk = keyset.read(after)
        if due is None:
            rows = rows.filter(due_at=None, pk__gt=pk)
        else:
            rows = rows.filter(Q(due_at__gt=due) | Q(due_at=due, pk__gt=pk) | Q(due_at=None))
    found = list(rows[: limit + 1])
    return _page(found, limit, lambda one: one.due_at)


def oldest(actor: Actor, filters: Filters = EVERYTHING, *, after: str = "", limit: int = 50) -> Page:
    """All cases, the oldest first. Raises Invalid for a wrong `after`."""
    rows = listed(actor, filters).order_by("opened_at", "pk")
    if after:
        opened, pk = keyset.read(after)
        rows = rows.filter(Q(opened_at__gt=opened) | Q(opened_at=opened, pk__gt=pk))
    return _page(list(rows[: limit + 1]), limit, lambda one: one.opened_at)


def newest(actor: Actor, filters: Filters = EVERYTHING, *, after: str = "", limit: int = 50) -> Page:
    """All cases, newest first. Raises Invalid for a wrong `after`."""
    behind = keyset.older("opened_at", after) if after else Q()
    is_said = filters.words and not code_in(filters.words)
    found = _lately(actor, filters, behind, limit + 1) if is_said else []
    found = found or list(_by_age(listed(actor, filters).filter(behind))[: limit + 1])
    return _page(found, limit, lambda one: one.opened_at)


def _by_age(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.order_by("-opened_at", "-pk")


def _lately(actor: Actor, filters: Filters, behind: Q, enough: int) -> list[Case]:
    """Those of the newest cases that hold the words, if they are enough; else none. What is often said stands in tens of
    thousands of cases, and the index would fetch them all to find the newest fifty; what is rare it finds at once."""
    edge = next(
        iter(_by_age(Case.objects.filter(behind)).values_list("opened_at", flat=True)[LATELY : LATELY + 1]), None
    )
    if edge is None:
        return []
    rows = listed(actor, replace(filters, words="")).filter(behind, opened_at__gte=edge)
    rows = rows.alias(said=Concat("folded", Value(""), output_field=TextField()))  # which no index knows
    for word in folded(filters.words).split():
        rows = rows.filter(said__contains=word)
    found = list(_by_age(rows)[:enough])
    return found if len(found) == enough else []


def every(actor: Actor, filters: Filters = EVERYTHING) -> Iterator[Case]:
    """The whole list for an export, read in pieces; `broke_extended` says that a clock broke in spite of its extensions."""
    yield from (_by_age(listed(actor, filters)).annotate(broke_extended=broke_extended()).iterator(chunk_size=1000))


def broke_extended() -> Exists:
    """Whether a clock of an ended case was stopped after its last deadline: late even with the extensions given."""
    return Exists(Timer.objects.filter(case=OuterRef("pk"), stopped_at__gt=F("due_at")))


def _page(found: list[Case], limit: int, key: Callable[[Case], datetime | None]) -> Page:
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], keyset.said(key(last), last.pk) if last else "")


def mine(actor: Actor, *, limit: int = 100) -> list[Case]:
    """What a person has sent or is the applicant of, newest first."""
    if actor.kind != "person":
        return []
    return list(with_all(Case.objects.filter(person=int(actor.id))).order_by("-opened_at")[:limit])


def saved_views(actor: Actor, room: str) -> list[SavedView]:
    return (
        list(SavedView.objects.filter(person=int(actor.id), room=room).order_by("name"))
        if actor.kind == "person"
        else []
    )
