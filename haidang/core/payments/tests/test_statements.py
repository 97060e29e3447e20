"""Statements: columns found by their words, bad rows named, the same file twice, what the webhook said before."""

import pytest

from haidang.core.payments import accounts, actions, statements
from haidang.core.payments.models import Incoming
from haidang.kernel import clock
from haidang.kernel.action import Invalid

HEAD = "STT;Ngày giao dịch;Mã giao dịch;Ghi nợ;Ghi có;Nội dung;Tài khoản đối ứng"


def file(*rows, head=HEAD, before="Ngân hàng X\nTài khoản;0271\n"):
    return (before + "\n".join([head, *rows])).encode()


def take(till, body):
    columns = statements.guessed(statements.headings(body))
    return actions.take_statement(till.cashier, "so.csv", body, columns, accounts.every()[0])


def test_it_finds_columns_pays_bills_and_names_what_it_cannot_take(till):
    bill = till.bill()
    body = file(
        f"1;22/11/2026 09:12:00;FT9;;150,000;MB {bill.memo} X;NGUYEN A 0123",
        "2;22/11/2026;FT10;;mười nghìn;abc;",
        "3;hôm qua;FT11;;5.000;abc;",
        "4;22/11/2026;FT12;20.000;;phí;",
        "5;22/11/2026;FT9;;7.000;lặp;",
        "6;22/11/2026;;;7.000;không mã;",
    )
    with clock.frozen(clock.start_of(clock.today()).replace(year=2026, month=12, day=1)):
        kept = take(till, body)
    bill.refresh_from_db()
    assert (bill.state, kept.rows, kept.taken) == ("paid", 6, 1)
    assert [(one["row"], one["field"]) for one in kept.bad] == [
        (5, "Ghi có"), (6, "Ngày giao dịch"), (8, "Mã giao dịch"), (9, "Mã giao dịch"),
    ]  # fmt: skip
    assert all(one["remedy"] for one in kept.bad)


def test_the_same_file_twice_does_nothing(till):
    bill = till.bill()
    body = file(f"1;20/11/2026;FT9;;150.000;{bill.memo};A")
    first = take(till, body)
    assert take(till, body) == first
    assert Incoming.objects.count() == 1


def test_what_the_bank_said_before_is_not_taken_again(till):
    bill = till.bill()
    till.paid(bill, reference="FT9")
    kept = take(till, file(f"1;20/11/2026;FT9;;150.000;{bill.memo};A"))
    assert (kept.taken, Incoming.objects.count()) == (0, 1)


@pytest.mark.parametrize("body", [b"", b"a;b\n1;2", b"\xff\xfe\x00a", b"PK\x03\x04\x00\x00", "một hai ba".encode()])
def test_what_is_no_statement_is_refused_in_words(till, body):
    with pytest.raises(Invalid, match="file"):
        statements.headings(body)


def test_a_column_that_is_not_there_is_named(till):
    columns = statements.Columns("Mã", "Ghi có", "Nội dung", "Ngày giao dịch")
    with pytest.raises(Invalid, match="Mã giao dịch"):
        statements.read(file(), columns, accounts.every()[0], clock.now())


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("150.000", 150_000), ("150,000", 150_000), ("1.250.000,00", 1_250_000), ("+50000 VND", 50_000), ("-", 0),
        ("-5.000", 0), ("1,000,000.00", 1_000_000), ("50 000", 50_000),
    ],
)  # fmt: skip
def test_amounts_are_read_as_banks_write_them(text, amount):
    assert statements._amount(text) == amount
