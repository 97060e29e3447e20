"""Tables of many indicators and periods, from Excel or CSV: one row a figure, or one column a period.

Columns are known by their headings; an indicator by its code here or its official one, a place by its code or its name.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.directory.models import Office
from haidang.core.indicators import book, places
from haidang.core.indicators.book import Book
from haidang.core.indicators.bringing import asked
from haidang.core.indicators.bringing.correcting import unexplained
from haidang.core.indicators.bringing.submissions import MOST_SIGNS
from haidang.core.indicators.bringing.taking import Given
from haidang.core.indicators.reading import places as reading_places
from haidang.kernel import periods
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.periods import NoPeriod
from haidang.kernel.text import folded

from . import headings
from .filled import SEARCHED, Filled
from .headings import Columns
from .opening import Bad, NotANumber, Opened, as_number, letters

MOST_TEXT, MOST_FIGURES = 8_000_000, 120_000
_MONTH = re.compile(r"(?:thang|t)? ?(\d{1,2}) (\d{4})")
_QUARTER = re.compile(r"(?:quy|q) ?(iv|i{1,3}|[1-4]) (\d{4})")
_YEAR = re.compile(r"(?:nam )?(\d{4})")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


@dataclass(slots=True)
class Rows:
    """The rows of a file; `sheet` is there where it was a workbook."""

    cells: list[list[Any]]
    sheet: Opened | None = None

    def value(self, row: int, column: int) -> Any:
        """Counted from 0. Raises NotANumber."""
        if self.sheet is not None:
            return self.sheet.value(row + 1, column + 1)
        line = self.cells[row]
        return line[column] if column < len(line) else None


def of_text(body: bytes) -> Rows:
    """Raises Invalid for what is no CSV in UTF-8."""
    if len(body) > MOST_TEXT:
        raise Invalid(
            "file", _("Tệp lớn hơn %(most)s MB; tách ra rồi tải lên.") % {"most": MOST_TEXT // 10**6}, len(body)
        )
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("file", _("Lưu tệp dạng XLSX, hoặc CSV mã UTF-8, rồi tải lại.")) from None
    if "\0" in text or text.lstrip()[:1] == "<":
        raise Invalid("file", _("Đây không phải tệp CSV hay XLSX. Trong Excel chọn Lưu thành, XLSX hoặc CSV UTF-8."))
    delimiter = max(";\t,", key=text[:4000].count)
    try:
        return Rows(list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    except csv.Error as error:
        raise Invalid("file", _("Không đọc được tệp CSV: %(why)s.") % {"why": error}) from None


def of_workbook(sheet: Opened) -> Rows:
    return Rows([list(row) for row in sheet.values.iter_rows(values_only=True)], sheet)


@dataclass
class _Reading:
    rows: Rows
    columns: Columns
    known: Book
    found: Filled = field(default_factory=Filled)
    seen: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.official = {one.facts.code: code for code, one in self.known.by_code.items() if one.facts.code}
        self.places = _places()
        self.wide: dict[int, str] = {} if {"period", "value"} <= self.columns.of.keys() else self._periods()

    def _periods(self) -> dict[int, str]:
        head = self.rows.cells[self.columns.at]
        return {at: text for at, cell in enumerate(head) if (text := period_of(cell))}

    def run(self) -> Filled:
        for row in range(self.columns.at + 1, len(self.rows.cells)):
            line = self.rows.cells[row]
            if any(cell not in (None, "") for cell in line):
                self._line(row)
            if len(self.found.given) > MOST_FIGURES or len(self.found.bad) > 500:
                self.found.bad.append(Bad("", _("Dừng ở dòng %(row)s: quá nhiều ô.") % {"row": row + 1}))
                break
        return self.found

    def _line(self, row: int) -> None:
        of = self.columns.of
        said = _text(self.rows.value(row, of["indicator"]))
        code = said if said in self.known.by_code else self.official.get(said, "")
        if not code:
            self._bad(row, of["indicator"], _("Không có chỉ tiêu mã %(code)s.") % {"code": said[:60]})
            return
        name = _text(self.rows.value(row, of["place"])) if "place" in of else ""
        place = self.places.get(folded(name)) if name else ""
        if place is None:
            self._bad(row, of["place"], _("Không có nơi mã %(key)s.") % {"key": name[:60]})
            return
        note = _text(self.rows.value(row, of["note"])) if "note" in of else ""
        if self.wide:
            for column, period in self.wide.items():
                self._cell(row, column, Given(code, place, period, None, note[:MOST_SIGNS]))
            return
        period = period_of(self.rows.value(row, of["period"]))
        if not period:
            text = _text(self.rows.value(row, of["period"]))[:40]
            message = _("Kỳ “%(period)s” không đúng: ghi như 2026, 2026-Q3, 2026-07, 2026-W31, 2026-07-15.")
            self._bad(row, of["period"], message % {"period": text})
            return
        self._cell(row, of["value"], Given(code, place, period, None, note[:MOST_SIGNS]))

    def _cell(self, row: int, column: int, one: Given) -> None:
        try:
            value = as_number(self.rows.value(row, column))
        except NotANumber as error:
            self._bad(row, column, str(error))
            return
        if value is None:
            return
        at, key = f"{letters(column)}{row + 1}", (one.indicator, one.place, one.period)
        if key in self.seen:
            self.found.bad.append(Bad(at, _("Ô này đã có ở %(first)s.") % {"first": self.seen[key]}))
            return
        self.seen[key] = at
        self.found.given.append(Given(one.indicator, one.place, one.period, value, one.note))
        self.found.at.append(at)

    def _bad(self, row: int, column: int, message: str) -> None:
        self.found.bad.append(Bad(f"{letters(column)}{row + 1}", message))


def read(actor: Actor, office: Office, rows: Rows) -> Filled:
    """The figures of an office in a file, and whatever is wrong with them; nothing is written."""
    columns = _columns(rows)
    if columns is None:
        needed = _("Không thấy cột Mã chỉ tiêu cùng cột Kỳ và Giá trị, hoặc các cột mang tên kỳ (2026-01, 2026-02, …).")
        return Filled(bad=[Bad("A1", needed)])
    merged = rows.sheet.merged(columns.at + 1) if rows.sheet else []
    if merged:
        return Filled(bad=[Bad(one, _("Ô gộp: bỏ gộp ô rồi điền từng ô.")) for one in merged])
    reading = _Reading(rows, columns, book.current())
    found = reading.run()
    found.skipped = [f"{letters(at)} “{name}”" for at, name in columns.foreign.items() if at not in reading.wide]
    found.bad += _of_others(actor, office, found)
    if not found.bad:
        found.bad = [Bad(found.at[one.at], one.message) for one in unexplained(found.given, in_open_periods=True)]
    if not found.bad and not found.given:
        found.bad.append(Bad("", _("Tệp không có số nào.")))
    return found


def _columns(rows: Rows) -> Columns | None:
    first = rows.cells[:SEARCHED]
    long = headings.found(first, ("indicator", "period", "value"))
    if long is not None:
        return long
    wide = headings.found(first, ("indicator",))
    return wide if wide is not None and any(period_of(cell) for cell in rows.cells[wide.at]) else None


def _of_others(actor: Actor, office: Office, found: Filled) -> Iterable[Bad]:
    """Figures that the office is not asked for."""
    keys = dict[str, set[tuple[str, str]]]()
    for one, at in zip(found.given, found.at, strict=True):
        if one.period not in keys:
            keys[one.period] = asked.form(actor, office, periods.read(one.period)).keys
        if (one.indicator, one.place) not in keys[one.period]:
            message = _("%(office)s không nộp %(code)s %(place)s của kỳ %(period)s.")
            said = {"office": office.code, "code": one.indicator, "place": one.place, "period": one.period}
            yield Bad(at, message % said)


def period_of(cell: Any) -> str:
    """The name of a period as people and Excel write it, "" where it is none."""
    if isinstance(cell, datetime | date):  # Excel makes a day of 2026-07 and of 7/2026
        return f"{cell:%Y-%m}"
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return str(int(cell)) if 1990 <= cell < 2100 else ""
    try:
        return periods.read(str(cell or "").strip().upper()).text
    except NoPeriod:
        text = _named(folded(str(cell or "")).replace("-", " "))
    try:
        return periods.read(text).text
    except NoPeriod:
        return ""


def _named(text: str) -> str:
    """thang 7 2026 as 2026-07, quy iii 2026 as 2026-Q3, nam 2026 as 2026; "" for other words."""
    if match := _QUARTER.fullmatch(text):
        return f"{match[2]}-Q{_ROMAN.get(match[1], match[1])}"
    if match := _MONTH.fullmatch(text):
        return f"{match[2]}-{int(match[1]):02d}"
    match = _YEAR.fullmatch(text)
    return match[1] if match else ""


def _places() -> dict[str, str]:
    """Keys by key and by folded name; the province by its name too."""
    axis = places.today()
    found: dict[str, str] = {}
    for one in reading_places.named(axis.ids.tolist()).values():
        found |= {folded(one.name_vi): one.key, folded(one.name_en): one.key, folded(one.key): one.key}
    return found


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
