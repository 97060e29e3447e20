"""How many cases there are: for tabs, menus and the work of offices."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet

from haidang.core.cases import lateness
from haidang.core.cases.models import Case
from haidang.core.directory.queries import visible
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.once import is_kept, once

from .filters import APART, LATE, URGENT, in_state


def counts(actor: Actor, kind: str = "") -> dict[str, int]:
    """How many are open, late, waiting, unassigned, due soon and one's own: for tabs and the menu. Asked once for a page."""
    return once(("case counts", actor, kind), lambda: _counts(actor, kind))


def _counts(actor: Actor, kind: str) -> dict[str, int]:
    mine = Q(ended_at=None, officer=int(actor.id)) if actor.kind == "person" else Q(pk__in=[])
    of_kind = Q(kind=kind) if kind else ~Q(kind__in=APART)
    rows = Case.objects.filter(visible(actor, Case), of_kind, ended_at=None)
    asked = {name: in_state(name) for name in ("open", LATE, "waiting", "unassigned", "reopened", URGENT)}
    asked |= {"soon": lateness.soon(), "mine": mine}
    found: dict[str, int] = rows.aggregate(**{name: Count("pk", q) for name, q in asked.items()})
    return found


def open_count(actor: Actor) -> int:
    """How many open ones the actor may see, asked once for a page."""
    if is_kept(("case counts", actor, "")):
        return counts(actor)["open"]
    return once(("open cases", actor), lambda: _open_of_lists(actor).count())


def _open_of_lists(actor: Actor) -> QuerySet[Case]:
    return Case.objects.filter(visible(actor, Case), ~Q(kind__in=APART), ended_at=None)


@dataclass(frozen=True, slots=True)
class Load:
    """The work of one office: open, late, waiting for the citizen, and the age of what is open in days."""

    office_id: int
    office: str
    open: int
    late: int
    waiting: int
    over_a_week: int
    over_a_month: int


def workload(actor: Actor, kind: str = "") -> list[Load]:
    """Open work by office, the most late first."""
    now = clock.now()
    rows = Case.objects.filter(visible(actor, Case), ended_at=None, **({"kind": kind} if kind else {}))
    found = rows.values("office_id", "office__name_vi").annotate(
        open=Count("pk"),
        late=Count("pk", lateness.late()),
        waiting=Count("pk", Q(paused_at__isnull=False)),
        over_a_week=Count("pk", Q(opened_at__lt=now - timedelta(days=7))),
        over_a_month=Count("pk", Q(opened_at__lt=now - timedelta(days=30))),
    )
    loads = [
        Load(
            one["office_id"], one["office__name_vi"], one["open"], one["late"], one["waiting"], one["over_a_week"],
            one["over_a_month"],
        )
        for one in found
    ]  # fmt: skip
    return sorted(loads, key=lambda one: (-one.late, -one.open))
