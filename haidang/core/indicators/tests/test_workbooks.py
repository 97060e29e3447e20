"""Figures in Excel and CSV: what is good is read, what is bad is told by its address, nothing is written meanwhile."""

import io
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from haidang.core.indicators.bringing import asked, importing, submissions
from haidang.core.indicators.bringing.workbooks import opening, tables
from haidang.core.indicators.bringing.workbooks.filled import filled
from haidang.core.indicators.bringing.workbooks.template import HEAD as HEADINGS
from haidang.core.indicators.bringing.workbooks.template import template
from haidang.core.indicators.models import Submission
from haidang.core.indicators.tests.test_submissions import HEAD, MONTH, SOLD, WRITER
from haidang.core.indicators.tests.test_values import RICE, value
from haidang.kernel import periods
from haidang.kernel.action import Invalid, NotPossible

FIRST = HEADINGS + 1


def form(province):
    return asked.form(WRITER, province.owner, periods.read(MONTH))


def changed(body, change):
    book = load_workbook(io.BytesIO(body))
    change(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(province, change=lambda sheet: None):
    body = changed(template(form(province), {}), change)
    return filled(opening.opened(body), form(province))


def test_a_template_comes_back_filled_with_numbers_of_both_kinds(province):
    province.declare(RICE, SOLD)

    def fill(sheet):
        assert [sheet.cell(FIRST, column).value for column in (1, 2)] == ["farm.rice", "X1"]
        for row, text in enumerate(("1.234,5", "1,234.5", 12.5)):
            sheet.cell(FIRST + row, 7).value = text
        sheet.cell(FIRST + 3, 7).value, sheet.cell(FIRST + 3, 8).value = 40, "theo sổ"
        sheet.cell(HEADINGS, 10).value = "Người gõ"

    found = read(province, fill)
    assert [(one.place, one.value, one.note) for one in found.given] == [
        ("X1", 1234.5, ""), ("X2", 1234.5, ""), ("X3", 12.5, ""), ("", 40, "theo sổ"),
    ]  # fmt: skip
    assert (found.bad, found.skipped) == ([], ["J “Người gõ”"])


def test_bad_cells_are_told_by_their_address_and_marked(province):
    province.declare(RICE, SOLD)

    def spoil(sheet):
        sheet.merge_cells(f"G{FIRST}:G{FIRST + 1}")
        sheet.cell(FIRST + 2, 7).value = datetime(2026, 1, 2)
        sheet.cell(FIRST + 3, 7).value = 5000
        for row, (code, text) in enumerate(
            [("farm.rice", "nhiều"), ("farm.none", 1), ("farm.rice", "=1+1")], FIRST + 4
        ):
            sheet.cell(row, 1).value, sheet.cell(row, 2).value, sheet.cell(row, 7).value = code, "X1", text

    found = read(province, spoil)
    told = {one.address: one.message for one in found.bad}
    assert list(told) == [
        f"G{FIRST}:G{FIRST + 1}",
        f"G{FIRST + 2}",
        f"G{FIRST + 4}",
        f"A{FIRST + 5}",
        f"G{FIRST + 6}",
        f"G{FIRST + 3}",
    ]
    assert "gộp" in told[f"G{FIRST}:G{FIRST + 1}"]
    sheet = opening.opened(changed(template(form(province), {}), spoil))
    again = load_workbook(io.BytesIO(opening.marked(sheet, found.bad))).active
    assert again[f"G{FIRST + 2}"].fill.start_color.rgb == opening.RED
    assert "ngày" in again[f"G{FIRST + 2}"].comment.text
    assert not Submission.objects.exists()


def test_a_template_of_another_period_and_what_is_no_workbook_are_refused(province):
    province.declare(SOLD)

    def other(sheet):
        sheet["D2"] = "2026-09"

    assert [one.address for one in read(province, other).bad] == ["D2"]
    for body in (b"", b"<html>", b"PK\x03\x04 broken", b"a,b\n1,2"):
        with pytest.raises(Invalid):
            opening.opened(body)


def table(province, rows):
    return tables.read(WRITER, province.owner, tables.Rows(rows))


def test_a_year_in_columns_becomes_a_form_a_period_that_a_second_person_approves(province):
    province.declare(RICE, SOLD)
    text = "Mã chỉ tiêu;Mã nơi;2026-08;T9/2026;tháng 10/2026\nfarm.sold;;10;11,5;1.2e9\nfarm.rice;X1;1;2;3\n"
    rows = tables.of_text(text.encode())
    assert [one.address for one in tables.read(WRITER, province.owner, rows).bad] == ["E2"]
    found = tables.read(WRITER, province.owner, tables.of_text(text.replace("1.2e9", "12").encode("utf-8-sig")))
    assert found.bad == []
    made = importing.keep(WRITER, province.owner, found.given, "năm.csv")
    assert [(row.over.text, len(row.cells), row.is_of_file) for row in made] == [
        ("2026-08", 2, True), ("2026-09", 2, True), ("2026-10", 2, True),
    ]  # fmt: skip
    for row in importing.send_all(WRITER, made):
        with pytest.raises(NotPossible):
            submissions.approve(WRITER, row, number=row.number)
        submissions.approve(HEAD, row, number=row.number)
    assert value("sold", "2026-09") == 11.5
    assert Submission.objects.first().lot.kind == "file"


def test_a_long_table_names_what_it_cannot_take(province):
    province.declare(RICE, SOLD | {"code": "0104"})
    rows = [
        ["Bảng"], ["Mã chỉ tiêu", "Mã nơi", "Kỳ", "Giá trị", "Màu"],
        ["0104", "", datetime(2026, 10, 1), 5, "đỏ"], ["farm.rice", "X9", "2026-10", 1, ""],
        ["farm.none", "", "2026-10", 1, ""], ["farm.rice", "X1", "hôm qua", 1, ""], ["farm.rice", "X1", "2026-10", "x", ""],
    ]  # fmt: skip
    found = table(province, rows)
    assert [(one.indicator, one.period, one.value) for one in found.given] == [("farm.sold", "2026-10", 5)]
    assert [one.address for one in found.bad] == ["B4", "A5", "C6", "D7"]
    assert found.skipped == ["E “Màu”"]
    assert [one.address for one in table(province, [["a", "b"]]).bad] == ["A1"]
    rows = [rows[1], ["farm.sold", "", "2026-10", 5]]
    theirs = tables.read(WRITER, province.other, tables.Rows(rows))
    assert "không nộp" in theirs.bad[0].message


@pytest.mark.parametrize(
    ("said", "meant"),
    [("2026-Q3", "2026-Q3"), ("Quý III/2026", "2026-Q3"), ("T7/2026", "2026-07"), ("7/2026", "2026-07"), (2026.0, "2026"),
     ("Năm 2026", "2026"), (datetime(2026, 7, 1), "2026-07"), ("13/2026", ""),
     ("Năm 0000", ""), ("7/9999", ""), (7, ""), ("", ""), (None, "")],
)  # fmt: skip
def test_periods_are_known_as_people_and_excel_write_them(said, meant):
    assert tables.period_of(said) == meant


def test_files_that_are_no_tables_are_refused(province):
    for body in (b"<!doctype html>", b"\xff\xfe\x00", b"a\0b", "ô".encode("utf-16")):
        with pytest.raises(Invalid):
            tables.of_text(body)
    book = Workbook()
    out = io.BytesIO()
    book.save(out)
    assert tables.read(WRITER, province.owner, tables.of_workbook(opening.opened(out.getvalue()))).bad


def test_a_sheet_that_is_formatted_to_its_end_is_refused_before_it_is_walked():
    book, out = Workbook(), io.BytesIO()
    book.active["XFD1048576"] = " "
    book.save(out)
    with pytest.raises(Invalid) as wrong:
        opening.opened(out.getvalue())
    assert "100000" in wrong.value.message
