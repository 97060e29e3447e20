"""A statement's rows as text, from CSV or from a workbook, numbered as a spreadsheet numbers them."""

import csv
import io
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from haidang.kernel import archives
from haidang.kernel.action import Invalid

MOST_BYTES, MOST_ROWS = 5_000_000, 20_000
MOST_PACKED, MOST_UNPACKED = 3_000_000, 60_000_000
"""Of a workbook: it travels in a form, and shrinks no more."""
WORKBOOK = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def rows(body: bytes) -> list[list[str]]:
    """Raises Invalid for what is neither CSV in UTF-8 nor XLSX, or too large."""
    is_workbook = body.startswith(WORKBOOK)
    most = MOST_PACKED if is_workbook else MOST_BYTES
    if len(body) > most:
        raise Invalid("file", _("Tệp lớn hơn %(most)s MB; tách theo ngày.") % {"most": f"{most / 1e6:.0f}"}, len(body))
    found = _of_workbook(body) if is_workbook else _of_text(body)
    if len(found) > MOST_ROWS:
        raise Invalid("file", _("Nhiều nhất %(most)s dòng một tệp.") % {"most": MOST_ROWS}, len(found))
    return found


def _of_text(body: bytes) -> list[list[str]]:
    if body.startswith(OLD_WORKBOOK):
        raise Invalid("file", _("Đây là tệp XLS đời cũ; trong Excel chọn Lưu thành, XLSX hoặc CSV UTF-8."))
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("file", _("Lưu tệp dạng XLSX, hoặc CSV mã UTF-8, rồi tải lại.")) from None
    if "\0" in text:
        raise Invalid("file", _("Đây không phải tệp CSV hay XLSX. Trong Excel chọn Lưu thành, XLSX hoặc CSV UTF-8."))
    delimiter = max(";\t,", key=text[:4000].count)
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _of_workbook(body: bytes) -> list[list[str]]:
    """The first sheet that is filled."""
    from python_calamine import CalamineError, CalamineWorkbook  # only who imports a workbook loads it

    if not archives.is_whole(body, MOST_UNPACKED):
        raise Invalid("file", _("Không đọc được tệp XLSX này; mở bằng Excel, bỏ mật khẩu, lưu lại rồi tải lên."))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > MOST_ROWS:
                raise Invalid("file", _("Nhiều nhất %(most)s dòng một tệp.") % {"most": MOST_ROWS}, sheet.total_height)
            found = sheet.to_python(skip_empty_area=False)
            if found:
                return [[_text(cell) for cell in row] for row in found]
    except (CalamineError, OSError, ValueError):
        raise Invalid(
            "file", _("Không đọc được tệp XLSX này; mở bằng Excel, bỏ mật khẩu, lưu lại rồi tải lên.")
        ) from None
    return []


def _text(cell: Any) -> str:
    """As CSV would have it: whole numbers without a dot, days and moments by the calendar."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.4f}"  # four places are never taken for thousands
    return str(cell).strip()
