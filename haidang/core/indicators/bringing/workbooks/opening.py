"""Workbooks that people send, opened with care; their cells as numbers and words; bad ones marked."""

import io
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from haidang.kernel import archives
from haidang.kernel.action import Invalid
from haidang.kernel.typed_numbers import number

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MOST_BYTES, MOST_UNPACKED = 3_000_000, 40_000_000
MOST_ROWS, MOST_COLUMNS = 100_000, 500
"""A sheet formatted to its end has a million rows of sixteen thousand columns, all of them empty."""
RED = "FFF4C7C3"
BOOK = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Bad:
    """What is wrong in a cell or a range, by its address in the file."""

    address: str
    message: str


class NotANumber(ValueError):
    """In words fit to be shown."""


@dataclass(slots=True)
class Opened:
    """A workbook twice: as it is written, and with what its formulas came to."""

    book: "Workbook"
    written: "Worksheet"
    values: "Worksheet"

    def value(self, row: int, column: int) -> Any:
        """Counted from 1. Raises NotANumber for a formula that nobody has worked out yet."""
        raw, known = self.written.cell(row, column).value, self.values.cell(row, column).value
        if known is None and isinstance(raw, str) and raw.startswith("="):
            raise NotANumber(_("Công thức chưa có kết quả: mở bằng Excel, lưu lại rồi tải lên."))
        return known

    def merged(self, row: int) -> list[str]:
        """The merged ranges from a row on."""
        return [str(one) for one in self.written.merged_cells.ranges if one.max_row >= row]

    def merged_in(self, row: int, column: int) -> bool:
        at = self.written.cell(row, column).coordinate
        return any(at in one for one in self.written.merged_cells.ranges)


def opened(body: bytes) -> Opened:
    """The sheet in front. Raises Invalid."""
    wrong = _("Không đọc được tệp XLSX này; mở bằng Excel, bỏ mật khẩu, lưu lại rồi tải lên.")
    if len(body) > MOST_BYTES:
        raise Invalid(
            "file", _("Tệp lớn hơn %(most)s MB; tách ra rồi tải lên.") % {"most": MOST_BYTES // 10**6}, len(body)
        )
    if not body.startswith(BOOK) or not archives.is_whole(body, MOST_UNPACKED):
        raise Invalid("file", wrong)
    from openpyxl import load_workbook  # takes a while: only who sends a file loads it

    try:
        book, values = load_workbook(io.BytesIO(body)), load_workbook(io.BytesIO(body), data_only=True)
        name = book.active.title if book.active is not None else ""
        sheet = Opened(book, book[name], values[name])
        is_too_large = sheet.written.max_row > MOST_ROWS or sheet.written.max_column > MOST_COLUMNS
    except Exception:  # a file of a stranger may be wrong in any way
        raise Invalid("file", wrong) from None
    if is_too_large:
        message = _("Nhiều nhất %(rows)s dòng, %(columns)s cột một tệp; xóa các dòng, cột trống ở cuối rồi lưu lại.")
        raise Invalid("file", message % {"rows": MOST_ROWS, "columns": MOST_COLUMNS})
    return sheet


def letters(column: int) -> str:
    """The name of a column counted from 0: A, B, ... AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def as_number(cell: Any) -> float | None:
    """None for an empty cell. Raises NotANumber."""
    match cell:
        case None:
            return None
        case bool():
            raise NotANumber(_("Không phải một số."))
        case int() | float():
            return float(cell)
        case datetime() | date() | time():
            raise NotANumber(_("Excel đã đổi ô này thành ngày: định dạng ô là số rồi gõ lại."))
    text = str(cell).strip()
    if text.startswith("#"):
        raise NotANumber(_("Ô có lỗi của Excel: %(text)s.") % {"text": text[:20]})
    try:
        return number(text) if text else None
    except ValueError:
        raise NotANumber(_("“%(text)s” không phải một số.") % {"text": text[:40]}) from None


def marked(sheet: Opened, bad: list[Bad]) -> bytes:
    """The same workbook with the bad cells red, each with what is wrong as its comment."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    for one in bad:
        first = one.address.partition(":")[0]
        if not first:
            continue
        cell = sheet.written[first]
        cell.fill = PatternFill("solid", start_color=RED)
        cell.comment = Comment(one.message, "Hải Đăng")
    body = io.BytesIO()
    sheet.book.save(body)
    return body.getvalue()
