"""What waits at a one-stop counter: to accept, to hand over, to hand out, and what citizens were asked for."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from haidang.core.cases.models import Case
from haidang.core.directory.models import Office
from haidang.core.directory.queries import visible
from haidang.kernel.action import Actor

from .steps import COMPLETE, HAND, HAND_OUT, RECEIVE, SUPPLY, states_before

Rows = Callable[[Actor, Office], QuerySet[Case]]


def _open(actor: Actor) -> QuerySet[Case]:
    rows = Case.objects.filter(visible(actor, Case), kind="dossier", ended_at=None, merged_into=None)
    return rows.select_related("place", "office", "procedure", "version").prefetch_related("timers")


def _lying(move: str) -> Rows:
    return lambda actor, office: _open(actor).filter(office=office, state__in=states_before(move))


def _asked(actor: Actor, office: Office) -> QuerySet[Case]:
    """Those this counter took, wherever they are decided."""
    waiting = states_before(COMPLETE) | states_before(SUPPLY)
    return _open(actor).filter(Q(office=office) | Q(first_office=office), state__in=waiting)


LISTS: dict[str, Rows] = {
    "accept": _lying(RECEIVE),
    "hand": _lying(HAND),
    "ready": _lying(HAND_OUT),
    "supplement": _asked,
}


def waiting(actor: Actor, office: Office, name: str) -> QuerySet[Case]:
    """One of LISTS, the nearest deadline first."""
    return LISTS[name](actor, office).order_by("due_at", "opened_at", "pk")
