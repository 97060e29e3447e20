"""Reports somebody has to go and deal with: those they hold, and those of their offices that nobody holds yet."""

from django.db.models import F, Q

from haidang.core.directory.models import Duty, valid_on
from haidang.core.directory.queries import visible
from haidang.kernel import clock
from haidang.kernel.action import Actor

from .models import LONG, Case

KIND = "report"


def held(actor: Actor, *, limit: int = 50) -> list[Case]:
    """Open reports whose officer the actor is, by deadline."""
    return _open(actor, Q(officer=int(actor.id)), limit) if actor.kind == "person" else []


def unheld(actor: Actor, *, limit: int = 50) -> list[Case]:
    """Open reports of the offices the actor serves in today that nobody holds yet, by deadline."""
    if actor.kind != "person":
        return []
    duties = Duty.objects.filter(valid_on(clock.today()), person=int(actor.id), revoked_at=None)
    return _open(actor, Q(officer=None, office__in=duties.values("office")), limit)


def _open(actor: Actor, wanted: Q, limit: int) -> list[Case]:
    rows = Case.objects.filter(visible(actor, Case), wanted, kind=KIND, ended_at=None, merged_into=None)
    rows = rows.select_related("place", "office", "officer", "procedure", "version").defer(*LONG)
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "pk")[:limit])
