"""Files of automatic monitoring stations: Thông tư 10/2021/TT-BTNMT, as loggers in the field really write them.

A file `AA_BBBB_CCCCCC_yyyyMMddHHmmss.txt` holds one line a parameter: symbol TAB value TAB unit TAB yyyyMMddHHmmss TAB
status, where status is 00 measuring, 01 calibrating, 02 device fault. Moments are local time.
Every line that is not blank becomes either a reading or a problem; nothing raises.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from haidang.kernel.clock import HO_CHI_MINH

LARGEST = 1_000_000
LONGEST_SHOWN = 60
COLUMNS = 5
WHOLE_FILE = 0

STATUSES = {"0": 0, "00": 0, "1": 1, "01": 1, "2": 2, "02": 2}

WORDS = {
    "bad_name": _("tên tệp phải có dạng TRẠM_yyyyMMddHHmmss.txt, ví dụ HN_BKHN_KHIKXQ_20260325000500.txt"),
    "too_large": _("tệp lớn hơn 1 MB: một tệp 5 phút chỉ có vài kB"),
    "empty": _("tệp không có dòng nào"),
    "bad_text": _("dòng không phải văn bản UTF-8"),
    "bad_columns": _("dòng phải có 5 cột cách nhau bằng TAB, dòng này có %(value)s"),
    "no_symbol": _("thiếu ký hiệu thông số ở cột 1"),
    "not_a_number": _("giá trị %(value)s không phải số"),
    "bad_time": _("thời điểm %(value)s không có dạng yyyyMMddHHmmss"),
    "bad_status": _("trạng thái %(value)s không phải 00, 01 hay 02"),
    "repeated": _("thông số %(value)s đã có ở dòng trên cho cùng thời điểm"),
    "unknown_symbol": _("trạm không khai báo thông số %(value)s: thêm chuỗi cho trạm hoặc thêm ký hiệu vào danh mục"),
    "bad_unit": _("đơn vị %(value)s không đổi được sang đơn vị của chuỗi"),
}

_NAME = re.compile(r"(?P<station>[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*)_(?P<at>[0-9]{12}|[0-9]{14})\.txt", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LINE_END = re.compile(r"\r\n|\n|\r")
_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_UNREADABLE = ("�", "\x00")


@dataclass(frozen=True, slots=True)
class StationReading:
    """One parameter as the file says it; `quality` is 0 measuring, 1 calibrating, 2 device fault."""

    line: int
    symbol: str
    value: float
    unit: str
    at: datetime
    quality: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line, or with line 0 the whole file, was not taken."""

    line: int
    reason: str
    value: str = ""

    @property
    def words(self) -> str:
        """In the active language."""
        return str(WORDS[self.reason]) % {"value": f"“{self.value[:LONGEST_SHOWN]}”"}


@dataclass(slots=True)
class ParsedFile:
    """What a file said. `station` and `at` are those of its name; `lines` counts the lines that are not blank."""

    name: str
    station: str = ""
    at: datetime | None = None
    lines: int = 0
    readings: list[StationReading] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_unreadable(self) -> bool:
        """Nothing of it can be used: it belongs in quarantine."""
        return not self.readings


class _Row(NamedTuple):
    symbol: str
    value: str
    unit: str
    at: str
    status: str


class _Refused(Exception):
    def __init__(self, reason: str, value: str = "") -> None:
        self.reason, self.value = reason, value


def parse(name: str, data: bytes) -> ParsedFile:
    """Read one file. `name` may carry folders before it."""
    base = re.split(r"[/\\]", name)[-1]
    parsed = ParsedFile(base)
    match = _NAME.fullmatch(base)
    at = _moment(match["at"]) if match else None
    if match is None or at is None:
        return _refused_whole(parsed, "bad_name")
    parsed.station, parsed.at = match["station"].upper(), at
    if len(data) > LARGEST:
        return _refused_whole(parsed, "too_large")
    seen: dict[tuple[str, datetime], int] = {}
    for number, text in _lines(data):
        parsed.lines += 1
        try:
            parsed.readings.append(_reading(number, text, seen))
        except _Refused as refused:
            parsed.problems.append(Problem(number, refused.reason, refused.value))
    return parsed if parsed.lines else _refused_whole(parsed, "empty")


def _refused_whole(parsed: ParsedFile, reason: str) -> ParsedFile:
    parsed.problems.append(Problem(WHOLE_FILE, reason))
    return parsed


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    """Numbered lines that are not blank. What cannot be decoded shows as U+FFFD, so that only its line is lost."""
    encoding = _MARKS.get(data[:2]) or _unmarked_utf16(data) or "utf-8"
    text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
    for number, line in enumerate(_LINE_END.split(text), 1):
        if line.strip():
            yield number, line


def _unmarked_utf16(data: bytes) -> str | None:
    """Station files are nearly all ASCII: in UTF-16 every second byte is then zero."""
    half = len(data) // 2
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if half and data[start::2].count(0) > 0.8 * half and data[1 - start :: 2].count(0) < 0.2 * half:
            return encoding
    return None


def _reading(number: int, text: str, seen: dict[tuple[str, datetime], int]) -> StationReading:
    if any(sign in text for sign in _UNREADABLE):
        raise _Refused("bad_text")
    row = _row(text)
    if not row.symbol:
        raise _Refused("no_symbol")
    value = _number(row.value)
    at = _moment(row.at)
    if at is None:
        raise _Refused("bad_time", row.at)
    if row.status not in STATUSES:
        raise _Refused("bad_status", row.status)
    if seen.setdefault((row.symbol, at), number) != number:
        raise _Refused("repeated", row.symbol)
    return StationReading(number, row.symbol, value, row.unit, at, STATUSES[row.status])


def _row(text: str) -> _Row:
    cells = [cell.strip() for cell in text.split("\t")]
    while len(cells) > COLUMNS and not cells[-1]:
        cells.pop()
    if len(cells) != COLUMNS:
        raise _Refused("bad_columns", str(len(cells)))
    return _Row(*cells)


def _number(text: str) -> float:
    """A decimal point or a decimal comma; -0.00 is 0."""
    if not _NUMBER.fullmatch(text):
        raise _Refused("not_a_number", text)
    value = float(text.replace(",", "."))
    if not math.isfinite(value):
        raise _Refused("not_a_number", text)
    return value + 0.0


def _moment(text: str) -> datetime | None:
    """Local time yyyyMMddHHmmss; some loggers leave the seconds away."""
    if not re.fullmatch(r"[0-9]{12}(?:[0-9]{2})?", text):
        return None
    try:
        return datetime.strptime(text.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=HO_CHI_MINH)
    except ValueError:
        return None
