"""Bills, the money that comes for them, and the case that waits."""

import pytest

from haidang.core.cases import actions as cases
from haidang.core.cases import queries as case_queries
from haidang.core.payments import actions, queries
from haidang.core.payments.fees import Item
from haidang.core.payments.models import Incoming
from haidang.core.payments.vietqr import read
from haidang.kernel.action import Invalid, NotPossible, Refused, system


def test_a_bill_of_a_known_fee_has_its_amount_law_and_a_code_that_says_so(till):
    bill = till.bill()
    assert (bill.amount, bill.lines[0]["source"], bill.state) == (150_000, "TT thử", "due")
    code = read(bill.qr_text)
    assert (code.amount, code.memo, code.account) == (150_000, bill.memo, bill.account)


def test_an_unknown_amount_is_typed_with_its_reason(till):
    case = till.waiting()
    with pytest.raises(Invalid, match="chưa có mức thu"):
        till.bill(case, Item("survey"))
    with pytest.raises(Invalid, match="why"):
        till.bill(case, Item("survey", unit=80_000))
    bill = till.bill(case, Item("survey", unit=80_000, why="NQ 12 của HĐND"), Item("permit", quantity=2))
    assert (bill.amount, bill.lines[0]["why"]) == (380_000, "NQ 12 của HĐND")


@pytest.mark.parametrize("wrong", [{"unit": 0}, {"unit": -1}, {"quantity": 0}, {"unit": 10**13}, {"key": "none"}])
def test_a_line_of_nothing_is_refused(till, wrong):
    with pytest.raises(Invalid):
        till.bill(None, Item(**({"key": "permit", "why": "x"} | wrong)))


def test_exact_money_pays_it_and_the_case_goes_on_by_itself(till):
    case = till.waiting()
    bill = till.bill(case)
    money, is_new = till.paid(bill)
    assert (money.finding, money.state, is_new) == ("paid", "settled", True)
    case = till.fresh(case)
    assert case.state == "handed"
    lines = case_queries.lines(case, for_citizen=True)
    assert any("Đã nhận 150.000 đồng" in line.text_vi for line in lines)


def test_it_waits_for_the_last_of_its_bills(till):
    case = till.waiting()
    first, second = till.bill(case), till.bill(case, Item("survey", unit=9_000, why="đo"))
    till.paid(first)
    assert till.fresh(case).state == "payment"
    actions.take_cash(till.cashier, second, amount=9_000)
    assert till.fresh(case).state == "handed"


def test_a_bill_may_bring_the_case_into_waiting(till):
    case = cases.move(system("test"), till.received(), "hand")
    actions.issue(system("test"), case, [Item("permit")], when="supplement", ask_text="Mời nộp")
    assert till.fresh(case).state == "payment"


def test_a_notice_said_twice_is_one_transfer(till):
    bill = till.bill()
    till.paid(bill)
    money, is_new = till.paid(bill)
    assert (is_new, money.finding, Incoming.objects.count()) == (False, "paid", 1)


@pytest.mark.parametrize(("amount", "finding"), [(149_999, "part"), (150_001, "much"), (1, "part")])
def test_a_wrong_amount_waits_for_a_person(till, amount, finding):
    bill = till.bill()
    money, _ = till.paid(bill, amount)
    bill.refresh_from_db()
    assert (money.finding, money.state, bill.state) == (finding, "open", "due")
    assert [one.pk for one in queries.incomings(till.cashier, state="waiting")] == [money.pk]


def test_two_parts_make_it_whole(till):
    bill = till.bill()
    first, _ = till.paid(bill, 100_000, reference="A")
    second, _ = till.paid(bill, 50_000, reference="B")
    first.refresh_from_db()
    bill.refresh_from_db()
    assert (first.state, second.finding, bill.state) == ("settled", "paid", "paid")


def test_money_for_what_is_paid_or_cancelled_is_for_a_person(till):
    case = till.waiting()
    paid, cancelled = till.bill(case), till.bill(case)
    till.paid(paid, reference="A")
    actions.cancel(till.cashier, cancelled, why="miễn")
    assert till.paid(paid, reference="B")[0].finding == "twice"
    assert till.paid(cancelled, reference="C")[0].finding == "cancelled"


