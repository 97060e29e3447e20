"""What people ask of bills and money: of one case, of a day, what does not fit, what is to go back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from haidang.core.cases.models import Case
from haidang.core.directory.queries import decide, visible
from haidang.kernel import clock
from haidang.kernel.action import Actor

from .models import Bill, Incoming, Statement

WAITING = ("open", "refund_due")


def bills(actor: Actor, case: Case) -> list[Bill]:
    """The bills of a case, oldest first, for those who may see it; its link's holder sees them all."""
    may_see = actor.kind == "system" or actor.id == case.link_holder or decide(actor, "case.read", case)
    return list(case.bills.select_related("case")) if may_see else []


def bill(actor: Actor, code: str) -> Bill | None:
    return _bills(actor).filter(code=code).first()


def listed(
    actor: Actor, *, state: str = "", day: date | None = None, words: str = "", office: str = ""
) -> QuerySet[Bill]:
    """Bills, newest first; `day` is the one they were paid on (state "paid"), else made on."""
    rows = _bills(actor)
    if state:
        rows = rows.filter(state=state)
    if day is not None:
        start = clock.start_of(day)
        moment = "paid_at" if state == "paid" else "created_at"
        rows = rows.filter(**{f"{moment}__gte": start, f"{moment}__lt": start + timedelta(days=1)})
    if office:
        rows = rows.filter(case__office__code=office)
    plain = words.strip().upper()
    if plain:
        rows = rows.filter(Q(code=plain) | Q(memo__endswith=plain) | Q(case__code=plain) | Q(receipt=plain))
    return rows.order_by("-created_at", "-pk")


def _bills(actor: Actor) -> QuerySet[Bill]:
    return Bill.objects.filter(visible(actor, Bill)).select_related("case__place", "case__office", "case__procedure")


def incomings(actor: Actor, *, state: str = "") -> QuerySet[Incoming]:
    """Money that has come, newest first; `state` "waiting" is what a person has to see to."""
    rows = Incoming.objects.filter(visible(actor, Incoming)).select_related("bill__case")
    if state == "waiting":
        rows = rows.filter(state__in=WAITING)
    elif state:
        rows = rows.filter(state=state)
    return rows.order_by("-received_at", "-pk")


def incoming(actor: Actor, pk: int) -> Incoming | None:
    return Incoming.objects.filter(visible(actor, Incoming), pk=pk).select_related("bill__case").first()


def waiting_count(actor: Actor) -> int:
    return incomings(actor, state="waiting").count()


def statements(actor: Actor, limit: int = 20) -> list[Statement]:
    return list(Statement.objects.filter(visible(actor, Statement))[:limit])


def known_statement(actor: Actor, sha256: str) -> Statement | None:
    return Statement.objects.filter(visible(actor, Statement), sha256=sha256).first()


@dataclass(frozen=True, slots=True)
class Sums:
    """What a day brought, in đồng and in number: by bank, in cash, and what is due in all."""

    bank: int
    bank_count: int
    cash: int
    cash_count: int
    due: int
    due_count: int


def sums(actor: Actor, day: date) -> Sums:
    start = clock.start_of(day)
    today = Q(paid_at__gte=start, paid_at__lt=start + timedelta(days=1))
    bank, cash, due = today & Q(paid_by="bank"), today & Q(paid_by="cash"), Q(state="due")
    found = Bill.objects.filter(visible(actor, Bill)).aggregate(
        bank=Sum("amount", filter=bank), bank_count=Count("pk", filter=bank),
        cash=Sum("amount", filter=cash), cash_count=Count("pk", filter=cash),
        due=Sum("amount", filter=due), due_count=Count("pk", filter=due),
    )  # fmt: skip
    return Sums(**{name: value or 0 for name, value in found.items()})


def for_export(actor: Actor, start: date, end: date) -> Iterator[Bill]:
    """Bills made in a span of days, both included, read in pieces."""
    rows = _bills(actor).filter(
        created_at__gte=clock.start_of(start), created_at__lt=clock.start_of(end + timedelta(days=1))
    )
    yield from rows.order_by("created_at", "pk").iterator(chunk_size=1000)
