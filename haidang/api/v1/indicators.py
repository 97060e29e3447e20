"""Values of indicators from other programs: tried out first, taken as one delivery, told with a receipt."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from haidang.core.directory import queries as directory
from haidang.core.directory.keys import office_of
from haidang.core.directory.permissions import decide, visible
from haidang.core.indicators.actions import Entry
from haidang.core.indicators.bringing import pushing
from haidang.core.indicators.bringing.taking import Given as Figure
from haidang.core.indicators.bringing.taking import Told
from haidang.core.indicators.models import Lot
from haidang.kernel.action import NotPossible, Refused

from . import problems
from .callers import caller, may
from .given import Given
from .problems import Missing

router = Router()
MOST = 10_000


class ValueIn(Given):
    """`indicator` by its code (`domain.key`); `place` the key of a place, the code of an office, "" the province.

    `period` as 2026, 2026-H1, 2026-Q3, 2026-07, 2026-W31 or 2026-07-15. `note` says why: it is needed for another value
    in a closed period, for a jump, and for parts that do not add up.
    """

    indicator: str
    place: str = ""
    period: str
    value: float | None
    note: Annotated[str, Field(max_length=500)] = ""


class Delivery(Given):
    """With `whole` one wrong value keeps all out; without, the good ones are taken. `office` whose figures they are.

    `simulated` figures are made up, for a demo or a trial, and marked so wherever they are seen.
    """

    values: Annotated[list[ValueIn], Field(min_length=1, max_length=MOST)]
    office: str = ""
    dry_run: bool = False
    whole: bool = True
    label: str = ""
    source_text: str = ""
    simulated: bool = False


class ProblemOut(Schema):
    """What is wrong with the value `at` (counted from 0)."""

    at: int
    problem: str
    message: str


class ValuesReceiptOut(Schema):
    """`delivery` is its number, null where nothing was taken. `sandbox`: this key only tries."""

    delivery: int | None = None
    dry_run: bool
    sandbox: bool
    given: int
    new: int = 0
    changed: int = 0
    wrong: list[ProblemOut]


class ValuesDeliveryOut(Schema):
    """A delivery as it was taken."""

    id: int
    kind: str
    label: str
    source_text: str
    by_name: str
    at: datetime
    is_simulated: bool
    receipt: dict[str, Any]


@router.post("/values", response={200: ValuesReceiptOut, 201: ValuesReceiptOut})
def take(request: HttpRequest, body: Delivery) -> Any:
    """Deliver values. The same delivery twice changes nothing; another value replaces one, and leaves a trace.

    A key of the scope `values.try` is for trying: whatever it sends is checked and not kept.
    """
    actor = caller(request)
    if actor.kind != "key":
        raise NotPossible("people hand figures in as a form that somebody else approves: a key is needed here")
    entry = _entry(request, body.office)
    is_sandbox = not decide(actor, "value.take", entry)
    if is_sandbox:
        may(request, "value.check", entry)
    figures = [Figure(one.indicator, one.place, one.period, one.value, one.note) for one in body.values]
    known = {"dry_run": body.dry_run or is_sandbox, "sandbox": is_sandbox, "given": len(figures)}
    if body.dry_run or is_sandbox:
        return 200, known | {"wrong": pushing.check(entry, figures)}
    done = pushing.push(
        actor, entry, figures, whole=body.whole, label=body.label, source_text=body.source_text,
        is_simulated=body.simulated,
    )  # fmt: skip
    if done.receipt is None:
        return _refused(figures, done.problems)
    lot, receipt = done.receipt.lot, done.receipt
    taken = {"delivery": lot.pk if lot else None, "new": receipt.new, "changed": receipt.changed}
    return 201, known | taken | {"wrong": done.problems}


def _entry(request: HttpRequest, code: str) -> Entry:
    """Whose figures they are: a key that was made for an office speaks for no other."""
    actor = caller(request)
    own = office_of(actor)
    if not code:
        return Entry(own)
    office = directory.office(actor, code)
    if office is None:
        raise Missing("office", code)
    if own is not None and own != office:
        raise Refused(f"this key was made for {own.code}")
    return Entry(office)


def _refused(figures: list[Figure], wrong: list[Told]) -> HttpResponse:
    errors = [
        {"field": f"values.{one.at}", "value": figures[one.at].value, "error": one.message, "problem": one.problem}
        for one in wrong
    ]
    return problems.answer(422, "nothing was taken: see errors", errors)


@router.get("/deliveries/{number}", response=ValuesDeliveryOut)
def delivery(request: HttpRequest, number: int) -> Lot:
    """The receipt of a delivery."""
    row = Lot.objects.filter(visible(may(request, "lot.read"), Lot), pk=number).first()
    if row is None:
        raise Missing("delivery", number)
    return row