def test_money_nobody_knows_is_kept_and_may_be_given_to_a_bill(till):
    bill = till.bill()
    money, _ = till.paid(bill, memo="tien nha")
    assert (money.finding, money.bill) == ("unknown", None)
    with pytest.raises(Invalid, match="mã phiếu thu"):
        actions.settle(till.cashier, money, "ask", why="?")
    money = actions.settle(till.cashier, money, "accept", why="gọi ngân hàng", bill=bill)
    bill.refresh_from_db()
    assert (money.state, bill.state, till.fresh(bill.case).state) == ("settled", "paid", "handed")


def test_too_much_is_accepted_and_the_rest_goes_back(till):
    bill = till.bill()
    money, _ = till.paid(bill, 200_000)
    money = actions.settle(till.cashier, money, "accept", why="thừa")
    assert (money.state, money.refund) == ("refund_due", 50_000)
    money = actions.refunded(till.cashier, money, reference="UNC 12")
    assert money.state == "refunded"
    with pytest.raises(NotPossible):
        actions.refunded(till.cashier, money, reference="UNC 13")


def test_money_may_go_back_whole_and_the_citizen_is_asked(till):
    bill = till.bill()
    money, _ = till.paid(bill, 100_000)
    money = actions.settle(till.cashier, money, "ask", why="Bạn chuyển thiếu 50.000 đồng, mời chuyển nốt.")
    assert (money.state, money.asked_at is not None) == ("open", True)
    money = actions.settle(till.cashier, money, "refund", why="người nộp xin lại")
    assert (money.state, money.refund) == ("refund_due", 100_000)


def test_cash_is_taken_to_the_last_dong_with_a_receipt(till):
    bill = till.bill()
    with pytest.raises(Invalid, match="150.000"):
        actions.take_cash(till.cashier, bill, amount=140_000)
    bill = actions.take_cash(till.cashier, bill, amount=150_000)
    assert (bill.receipt, bill.paid_by) == (bill.code.replace("LP", "BL"), "cash")
    with pytest.raises(NotPossible, match="đã nhận tiền"):
        actions.take_cash(till.cashier, bill, amount=150_000)


def test_no_cash_while_a_transfer_for_it_waits_for_a_person(till):
    bill = till.bill()
    till.paid(bill, 1_000)
    with pytest.raises(NotPossible, match="đối soát"):
        actions.take_cash(till.cashier, bill, amount=150_000)


def test_what_is_due_ends_with_the_case(till):
    bill = till.bill()
    cases.respond(till.counter.holder(bill.case), bill.case, "withdraw", text="thôi")
    bill.refresh_from_db()
    assert (bill.state, bill.why) == ("cancelled", "hồ sơ đã kết thúc")


def test_a_sure_fee_is_asked_for_when_the_dossier_is_received(till):
    assert [one.amount for one in till.received("household").bills.all()] == [50_000]
    assert [one.amount for one in till.received("household", channel="online").bills.all()] == [100_000]
    assert not till.received("permit").bills.exists()


def test_who_paid_is_seen_with_a_reason_and_journalled(till):
    money, _ = till.paid(till.bill())
    assert "NGUYEN" not in money.payer_hint
    assert money.payer_hint.endswith("6789")
    with pytest.raises(Refused):
        actions.payer_of(till.clerk, money, why="xem")
    till.counter.events()
    assert "NGUYEN" in actions.payer_of(till.cashier, money, why="hoàn tiền")
    assert [one.action for one in till.counter.events()] == ["incoming.look"]


def test_bills_are_seen_by_the_office_and_by_the_holder_of_the_link(till):
    bill = till.bill()
    assert queries.bills(till.counter.holder(bill.case), bill.case) == [bill]
    assert queries.bills(till.counter.other_clerk, bill.case) == []
    assert queries.bill(till.clerk, bill.code) == bill
    assert queries.bill(till.counter.other_clerk, bill.code) is None


def test_a_commune_officer_may_ask_but_not_take_money(till):
    bill = actions.issue(till.clerk, till.waiting(), [Item("permit")])
    with pytest.raises(Refused):
        actions.take_cash(till.clerk, bill, amount=bill.amount)
