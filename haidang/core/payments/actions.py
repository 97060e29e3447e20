"""Everything that changes bills and money. Each action leaves one event."""

from collections.abc import Sequence
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import actions as cases
from haidang.core.cases import log
from haidang.core.cases.models import Case
from haidang.core.directory.models import Office
from haidang.core.directory.numbers import next_code
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both, same, shown
from haidang.kernel.given import bounded, needed

from . import accounts, fees, matching, memos, statements
from .fees import Item, When
from .models import Bill, Incoming, Statement
from .transfers import Transfer, checked, dong

WATCHED = ("state", "paid_at", "paid_by", "receipt", "why")
CHARGE_MOVE = "charge"
Decision = Literal["accept", "refund", "ask"]


@action("bill.issue")
def issue(
    do: Doing, case: Case, items: Sequence[Item], *, when: When = "receipt", ask_text: str = "", seen: str = ""
) -> Bill:
    """Ask the people of a case to pay. With `ask_text` the case goes into waiting for it, if its flow lets it.

    Raises Invalid for a line, NotPossible without an account to be paid to, for a case that has ended.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("place", "office", "version").get(pk=case.pk)
    if not case.is_open:
        raise NotPossible(_("%(code)s đã kết thúc.") % {"code": case.code})
    if when not in fees.WHENS:
        raise Invalid("when", _("Chọn khi tiếp nhận, khi bổ sung hoặc khi trả kết quả."), when)
    lines = fees.lines(case, items)
    account = accounts.for_office(case.office)
    code = next_code(Bill, "LP")
    bill = Bill.objects.create(
        code=code, memo=memos.memo_for(code, account.prefix), case=case, office=_office_of(account, case), when=when, lines=lines,
        amount=sum(one["amount"] for one in lines), bank=account.bank, account=account.number, account_name=account.holder,
        by=str(do.actor), by_name=do.actor.name, created_at=do.at, is_simulated=case.is_simulated or account.is_simulated,
    )  # fmt: skip
    do.about(bill, amount=bill.amount, case=case.code)
    said = both(msgid("Lập phiếu thu %(bill)s: %(amount)s đồng"), bill=bill.code, amount=dong(bill.amount))
    log.write(do, case, "action", said, bill, for_citizen=True)
    if ask_text.strip():
        cases.move(do.actor, case, CHARGE_MOVE, text=ask_text, seen=seen)
    return bill


def _office_of(account: accounts.Account, case: Case) -> Office:
    return Office.objects.filter(code=account.office).first() or case.office


@action("bill.cancel")
def cancel(do: Doing, bill: Bill, *, why: str) -> Bill:
    """Nothing is asked any more; money that comes for it later waits for a person. Raises NotPossible when it is paid."""
    bill = matching.locked(bill)
    _must_be_due(bill)
    with do.changing(bill, *WATCHED, case=bill.case.code):
        bill.state, bill.cancelled_at, bill.why = "cancelled", do.at, bounded("why", needed("why", why), 500)
        bill.save()
    log.write(
        do,
        bill.case,
        "action",
        both(msgid("Hủy phiếu thu %(bill)s: %(why)s"), bill=bill.code, why=bill.why),
        bill,
        for_citizen=True,
    )
    if bill.case.is_open:
        matching.go_on(bill.case)
    return bill


@action("bill.cash")
def take_cash(do: Doing, bill: Bill, *, amount: int) -> Bill:
    """Cash at the counter, just what is asked; the bill gets the number of the receipt. Raises Invalid, NotPossible."""
    bill = matching.locked(bill)
    _must_be_due(bill)
    if amount != bill.amount:
        raise Invalid("amount", _("Thu đúng %(amount)s đồng.") % {"amount": shown(dong(bill.amount))}, amount)
    if bill.incomings.filter(state="open").exists():
        raise NotPossible(_("Có tiền chuyển khoản cho phiếu này đang chờ đối soát; xử lý khoản đó trước."))
    with do.changing(bill, *WATCHED, case=bill.case.code, amount=bill.amount):
        bill.receipt = _receipt_number(bill)
        matching.pay(do, bill, "cash")
    return bill


def _receipt_number(bill: Bill) -> str:
    """As the bill's own, of which there is one: BL-261122-0042."""
    return bill.code.replace("LP-", "BL-")


def _must_be_due(bill: Bill) -> None:
    if bill.state != "due":
        said = _("đã nhận tiền") if bill.state == "paid" else _("đã hủy")
        raise NotPossible(_("Phiếu %(bill)s %(said)s.") % {"bill": bill.code, "said": said})


