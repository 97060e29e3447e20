"""Guests of a lodging in a workbook: the empty one to fill in, and the filled one read with every bad cell named."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.kernel.text import folded

from .actions import Guest
from .rules_of_stay import REASONS

MOST_BYTES, MOST_ROWS, MOST_SHOWN = 3 * 1024 * 1024, 1_000, 20
LONGEST_UNPACKED = 60 * 1024 * 1024
COLUMNS = (
    "name",
    "kind",
    "number",
    "nationality",
    "born",
    "gender",
    "address",
    "reason",
    "room",
    "nights",
    "arrived_at",
)
HEADS = (
    "Họ tên", "Loại giấy tờ", "Số giấy tờ", "Quốc tịch", "Ngày sinh", "Giới tính", "Địa chỉ", "Lý do", "Phòng", "Số đêm",
    "Giờ đến",
)  # fmt: skip
KINDS = {"can cuoc": "citizen_card", "cccd": "citizen_card", "ho chieu": "passport", "khac": "other"}
GENDERS = {"nam": "male", "nu": "female", "": ""}
DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d")
MOMENTS = ("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M")


class BadCells(Exception):
    """Cells that cannot be taken, as (address, message); nothing of the file was taken."""

    def __init__(self, cells: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{where}: {why}" for where, why in cells[:MOST_SHOWN]))
        self.cells = cells


def template() -> bytes:
    """An empty workbook with the heads, and the words that a cell may have."""
    book = Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]
    sheet.title = "Khach"
    sheet.append(HEADS)
    for at in range(1, len(HEADS) + 1):
        sheet.cell(1, at).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(at)].width = 18
        for row in range(2, 202):
            sheet.cell(row, at).number_format = "@"
    for letter, words in (
        ("B", "Căn cước,Hộ chiếu,Khác"),
        ("F", "Nam,Nữ"),
        ("H", ",".join(one.name.vi for one in REASONS.values())),
    ):
        rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
        rule.add(f"{letter}2:{letter}201")
        sheet.add_data_validation(rule)
    sheet.freeze_panes = "A2"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def guests(content: bytes) -> list[Guest]:
    """Every guest of a filled workbook. Raises Invalid for a file that is none of ours, BadCells for cells."""
    sheet = _opened(content)
    if sheet.merged_cells.ranges:
        where = ", ".join(str(one) for one in list(sheet.merged_cells.ranges)[:3])
        raise Invalid("file", _("Bỏ gộp ô rồi nộp lại: %(where)s.") % {"where": where}, where)
    heads = [folded(str(cell.value or "")).strip() for cell in sheet[1][: len(HEADS)]]
    missing = [head for at, head in enumerate(HEADS) if at >= len(heads) or heads[at] != folded(head)]
    if missing:
        raise Invalid("file", _("Dùng tệp mẫu: thiếu hoặc sai cột %(heads)s.") % {"heads": ", ".join(missing)}, missing)
    found: list[Guest] = []
    bad: list[tuple[str, str]] = []
    for number, cells in enumerate(
        sheet.iter_rows(min_row=2, max_row=MOST_ROWS + 2, max_col=len(HEADS), values_only=True), 2
    ):
        if all(value in (None, "") for value in cells):
            continue
        if number > MOST_ROWS + 1:
            raise Invalid("file", _("Nhiều nhất %(most)s khách một tệp.") % {"most": MOST_ROWS}, number)
        guest = _guest(number, dict(zip(COLUMNS, cells, strict=True)), bad)
        if guest is not None:
            found.append(guest)
    if bad:
        raise BadCells(bad)
    if not found:
        raise Invalid("file", _("Tệp chưa có khách nào."), "")
    return found


def _opened(content: bytes) -> Worksheet:
    if len(content) > MOST_BYTES:
        raise Invalid("file", _("Tệp lớn hơn 3 MB."), len(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(one.file_size for one in packed.infolist())
        sheet = load_workbook(io.BytesIO(content), data_only=True).worksheets[0] if size <= LONGEST_UNPACKED else None
    except Exception:  # openpyxl raises whatever a broken part makes it stumble over
        raise Invalid("file", _("Đây không phải tệp Excel (.xlsx)."), "") from None
    if sheet is None:
        raise Invalid("file", _("Tệp giải nén ra quá lớn."), "")
    return sheet


def _guest(number: int, row: dict[str, Any], bad: list[tuple[str, str]]) -> Guest | None:
    def where(name: str) -> str:
        return f"{get_column_letter(COLUMNS.index(name) + 1)}{number}"

    text = {name: _text(value) for name, value in row.items()}
    before = len(bad)
    kind = KINDS.get(folded(text["kind"]).strip())
    if kind is None:
        bad.append((where("kind"), _("Ghi Căn cước, Hộ chiếu hoặc Khác.")))
    gender = GENDERS.get(folded(text["gender"]).strip())
    if gender is None:
        bad.append((where("gender"), _("Ghi Nam, Nữ hoặc để trống.")))
    reason = _reason(text["reason"])
    if reason is None:
        bad.append((where("reason"), _("Chọn một lý do trong danh mục.")))
    nights = _whole(row["nights"])
    if nights is None:
        bad.append((where("nights"), _("Số đêm là số nguyên.")))
    born = arrived = None
    try:
        born = _day(row["born"])
    except ValueError:
        bad.append((where("born"), _("Ghi ngày như 02/09/1990.")))
    try:
        arrived = _moment(row["arrived_at"])
    except ValueError:
        bad.append((where("arrived_at"), _("Ghi giờ đến như 22/11/2026 18:30.")))
    bad += [(where(name), _("Không được để trống.")) for name in ("name", "number") if not text[name]]
    if len(bad) > before:
        return None
    return Guest(
        name=text["name"], kind=kind or "", number=text["number"], nationality=text["nationality"] or "VNM", born=born,
        gender=gender or "", address=text["address"], reason=reason or "", room=text["room"], nights=nights or 1,
        arrived_at=arrived, at=f"{number}",
    )  # fmt: skip


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _reason(text: str) -> str | None:
    plain = folded(text).strip()
    return "travel" if not plain else next((key for key, one in REASONS.items() if folded(one.name.vi) == plain), None)


def _whole(value: Any) -> int | None:
    text = _text(value)
    return 1 if not text else int(text) if text.isdecimal() and len(text) < 4 else None


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.date()
    return _parsed(_text(value), DAYS).date()


def _moment(value: Any) -> datetime | None:
    if value in (None, ""):
        return None
    found = value if isinstance(value, datetime) else _parsed(_text(value), MOMENTS)
    return found.replace(tzinfo=clock.HO_CHI_MINH)


def _parsed(text: str, forms: tuple[str, ...]) -> datetime:
    """Raises ValueError."""
    for form in forms:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the province's
        except ValueError:
            continue
    raise ValueError(text)
