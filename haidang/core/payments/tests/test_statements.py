"""Statements: columns found by their words, bad rows named, the same file twice, what the webhook said before."""

import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from haidang.core.payments import accounts, actions, sheets, statements
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
    day = f"{clock.today() - timedelta(days=1):%d/%m/%Y}"
    body = file(
        f"1;{day} 09:12:00;FT9;;150,000;MB {bill.memo} X;NGUYEN A 0123",
        f"2;{day};FT10;;mười nghìn;abc;",
        "3;hôm qua;FT11;;5.000;abc;",
        f"4;{day};FT12;20.000;;phí;",
        f"5;{day};FT9;;7.000;lặp;",
        f"6;{day};;;7.000;không mã;",
    )
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


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/package/2006/content-types"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
FILES = {
    "[Content_Types].xml": f'<Types xmlns="{KINDS}"><Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{LINKS}"><Relationship Id="r1" Type="{RELATED}/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{LINKS}"><Relationship Id="r1" Type="{RELATED}/worksheet"'
    f' Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{RELATED}/styles" Target="styles.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELATED}"><sheets><sheet name="Sao kê" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
    "xl/styles.xml": f'<styleSheet xmlns="{SHEET}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
}


def workbook(*rows, **more):
    """An XLSX of these cells: words, numbers, moments (style 1)."""
    lines = "".join(f'<row r="{at}">{"".join(map(cell, row))}</row>' for at, row in enumerate(rows, 1))
    files = (
        FILES
        | {"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{lines}</sheetData></worksheet>'}
        | more
    )
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return body.getvalue()


def cell(value):
    if isinstance(value, datetime):
        days = (value.replace(tzinfo=UTC) - datetime(1899, 12, 30, tzinfo=UTC)).total_seconds() / 86400
        return f'<c s="1"><v>{days}</v></c>'
    return f"<c><v>{value}</v></c>" if isinstance(value, float) else f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def test_a_workbook_is_read_like_the_same_csv(till):
    bill = till.bill()
    body = workbook(
        ["Ngân hàng X"], HEAD.split(";"),
        [1.0, datetime(2026, 11, 20, 9, 12), "FT9", "", 150000.0, f"MB {bill.memo}", "NGUYEN A 0123"],
        [2.0, "20/11/2026", 77.0, "", "5.000", "chữ", ""],
        [3.0, "20/11/2026", "FT11", "", 150.125, "lẻ", ""],
        [4.0, "hôm qua", "FT12", "", 7.0, "", ""],
    )  # fmt: skip
    kept = take(till, body)
    bill.refresh_from_db()
    assert (bill.state, kept.rows, kept.taken) == ("paid", 4, 2)
    assert Incoming.objects.get(bill=bill).at == datetime(2026, 11, 20, 2, 12, tzinfo=UTC)
    assert Incoming.objects.filter(reference="77", amount=5000).exists()
    assert [(one["row"], one["field"]) for one in kept.bad] == [(5, "Ghi có"), (6, "Ngày giao dịch")]


def test_a_workbook_that_unpacks_to_too_much_or_is_broken_is_refused():
    with pytest.raises(Invalid, match="XLSX"):
        sheets.rows(workbook(["a"], **{"xl/media/x": "0" * (sheets.MOST_UNPACKED + 1)}))
    with pytest.raises(Invalid, match="XLSX"):
        sheets.rows(workbook(["a"])[:-30])
    with pytest.raises(Invalid, match="3 MB"):
        sheets.rows(sheets.WORKBOOK + bytes(sheets.MOST_PACKED))


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
