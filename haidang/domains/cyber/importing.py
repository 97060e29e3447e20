"""Lists that other tools write: assets and vulnerabilities as CSV or JSON, with the names tools give their columns.

Nothing is taken when a line is wrong: every problem is named with its line, its field and its value.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from django.utils.translation import gettext as _

from haidang.kernel import clock
from haidang.kernel.text import folded

from . import grades

LARGEST = 20 * 1024 * 1024
MOST = 50_000
VULNERABILITY = {
    "asset": ("asset", "host", "hostname", "tai san", "may", "ip", "ip address", "dns name", "target"),
    "key": ("cve", "cve id", "cves", "id", "plugin id", "nvt oid", "ma", "vulnerability id"),
    "title": ("title", "name", "plugin name", "nvt name", "ten", "summary", "vulnerability"),
    "score": ("cvss", "score", "cvss v3.0 base score", "cvss v2.0 base score", "cvss base score", "cvss3", "diem"),
    "grade": ("severity", "risk", "grade", "threat", "muc", "muc do"),
    "found_on": ("found", "found on", "first seen", "first discovered", "ngay phat hien", "timestamp", "date"),
    "due_on": ("due", "due on", "han", "han va"),
    "remedy": ("solution", "remedy", "fix", "khac phuc"),
}
ASSET = {
    "code": ("code", "ma", "asset id"),
    "type": ("type", "kind", "loai"),
    "name": ("name", "ten", "hostname"),
    "place": ("place", "commune", "xa", "dia ban", "ma xa"),
    "office": ("office", "owner office", "co quan", "ma co quan"),
}
GRADES = {
    "critical": "critical", "nghiem trong": "critical", "high": "high", "cao": "high", "medium": "medium",
    "moderate": "medium", "trung binh": "medium", "low": "low", "thap": "low", "4": "critical", "3": "high", "2": "medium",
    "1": "low",
}  # fmt: skip
NOTHING = {"info", "none", "log", "0", "thong tin"}


class NotRead(Exception):
    """The file as a whole; fit to be shown."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in line `line` (the first of the data is 2, as people see it)."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Weakness:
    line: int
    asset: str
    key: str
    title: str
    grade: str
    score: float | None
    found_on: date
    due_on: date | None
    remedy: str


@dataclass(frozen=True, slots=True)
class Asset:
    """`fields` is every other column, by its name in the file."""

    line: int
    code: str
    type: str
    name: str
    place: str
    office: str
    fields: dict[str, str]


Row = Mapping[str, str]


