"""What is out of service: now, soon, and before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from haidang.core.directory.queries import visible
from haidang.kernel import clock
from haidang.kernel.action import Actor

from .model import Outage

RELATED = ("thing__place", "place", "source", "rule")
NOW, SOON, OVER = "now", "soon", "over"


@dataclass(frozen=True, slots=True)
class Listed:
    """An outage with how it stands: `span` is the occurrence under way or the next one, None when it is over.

    quiet: how many open alerts stand aside for it now.
    """

    outage: Outage
    state: str
    span: tuple[datetime, datetime] | None
    quiet: int


def listed(actor: Actor, state: str = NOW, limit: int = 200) -> list[Listed]:
    """Those of a state; what is over by the newest end."""
    now = clock.now()
    live = Q(ended_at=None) & (Q(ends_at__gt=now) | ~Q(weekdays=[]) & (Q(last_on=None) | Q(last_on__gte=clock.today())))
    rows = Outage.objects.filter(visible(actor, Outage)).select_related(*RELATED).prefetch_related("rule__versions")
    counted = rows.annotate(quiet=Count("alerts", filter=Q(alerts__closed_at=None)))
    if state == OVER:
        return [Listed(one, OVER, None, 0) for one in counted.exclude(live).order_by("-ends_at", "-id")[:limit]]
    found = [_listed(one, now) for one in counted.filter(live).order_by("starts_at", "id")[:limit]]
    return [one for one in found if one.state == state]


def counts(actor: Actor) -> dict[str, int]:
    """How many are under way and how many come."""
    return {state: len(listed(actor, state)) for state in (NOW, SOON)}


def _listed(one: Outage, now: datetime) -> Listed:
    quiet: int = getattr(one, "quiet", 0)
    if span := one.span_at(now):
        return Listed(one, NOW, span, quiet)
    span = one.next_after(now)
    return Listed(one, SOON if span or one.starts_at > now or one.weekdays else OVER, span, quiet)


def outage(actor: Actor, number: int) -> Listed:
    """Raises Outage.DoesNotExist."""
    rows = Outage.objects.filter(visible(actor, Outage)).select_related(*RELATED).prefetch_related("rule__versions")
    return _listed(rows.annotate(quiet=Count("alerts", filter=Q(alerts__closed_at=None))).get(pk=number), clock.now())


def of_thing(actor: Actor, thing: int) -> Sequence[Outage]:
    """Those of one thing that are under way or to come."""
    now = clock.now()
    rows = Outage.objects.filter(visible(actor, Outage), thing=thing, ended_at=None)
    return [one for one in rows.select_related(*RELATED) if one.span_at(now) or one.next_after(now)]
