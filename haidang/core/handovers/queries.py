"""What people ask of hand-overs: what waits to go, the lists of an office, where the paper file of a dossier is now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from haidang.core.cases import routing
from haidang.core.cases.models import Case
from haidang.core.directory.models import Office
from haidang.core.directory.queries import visible
from haidang.kernel.action import Actor

from .models import Handover, Item, SentHandover
from .steps import HAND, HAND_OUT, move_of, states_before

LISTED = 300


@dataclass(frozen=True, slots=True)
class Bundle:
    """What an office has ready for another one; `to` is None while nobody knows where it goes."""

    to: Office | None
    cases: list[Case]


def to_hand(actor: Actor, office: Office) -> list[Bundle]:
    """Accepted dossiers that lie at a counter, by the office that decides, the nearest deadline first."""
    found: dict[int, Bundle] = {}
    for case in _lying(actor, office, HAND):
        to = routing.onward(case)
        found.setdefault(to.pk if to else 0, Bundle(to, [])).cases.append(case)
    return sorted(found.values(), key=lambda one: (one.to is None, one.to.sort_key if one.to else ""))


def results_to_hand(actor: Actor, office: Office) -> list[Bundle]:
    """Results that lie at a deciding office and are handed out by the counter which took the dossier."""
    found: dict[int, Bundle] = {}
    for case in _lying(actor, office, HAND_OUT):
        if case.first_office_id != office.pk:
            found.setdefault(case.first_office_id, Bundle(case.first_office, [])).cases.append(case)
    return sorted(found.values(), key=lambda one: one.to.sort_key if one.to else "")


def _lying(actor: Actor, office: Office, move: str) -> list[Case]:
    rows = Case.objects.filter(
        visible(actor, Case), kind="dossier", office=office, ended_at=None, state__in=states_before(move)
    )
    rows = rows.select_related("place", "office", "first_office", "procedure", "version").order_by("due_at", "pk")
    return [one for one in rows[:LISTED] if move_of(one, move)]


def lists(actor: Actor) -> QuerySet[Handover]:
    """The lists an actor's office gave or got, newest first, with how many of each still wait."""
    rows = Handover.objects.filter(visible(actor, Handover) | visible(actor, SentHandover))
    counted = rows.annotate(
        items_count=Count("items"),
        waiting=Count("items", Q(items__state="waiting")),
        returned=Count("items", Q(items__state="returned")),
    )
    return counted.select_related("from_office", "to_office").order_by("-made_at", "-pk")


def waiting_for(actor: Actor) -> QuerySet[Handover]:
    """Lists that the actor's office has not confirmed yet, the oldest first."""
    rows = Handover.objects.filter(visible(actor, Handover), closed_at=None)
    return rows.annotate(waiting=Count("items", Q(items__state="waiting"))).order_by("made_at")


def by_code(actor: Actor, code: str) -> Handover | None:
    rows = Handover.objects.filter(visible(actor, Handover) | visible(actor, SentHandover), code=code)
    return rows.select_related("from_office__place", "to_office__place").first()


def items(handover: Handover) -> list[Item]:
    rows = handover.items.select_related("case__procedure", "case__version", "case__office", "case__place")
    return list(rows.order_by("number"))


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the paper file of a dossier is: with an office since a moment, or on its way to it by a list."""

    office: Office
    since: datetime
    on_way: bool = False
    handover: Handover | None = None


def where(case: Case) -> Whereabouts | None:
    """None for a dossier of which no paper has been handed in."""
    last = case.handed.select_related("handover__from_office", "handover__to_office").order_by("-pk").first()
    if last is not None:
        handover = last.handover
        if last.state == "returned":
            return Whereabouts(handover.from_office, last.at or handover.made_at, handover=handover)
        return Whereabouts(
            handover.to_office, last.at or handover.made_at, on_way=last.state == "waiting", handover=handover
        )
    paper = case.given_parts.filter(Q(originals__gt=0) | Q(copies__gt=0)).order_by("at").first()
    return Whereabouts(case.first_office, paper.at) if paper else None
