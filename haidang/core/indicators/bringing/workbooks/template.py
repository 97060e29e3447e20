"""The form of one office and period as a workbook to fill in: only value and note can be changed."""

import io
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from haidang.core.indicators.bringing.asked import Form
from haidang.core.indicators.reading import places as reading_places
from haidang.core.ui.period_names import period_said
from haidang.kernel.bilingual import name_of, shown

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEAD = 4
"""The row of the headings, counted from 1."""
OFFICE, PERIOD = "B2", "D2"
WIDTHS = {"A": 34, "B": 14, "C": 46, "D": 26, "E": 14, "F": 14, "G": 16, "H": 40}
GREY, YELLOW = "FFE8ECEF", "FFFFF8DB"


def template(form: Form, kept: dict[tuple[str, str], tuple[float, str]]) -> bytes:
    """`kept` are the figures and notes that the form has already, by indicator and place."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = form.period.text
    _write(sheet, 1, [f"{name_of(form.office)}, {period_said(form.period)}"])
    _write(sheet, 2, [_("Cơ quan"), form.office.code, _("Kỳ"), form.period.text])
    _write(
        sheet, 3, [_("Chỉ sửa hai cột Giá trị và Lý do, ghi chú; số ghi 1.234,5 hay 1,234.5 đều được. Không gộp ô.")]
    )
    _write(sheet, HEAD, [
        _("Mã chỉ tiêu"), _("Mã nơi"), _("Chỉ tiêu"), _("Nơi"), _("Đơn vị"), _("Kỳ trước"), _("Giá trị"),
        _("Lý do, ghi chú"),
    ])  # fmt: skip
    places = reading_places.named({cell.place_id for cell in form.cells})
    for row, cell in enumerate(form.cells, HEAD + 1):
        facts, here = cell.entry.facts, places.get(cell.place_id)
        value, note = kept.get((cell.entry.code, cell.place), (cell.now, ""))
        name = name_of(here) if here else cell.place
        _write(sheet, row, [
            cell.entry.code, cell.place, shown(facts.name), name, facts.unit, cell.before, value, note
        ])  # fmt: skip
    _dress(sheet, len(form.cells))
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _write(sheet: "Worksheet", row: int, cells: list[Any]) -> None:
    """Text stays text, whatever sign it begins with."""
    for column, value in enumerate(cells, 1):
        cell = sheet.cell(row, column, value)
        if isinstance(value, str):
            cell.data_type = "s"


def _dress(sheet: "Worksheet", count: int) -> None:
    from openpyxl.styles import Font, PatternFill, Protection

    grey, yellow = PatternFill("solid", start_color=GREY), PatternFill("solid", start_color=YELLOW)
    open_ = Protection(locked=False)
    sheet["A1"].font = Font(bold=True, size=14)
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
        sheet[f"{column}{HEAD}"].font = Font(bold=True)
        sheet[f"{column}{HEAD}"].fill = grey
    for row in range(HEAD + 1, HEAD + 1 + count):
        for column in "GH":
            cell = sheet[f"{column}{row}"]
            cell.fill, cell.protection = yellow, open_
        sheet[f"G{row}"].number_format = sheet[f"F{row}"].number_format = "#,##0.######"
    sheet.freeze_panes = f"A{HEAD + 1}"
    sheet.protection.enable()
