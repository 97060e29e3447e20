"""A file with a table, CSV or XLSX, opened as it is: which encoding, which delimiter, which line holds the names of columns."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_noop as msgid
from python_calamine import CalamineError, CalamineWorkbook

from haidang.core.pulling.faults import Fault
from haidang.core.pulling.table import Table, named_once
from haidang.kernel import archives
from haidang.kernel.bilingual import both

MOST_BYTES = 8 * 1024 * 1024
MOST_UNPACKED = 60_000_000
MOST_ROWS = 20_000
PACKED = b"PK\x03\x04"
DELIMITERS = ",;\t|"
ENCODINGS = ("utf-8-sig", "cp1258", "latin-1")
LOOKED_AT = 50  # lines by which a delimiter is told
Line = tuple[int, list[object]]


@dataclass(frozen=True, slots=True)
class Opened:
    """`lines` are the numbers of the rows as the file counts them; `form` is how it was read: XLSX, or encoding and delimiter."""

    table: Table
    lines: list[int]
    form: str


def opened(body: bytes) -> Opened:
    """The first sheet or the whole text. Raises Fault."""
    if len(body) > MOST_BYTES:
        raise Fault("too_large", limit=f"{MOST_BYTES // 1024 // 1024} MB")
    if body.startswith(PACKED):
        return _made(list(_of_workbook(body)), "XLSX")
    text, encoding = _decoded(body)
    delimiter = _delimiter(text)
    shown = {"\t": "tab"}.get(delimiter, delimiter)
    return _made(list(_of_text(text, delimiter)), f"CSV, {encoding.removesuffix('-sig').upper()}, “{shown}”")


def _of_workbook(body: bytes) -> Iterator[Line]:
    if not archives.is_whole(body, MOST_UNPACKED):
        raise Fault("unreadable", why=both(msgid("không phải bảng tính")))
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError):
        raise Fault("unreadable", why=both(msgid("không phải bảng tính"))) from None
    for number, row in enumerate(rows, 1):
        yield number, [_plain(cell) for cell in row]


def _plain(cell: object) -> object:
    """A workbook knows no whole numbers: a code 1 is 1.0 there."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, str | bool | int | float):
        return cell
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _decoded(body: bytes) -> tuple[str, str]:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise Fault("unreadable", why=both(msgid("không phải CSV")))


def _delimiter(text: str) -> str:
    """The sign that divides the lines most evenly into most cells."""
    lines = [line for line in text.splitlines() if line.strip()][:LOOKED_AT]

    def evenness(sign: str) -> tuple[float, int]:
        counts = Counter(line.count(sign) for line in lines)
        cells, often = max(counts.items(), key=lambda one: (one[0] > 0, one[1], one[0]), default=(0, 0))
        return (often / len(lines) if cells else 0.0, cells)

    return max(DELIMITERS, key=evenness) if lines else ","


def _of_text(text: str, delimiter: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        before = 0
        for row in reader:
            yield before + 1, list(row)
            before = reader.line_num
    except csv.Error:
        raise Fault("unreadable", why=both(msgid("không phải CSV"))) from None


def _made(rows: list[Line], form: str) -> Opened:
    """The first line with two cells names the columns: titles above it have one."""
    rows = [(number, row) for number, row in rows if any(str(cell).strip() for cell in row)]
    at = next((at for at, (_n, row) in enumerate(rows) if sum(bool(str(cell).strip()) for cell in row) > 1), None)
    if at is None or len(rows) < at + 2:
        raise Fault("no_rows", where=form)
    if len(rows) - at - 1 > MOST_ROWS:
        raise Fault("too_large", limit=both(msgid("%(count)s dòng"), count=MOST_ROWS))
    names = [str(cell).strip() for cell in rows[at][1]]
    width = max(place for place, name in enumerate(names) if name) + 1
    head = named_once(names[:width])
    body = rows[at + 1 :]
    cells = [dict(zip(head, [*row, *[""] * width], strict=False)) for _number, row in body]
    for one in cells:
        one.pop("", None)
    return Opened(Table([name for name in head if name], cells), [number for number, _row in body], form)