def rows(data: bytes) -> list[dict[str, str]]:
    """The lines by name of column, from CSV (comma, semicolon, TAB) or a JSON list of objects. Raises NotRead."""
    if len(data) > LARGEST:
        raise NotRead(_("Tệp lớn hơn 20 MB: chia thành nhiều tệp."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotRead(_("Tệp không phải văn bản UTF-8: lưu lại với mã UTF-8.")) from None
    if "\0" in text:
        raise NotRead(_("Tệp có ký tự rỗng: không phải văn bản, lưu lại dạng CSV."))
    if text.lstrip().startswith(("<!doctype", "<html", "<!DOCTYPE", "<HTML")):
        raise NotRead(_("Tệp là một trang web, không phải danh sách: tải lại từ công cụ quét."))
    found = _json(text) if text.lstrip().startswith(("[", "{")) else _csv(text)
    if not found:
        raise NotRead(_("Tệp không có dòng nào."))
    if len(found) > MOST:
        raise NotRead(_("Tệp có hơn %(most)s dòng: chia thành nhiều tệp.") % {"most": MOST})
    return found


def _json(text: str) -> list[dict[str, str]]:
    try:
        said = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise NotRead(_("Tệp JSON hỏng: %(why)s") % {"why": error}) from None
    if isinstance(said, dict):
        said = next((one for one in said.values() if isinstance(one, list)), [said])
    if not all(isinstance(one, dict) for one in said):
        raise NotRead(_("JSON phải là một danh sách đối tượng."))
    return [{str(key): "" if value is None else str(value) for key, value in one.items()} for one in said]


def _csv(text: str) -> list[dict[str, str]]:
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    if not head.count(mark):
        raise NotRead(_("Dòng đầu phải là tên các cột, cách nhau bằng dấu phẩy, chấm phẩy hoặc TAB."))
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, restval="", restkey="")
    try:
        return [{str(key).strip(): str(value or "").strip() for key, value in row.items() if key} for row in reader]
    except csv.Error as error:
        raise NotRead(
            _("Tệp CSV hỏng ở dòng %(line)s: %(why)s") % {"line": reader.line_num + 1, "why": error}
        ) from None


def names_of(given: Sequence[Row]) -> list[str]:
    """Every column of any line: objects of JSON leave out what is empty."""
    return list(dict.fromkeys(name for row in given for name in row))


def columns(names: Sequence[str], wanted: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Which column holds what; names are compared without diacritics and capitals."""
    by_name = {folded(name): name for name in names}
    found: dict[str, str] = {}
    for key, called in wanted.items():
        at = next((by_name[name] for name in called if name in by_name), None)
        if at is not None and at not in found.values():
            found[key] = at
    return found


def weaknesses(data: bytes) -> tuple[list[Weakness], list[Problem]]:
    """Raises NotRead. What a scanner only notes (severity none) is left out."""
    given = rows(data)
    where = columns(names_of(given), VULNERABILITY)
    missing = [name for name in ("asset", "title") if name not in where]
    if missing or not {"score", "grade"} & set(where):
        wanted = ", ".join({"asset": "host", "title": "name"}[name] for name in missing) or "severity / cvss"
        raise NotRead(
            _("Thiếu cột %(names)s; tệp có: %(have)s") % {"names": wanted, "have": ", ".join(names_of(given)[:30])}
        )
    found, problems = [], []
    for line, row in enumerate(given, 2):
        read = {key: row.get(name, "").strip() for key, name in where.items()}
        try:
            one = _weakness(line, read)
        except ValueError as error:
            problems.append(Problem(line, str(error)))
        else:
            found += [one] if one else []
    return found, problems


def _weakness(line: int, read: Row) -> Weakness | None:
    """None when it is no weakness. Raises ValueError with words fit to be shown."""
    if not read["asset"]:
        raise ValueError(_("thiếu tài sản"))
    score, grade = None, ""
    if said := read.get("score", ""):
        try:
            score = float(said.replace(",", "."))
        except ValueError:
            raise ValueError(_("điểm “%(value)s” không phải số") % {"value": said}) from None
        if not 0 <= score <= 10:
            raise ValueError(_("điểm %(value)s không nằm trong 0 đến 10") % {"value": said})
        by_score = grades.of_score(score)
        grade = by_score.key if by_score else ""
    if said := read.get("grade", ""):
        if folded(said) in NOTHING:
            return None
        grade = GRADES.get(folded(said), "")
        if not grade:
            raise ValueError(_("mức “%(value)s” lạ: dùng critical, high, medium, low") % {"value": said})
    if not grade:
        return None
    found_on = _day(read.get("found_on", "")) or clock.today()
    title = read["title"] or read.get("key", "")
    if not title:
        raise ValueError(_("thiếu tên lỗ hổng"))
    return Weakness(line, read["asset"], (read.get("key") or title)[:80], title, grade, score, found_on,
                    _day(read.get("due_on", "")), read.get("remedy", ""))  # fmt: skip


def _day(text: str) -> date | None:
    if not text:
        return None
    for form, size in (("%Y-%m-%d", 10), ("%d/%m/%Y", 10), ("%b %d, %Y", 12)):
        try:
            return datetime.strptime(text[:size].strip(), form).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    raise ValueError(_("ngày “%(value)s” không đọc được: ghi 2026-11-22 hoặc 22/11/2026") % {"value": text})


def assets(data: bytes) -> tuple[list[Asset], list[Problem]]:
    """Raises NotRead."""
    given = rows(data)
    where = columns(names_of(given), ASSET)
    if missing := [name for name in ("code", "type", "name") if name not in where]:
        raise NotRead(_("Thiếu cột %(names)s; tệp có: %(have)s")
                      % {"names": ", ".join(missing), "have": ", ".join(names_of(given)[:30])})  # fmt: skip
    found, problems, seen = [], [], set()
    for line, row in enumerate(given, 2):
        read = {key: row.get(name, "").strip() for key, name in where.items()}
        rest = {name: value for name, value in row.items() if name not in where.values() and value}
        if not read["code"] or not read["name"]:
            problems.append(Problem(line, _("thiếu mã hoặc tên")))
        elif read["code"] in seen:
            problems.append(Problem(line, _("mã %(code)s có hai lần") % {"code": read["code"]}))
        else:
            found.append(Asset(line, read["code"], read["type"], read["name"], read.get("place", ""),
                               read.get("office", ""), rest))  # fmt: skip
        seen.add(read["code"])
    return found, problems