@action("incoming.notice")
def hear_bank(do: Doing, told: Transfer) -> tuple[Incoming, bool]:
    """A bank says that money has come; and whether that is news. Said twice it is one transfer. Raises Invalid."""
    money, is_new = matching.take(do, checked(told, do.at), "webhook")
    do.about(money, amount=money.amount, finding=money.finding, bill=money.bill.code if money.bill else "", new=is_new)
    return money, is_new


@action("statement.take")
def take_statement(
    do: Doing, name: str, body: bytes, columns: statements.Columns, account: accounts.Account
) -> Statement:
    """Every transfer of a file that is not known yet. The same file again changes nothing; bad rows are kept with their reasons."""
    read = statements.read(body, columns, account, do.at)
    taken = sum(matching.take(do, one, "statement")[1] for one in read.good)
    kept, is_new = Statement.objects.get_or_create(
        sha256=statements.hash_of(body), defaults={
            "name": name[:160], "account": account.number, "rows": read.rows, "taken": taken,
            "bad": read.bad_rows(), "by_name": do.actor.name, "at": do.at,
        },
    )  # fmt: skip
    do.about(kept, rows=read.rows, taken=taken, bad=len(read.bad), new=is_new)
    return kept


@action("incoming.settle")
def settle(do: Doing, money: Incoming, decision: Decision, *, why: str, bill: Bill | None = None) -> Incoming:
    """A person decides on money that did not fit.

    accept: it pays the bill (the one it found, or `bill`); what is too much is to be refunded. refund: all of it goes back.
    ask: the citizen is asked, and it stays open. Raises Invalid, NotPossible.
    """
    why = bounded("why", needed("why", why), 500)
    known = bill or money.bill
    if known is not None:
        known = matching.locked(known)
    money = Incoming.objects.select_for_update(of=("self",)).get(pk=money.pk)
    if money.state != "open":
        raise NotPossible(_("Khoản tiền này đã được xử lý."))
    with do.changing(money, "state", "refund", "finding", amount=money.amount, decision=decision):
        money.why, money.decided_by_name, money.decided_at = why, do.actor.name, do.at
        _DECIDED[decision](do, money, known, why)
        money.save()
    return money


def _accept(do: Doing, money: Incoming, bill: Bill | None, why: str) -> None:
    if bill is None:
        raise Invalid("bill", _("Ghi mã phiếu thu mà khoản tiền này trả cho."))
    _must_be_due(bill)
    parts = list(bill.incomings.filter(state="open").exclude(pk=money.pk))
    got = money.amount + sum(one.amount for one in parts)
    money.bill, money.place, money.office = bill, bill.scope_place, bill.scope_office
    money.refund = max(got - bill.amount, 0)
    money.state = "refund_due" if money.refund else "settled"
    Incoming.objects.filter(pk__in=[one.pk for one in parts]).update(state="settled")
    bill.why = why
    matching.pay(do, bill, "bank")


def _refund(do: Doing, money: Incoming, bill: Bill | None, why: str) -> None:
    money.refund, money.state = money.amount, "refund_due"
    if bill is not None and money.bill_id == bill.pk:
        said = both(msgid("Hoàn lại %(amount)s đồng cho phiếu %(bill)s: %(why)s"), amount=dong(money.amount),
                    bill=bill.code, why=why)  # fmt: skip
        log.write(do, bill.case, "action", said, bill, for_citizen=True)


def _ask(do: Doing, money: Incoming, bill: Bill | None, why: str) -> None:
    if bill is None:
        raise Invalid("bill", _("Chưa biết tiền của hồ sơ nào nên chưa hỏi được ai: ghi mã phiếu thu."))
    money.asked_at = do.at
    log.write(do, bill.case, "message", same(why), bill, for_citizen=True)


_DECIDED: dict[str, Any] = {"accept": _accept, "refund": _refund, "ask": _ask}


@action("incoming.refunded")
def refunded(do: Doing, money: Incoming, *, reference: str) -> Incoming:
    """The money has gone back, under the bank's number of that transfer."""
    money = Incoming.objects.select_for_update(of=("self",)).get(pk=money.pk)
    if money.state != "refund_due":
        raise NotPossible(_("Khoản này không chờ hoàn trả."))
    with do.changing(money, "state", amount=money.refund):
        money.refund_reference = bounded("reference", needed("reference", reference), 64)
        money.state = "refunded"
        money.save()
    return money


def payer_of(actor: Actor, money: Incoming, *, why: str) -> str:
    """Who paid, as the bank says it; the look is journalled with its reason. Raises Refused, Invalid."""
    _look(actor, money, why=needed("why", why))
    return money.payer


@action("incoming.look")
def _look(do: Doing, money: Incoming, *, why: str) -> None:
    do.about(money, why=why)
