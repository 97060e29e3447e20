"""What people ask of the exchange with the portal: the queue, one dossier's course there, what came and could not be taken."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from haidang.core.cases.models import Case
from haidang.core.directory.queries import visible
from haidang.kernel.action import Actor

from . import line, mapping
from .models import Copy, Message, Received

STATES = ("waiting", "sending", "sent", "refused", "dropped")


def messages(actor: Actor, *, state: str = "", words: str = "") -> QuerySet[Message]:
    """Newest first; "trouble" is what was refused or has failed at least twice."""
    rows = Message.objects.filter(visible(actor, Message)).select_related(
        "case__office", "case__procedure", "case__portal_copy"
    )
    if state == "trouble":
        rows = rows.filter(Q(state="refused") | Q(state="waiting", attempts__gte=2))
    elif state:
        rows = rows.filter(state=state)
    if words.strip():
        rows = rows.filter(case__code__icontains=words.strip())
    return rows.order_by("-created_at", "-pk")


def message(actor: Actor, pk: int) -> Message | None:
    return Message.objects.filter(visible(actor, Message), pk=pk).select_related("case").first()


def counts(actor: Actor) -> dict[str, int]:
    """How many are in each state, and `trouble`."""
    rows = Message.objects.filter(visible(actor, Message))
    trouble = Q(state="refused") | Q(state="waiting", attempts__gte=2)
    asked = {state: Count("pk", Q(state=state)) for state in STATES} | {"trouble": Count("pk", trouble)}
    found: dict[str, int] = rows.aggregate(**asked)
    return found


def received(actor: Actor, *, state: str = "") -> QuerySet[Received]:
    """Newest first: of those that became a case, the ones whose case the actor sees."""
    seen = Q(case=None) | Q(case__in=Case.objects.filter(visible(actor, Case)))
    rows = Received.objects.filter(seen).select_related("case")
    return rows.filter(state=state) if state else rows


def copy_of(case: Case) -> Copy | None:
    return Copy.objects.filter(case=case).first()


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that says another thing there than here."""

    name: str
    here: str
    there: str


def differences(case: Case, copy: Copy) -> list[Difference]:
    """What the portal said when it was last asked, against what we would say now."""
    ours = mapping.dossier(case, line.for_files()) if copy.there else {}
    return [
        Difference(name, str(ours[name]), said)
        for name, said in copy.there.items()
        if name in ours and said and str(ours[name]) != said
    ]
