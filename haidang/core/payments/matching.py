"""Money that has come finds its bill: by the memo and the amount. What does not fit waits for a person."""

from contextlib import suppress

from django.db.models import Sum
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import actions as cases
from haidang.core.cases import log
from haidang.core.cases.models import Case
from haidang.core.directory.models import Office, Place
from haidang.core.notices.actions import Role, notify
from haidang.kernel.action import Doing, NotPossible, system
from haidang.kernel.bilingual import both

from . import memos
from .accounts import Account
from .models import Bill, Incoming
from .transfers import Transfer, dong

WHO = system("payments")
PAID_MOVE = "paid"


def take(do: Doing, told: Transfer, source: str) -> tuple[Incoming, bool]:
    """Keep a transfer and bring it to its bill; and whether it is new. One that is known changes nothing."""
    place, office = _of_account(told.account)
    kept, is_new = Incoming.objects.get_or_create(
        bank=told.account.bank,
        account=told.account.number,
        reference=told.reference,
        defaults={
            "amount": told.amount, "memo": told.memo[:500], "at": told.at, "payer": told.payer[:200],
            "payer_hint": told.payer_hint, "source": source, "finding": "unknown", "state": "open",
            "received_at": do.at, "is_simulated": told.account.is_simulated, "place": place, "office": office,
        },
    )  # fmt: skip
    if is_new:
        _find(do, kept)
    return kept, is_new


def _of_account(account: Account) -> tuple[str, str]:
    """Whose money it is as long as nobody knows what it was paid for: the account's office, else the whole province."""
    office = Office.objects.filter(code=account.office).select_related("place").first()
    if office is not None:
        return office.place.path, office.code
    top = Place.objects.filter(parent=None).order_by("path").first()
    return (top.path if top else ""), ""


def _find(do: Doing, money: Incoming) -> None:
    bill = _meant(money)
    if bill is None:
        _wait(do, money)
        return
    bill = locked(bill)
    money.bill = bill
    money.place, money.office = bill.scope_place, bill.scope_office
    parts = Incoming.objects.filter(bill=bill, finding="part", state="open")
    total = money.amount + (parts.aggregate(all=Sum("amount"))["all"] or 0)
    if bill.state != "due":
        money.finding = "twice" if bill.state == "paid" else "cancelled"
    elif total == bill.amount:
        parts.update(state="settled")
        money.finding, money.state = "paid", "settled"
        pay(do, bill, "bank")
    else:
        money.finding = "part" if total < bill.amount else "much"
    _wait(do, money)


def _meant(money: Incoming) -> Bill | None:
    """The bill whose memo the transfer carries; of several the one that asks for just this amount."""
    codes = [f"LP-{core[2:8]}-{core[8:-1]}" for core in memos.found_in(money.memo)]
    rows = list(Bill.objects.filter(code__in=codes))
    rows.sort(key=lambda one: (one.state != "due", one.amount != money.amount, codes.index(one.code)))
    return rows[0] if rows else None


def locked(bill: Bill) -> Bill:
    """The bill, locked and fresh, its case locked before it: whoever holds the case may lock its bills too."""
    Case.objects.select_for_update(of=("self",)).get(pk=bill.case_id)
    rows = Bill.objects.select_for_update(of=("self",)).select_related("case__place", "case__office")
    return rows.get(pk=bill.pk)


def _wait(do: Doing, money: Incoming) -> None:
    """Keep what was found; what a person has to look at is told to those who can."""
    money.save()
    if money.state == "open" and money.bill is not None:
        text = both(msgid("Tiền đến cho %(bill)s không khớp, cần người đối soát"), bill=money.bill.code)
        log.write(do, money.bill.case, "auto", text, money.bill)
        notify(
            do, [Role("team_lead", money.place, money.bill.case.office)], kind="incoming.notice", title=text,
            link="/payments/incoming/", place=money.place,
        )  # fmt: skip


def pay(do: Doing, bill: Bill, by: str) -> None:
    """The bill is paid; the case goes on when it waited for nothing else."""
    bill.state, bill.paid_at, bill.paid_by = "paid", do.at, by
    bill.save()
    case = bill.case
    log.write(
        do, case, "auto", both(msgid("Đã nhận %(amount)s đồng cho phiếu %(bill)s"), amount=dong(bill.amount),
                               bill=bill.code), bill, for_citizen=True,
    )  # fmt: skip
    to = [one for one in (case.person, case.officer or case.office) if one is not None]
    notify(
        do, to, kind="bill.paid", title=both(msgid("%(case)s: đã nhận tiền"), case=case.code), link=case.link,
        place=case.place.path, is_exercise=case.is_exercise,
    )  # fmt: skip
    go_on(case)


def go_on(case: Case) -> None:
    """A case that waits for payment takes its move `paid` when nothing is due any more."""
    case = Case.objects.select_related("version").get(pk=case.pk)
    if case.flow.state(case.state).clock != "pauses_for_payment" or case.bills.filter(state="due").exists():
        return
    if any(one.key == PAID_MOVE for one in case.flow.moves_from(case.state)):
        with suppress(
            NotPossible
        ):  # something else stands in its way: whoever holds the case sees it paid and what is missing
            cases.move(WHO, case, PAID_MOVE)
