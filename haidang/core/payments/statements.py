"""Statements of an account as banks give them out, CSV or XLSX: rows under a line of headings, in any order of columns.

Amounts are whole đồng, with dots or commas between thousands; days as 22/11/2026, 22-11-2026 or 2026-11-22, with or
without a time. A row that cannot be read is named with its column, value and remedy, and hinders no other.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from haidang.kernel.action import Invalid
from haidang.kernel.clock import HO_CHI_MINH
from haidang.kernel.text import folded

from . import sheets
from .accounts import Account
from .transfers import Transfer, checked

WORDS = {
    "reference": ("ma giao dich", "so tham chieu", "so but toan", "so ct", "reference", "transaction id", "ref"),
    "amount": ("ghi co", "so tien co", "phat sinh co", "credit", "amount", "so tien"),
    "memo": ("noi dung", "dien giai", "mo ta", "description", "memo", "details"),
    "at": ("ngay giao dich", "thoi gian", "ngay hieu luc", "ngay", "date", "time"),
    "payer": ("nguoi chuyen", "tai khoan doi ung", "doi tac", "counterparty", "payer", "remitter"),
}
NEEDED = ("reference", "amount", "memo", "at")
DAY_FORMS = ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d")
TIME_FORMS = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S")
THOUSANDS = re.compile(r"\d{1,3}([.,  ]\d{3})+")


@dataclass(frozen=True, slots=True)
class Columns:
    """The heading of the column that holds each field; "" for none."""

    reference: str
    amount: str
    memo: str
    at: str
    payer: str = ""


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be taken: its number as a spreadsheet counts, the field, the value, and what to do."""

    row: int
    field: str
    value: str
    remedy: str


@dataclass(slots=True)
class Read:
    good: list[Transfer] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    skipped: int = 0
    """Rows without money coming in: outgoing transfers, balances."""

    @property
    def rows(self) -> int:
        return len(self.good) + len(self.bad) + self.skipped

    def bad_rows(self) -> list[dict[str, Any]]:
        return [{"row": one.row, "field": one.field, "value": one.value, "remedy": one.remedy} for one in self.bad]


def hash_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def headings(body: bytes) -> list[str]:
    """The headings of a file, from the first line that has at least three. Raises Invalid."""
    return _table(body)[1]


def guessed(names: list[str]) -> Columns:
    """Which column holds what, by its words; to be looked over by a person."""
    plain = {name: folded(name) for name in names}
    found: dict[str, str] = {}
    for kind, words in WORDS.items():
        free = [name for name in names if name not in found.values()]
        near = (name for word in words for name in free if word in plain[name])
        found[kind] = next(near, "")
    return Columns(**found)


def read(body: bytes, columns: Columns, account: Account, now: datetime) -> Read:
    """Raises Invalid when the file as a whole is no statement or a column is missing."""
    first, names, rows = _table(body)
    for kind in NEEDED:
        if getattr(columns, kind) not in names:
            raise Invalid(
                kind, _("Chọn cột có trong tệp: %(names)s.") % {"names": ", ".join(names)}, getattr(columns, kind)
            )
    found = Read()
    seen: set[str] = set()
    for number, row in enumerate(rows, first + 1):
        cells = dict(zip(names, row, strict=False))
        try:
            one = _transfer(cells, columns, account)
            if one is None:
                found.skipped += 1
                continue
            checked(one, now)
            _must_be_new(one, seen)
        except Invalid as error:
            heading = getattr(columns, error.field, "") or error.field
            found.bad.append(Bad(number, heading, str(error.value or "")[:80], error.message))
        else:
            seen.add(one.reference)
            found.good.append(one)
    return found


def _must_be_new(one: Transfer, seen: set[str]) -> None:
    if one.reference in seen:
        raise Invalid("reference", _("Mã giao dịch lặp lại trong tệp; giữ một dòng."), one.reference)


def _transfer(cells: dict[str, str], columns: Columns, account: Account) -> Transfer | None:
    amount = _amount(cells.get(columns.amount, ""))
    if amount <= 0:
        return None
    return Transfer(
        account=account,
        reference=cells.get(columns.reference, "").strip(),
        amount=amount,
        memo=cells.get(columns.memo, "").strip(),
        at=_moment(cells.get(columns.at, "")),
        payer=cells.get(columns.payer, "").strip() if columns.payer else "",
    )


def _amount(text: str) -> int:
    """Whole đồng; nothing, a dash or a minus is no money coming in."""
    plain = re.sub(r"(?i)vnd|đ|₫|\+", "", text).strip()
    if plain in ("", "-", "0") or plain.startswith(("-", "(")):
        return 0
    whole = re.sub(r"[.,]0{1,2}$", "", plain) if not THOUSANDS.fullmatch(plain) else plain
    if not (whole.isascii() and whole.isdigit()) and not THOUSANDS.fullmatch(whole):
        raise Invalid("amount", _("Ghi số đồng nguyên, ví dụ 150.000."), text)
    return int(re.sub(r"\D", "", whole))


def _moment(text: str) -> datetime:
    plain = " ".join(text.split())
    for day in DAY_FORMS:
        for time in TIME_FORMS:
            try:
                return datetime.strptime(plain, day + time).replace(tzinfo=HO_CHI_MINH)
            except ValueError:
                continue
    raise Invalid("at", _("Ghi ngày như 22/11/2026 hoặc 22/11/2026 09:42."), text)


def _table(body: bytes) -> tuple[int, list[str], Iterator[list[str]]]:
    """The number of the line of headings, the headings, and the rows after it."""
    rows = sheets.rows(body)
    for at, row in enumerate(rows[:30]):
        if sum(bool(cell) for cell in row) >= len(NEEDED) and any(
            WORDS["amount"][0] in folded(one) or _is_heading(one) for one in row
        ):
            return at + 1, row, (one for one in rows[at + 1 :] if any(one))
    raise Invalid("file", _("Không thấy dòng tiêu đề: cần các cột mã giao dịch, ngày, số tiền ghi có, nội dung."))


def _is_heading(cell: str) -> bool:
    return any(word in folded(cell) for word in (*WORDS["amount"], *WORDS["reference"]))
