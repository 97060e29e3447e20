"""A filled template read back: figures for the form, and every cell that cannot be taken by its address."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.indicators.bringing.asked import Form
from haidang.core.indicators.bringing.correcting import unexplained
from haidang.core.indicators.bringing.submissions import MOST_SIGNS
from haidang.core.indicators.bringing.taking import Given

from . import headings
from .headings import Columns
from .opening import Bad, NotANumber, Opened, as_number, letters
from .template import OFFICE, PERIOD

SEARCHED = 20
"""Rows in which the headings are looked for."""
MOST_ROWS = 20_000


@dataclass(slots=True)
class Filled:
    """What a file says. `skipped` are columns that mean nothing here, by name and letter."""

    given: list[Given] = field(default_factory=list)
    at: list[str] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def filled(sheet: Opened, form: Form) -> Filled:
    """Nothing of it is written; what keeps it from being sent is among the bad."""
    found = Filled()
    columns = headings.found(
        sheet.values.iter_rows(max_row=SEARCHED, values_only=True), ("indicator", "place", "value")
    )
    if columns is None:
        found.bad.append(
            Bad("A1", _("Không thấy các cột Mã chỉ tiêu, Mã nơi, Giá trị: dùng biểu mẫu tải từ trang này."))
        )
        return found
    found.bad += _of_another(sheet, form)
    if found.bad:
        return found
    found.skipped = [f"{letters(at)} “{name}”" for at, name in columns.foreign.items()]
    first = columns.at + 2
    found.bad += [Bad(one, _("Ô gộp: bỏ gộp ô rồi điền từng ô.")) for one in sheet.merged(first)]
    if sheet.written.max_row > MOST_ROWS:
        found.bad.append(Bad("A1", _("Nhiều nhất %(most)s dòng một tệp.") % {"most": MOST_ROWS}))
        return found
    _read_rows(sheet, form, columns, found)
    told = unexplained(found.given, in_open_periods=True)
    found.bad += [Bad(found.at[one.at], one.message) for one in told]
    return found


def _of_another(sheet: Opened, form: Form) -> Iterator[Bad]:
    """A template of another office or period, where the file says of which it is."""
    for at, own in ((OFFICE, form.office.code), (PERIOD, form.period.text)):
        said = sheet.values[at].value
        if said is not None and str(said) != own:
            yield Bad(at, _("Tệp này của %(other)s, không phải %(own)s.") % {"other": str(said)[:40], "own": own})


def _read_rows(sheet: Opened, form: Form, columns: Columns, found: Filled) -> None:
    keys, seen, of = form.keys, dict[tuple[str, str], str](), columns.of
    letter = letters(of["value"])
    for row in range(columns.at + 2, sheet.written.max_row + 1):
        code, place = (_text(sheet.values.cell(row, of[kind] + 1).value) for kind in ("indicator", "place"))
        if sheet.merged_in(row, of["value"] + 1):
            continue
        try:
            value = as_number(sheet.value(row, of["value"] + 1))
        except NotANumber as error:
            found.bad.append(Bad(f"{letter}{row}", str(error)))
            continue
        if value is None:
            continue
        if (code, place) not in keys:
            at = f"{letters(of['indicator'])}{row}"
            found.bad.append(Bad(at, _("Biểu này không có ô %(code)s %(place)s.") % {"code": code, "place": place}))
        elif (code, place) in seen:
            found.bad.append(Bad(f"{letter}{row}", _("Ô này đã có ở %(first)s.") % {"first": seen[code, place]}))
        else:
            seen[code, place] = f"{letter}{row}"
            note = _text(sheet.values.cell(row, of["note"] + 1).value) if "note" in of else ""
            found.given.append(Given(code, place, form.period.text, value, note[:MOST_SIGNS]))
            found.at.append(f"{letter}{row}")


def _text(cell: Any) -> str:
    """Codes that Excel took for numbers are whole numbers again."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
