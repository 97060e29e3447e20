"""Numbers of the national system as it gives them out: JSON of its reports, or a CSV made of them.

Each row names `departmentCode` and some of PARAMETERS; `timeType`, `year`, `month` or `quarter` say the period, or the
whole file is of one period. What else a row holds is left.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from haidang.kernel.action import Invalid

from . import periods

PARAMETERS = (
    "totalReceived", "totalOnTime", "totalCompleted", "avgProcessingDays", "authorityCount", "partialCount", "fullCount",
    "onlineDossierCount", "onlineServiceTotal", "channelOnlineSum", "channelDirectSum", "channelPostalSum", "channelTotalSum",
    "onlineOnTimeSum", "onlineOverdueSum", "totalDossierOnlinePaymentSuccess", "totalDossierFinancialObligation",
    "totalDossierOnlineFormalityPaymentSuccess", "totalFeeDossierFormalityDistinct", "totalFeeDossierFormality",
    "totalFeeFormality",
)  # fmt: skip
LISTINGS = ("data", "items", "content", "rows", "result")
MOST_BYTES, MOST_ROWS = 10_000_000, 20_000


@dataclass(frozen=True, slots=True)
class Number:
    period: str
    department: str
    parameter: str
    value: float


@dataclass(slots=True)
class Read:
    """`bad`: [{row, field, value, remedy}]."""

    good: list[Number] = field(default_factory=list)
    bad: list[dict[str, Any]] = field(default_factory=list)


def read(body: bytes, period: str = "") -> Read:
    """Raises Invalid when the file as a whole cannot be one, or no row says its period and `period` is empty."""
    if len(body) > MOST_BYTES:
        raise Invalid("file", _("Tệp lớn hơn 10 MB."), len(body))
    if period:
        periods.read(period)
    found = Read()
    for number, row in enumerate(_rows(body), 1):
        try:
            found.good += _numbers(row, period)
        except Invalid as error:
            found.bad.append(
                {"row": number, "field": error.field, "value": str(error.value)[:80], "remedy": error.message}
            )
    if not found.good and not found.bad:
        raise Invalid("file", _("Không có dòng nào."))
    return found


def _rows(body: bytes) -> list[dict[str, Any]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("file", _("Lưu tệp mã UTF-8 rồi tải lại.")) from None
    rows = _of_json(text) if text.lstrip()[:1] in ("{", "[") else _of_csv(text)
    if len(rows) > MOST_ROWS:
        raise Invalid("file", _("Nhiều nhất %(most)s dòng một tệp.") % {"most": MOST_ROWS}, len(rows))
    return rows


def _of_json(text: str) -> list[dict[str, Any]]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid("file", _("Không phải tệp JSON.")) from None
    while isinstance(told, dict):
        inner = next((told[name] for name in LISTINGS if isinstance(told.get(name), list | dict)), None)
        told = [told] if inner is None else inner
    rows = [one for one in told if isinstance(one, dict)]
    return [*rows, *(child for one in rows for child in one.get("children") or [] if isinstance(child, dict))]


def _of_csv(text: str) -> list[dict[str, Any]]:
    if "\0" in text:
        raise Invalid("file", _("Đây không phải tệp CSV."))
    delimiter = max(";\t,", key=text[:4000].count)
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    if "departmentCode" not in (table.fieldnames or []):
        raise Invalid("file", _("Thiếu cột departmentCode."), ", ".join(table.fieldnames or [])[:200])
    return list(table)


def _numbers(row: dict[str, Any], period: str) -> Iterator[Number]:
    department = str(row.get("departmentCode") or "").strip()
    if not department or len(department) > 40 or not department.isascii() or not department.isprintable():
        raise Invalid("departmentCode", _("Bắt buộc có mã cơ quan, như H21.17."), department)
    when = period or _period(row)
    return iter([
        Number(when, department, name, _value(name, row[name])) for name in PARAMETERS if row.get(name) not in (None, "")
    ])  # fmt: skip


def _period(row: dict[str, Any]) -> str:
    year = str(row.get("year") or "")
    kind = str(row.get("timeType") or ("month" if row.get("month") else "quarter" if row.get("quarter") else "year"))
    number = str(row.get(kind) or "").removeprefix("Q")
    key = {"month": f"{year}-{number:0>2}", "quarter": f"{year}-Q{number}", "year": year}.get(kind, "")
    return periods.read(key).key


def _value(name: str, raw: Any) -> float:
    try:
        value = float(str(raw).replace(",", "."))
    except ValueError:
        raise Invalid(name, _("Phải là số."), raw) from None
    if not 0 <= value < 1e12:
        raise Invalid(name, _("Phải là số không âm."), raw)
    return value
