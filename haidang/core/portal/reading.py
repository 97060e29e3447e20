"""Dossiers as the portal hands them over, checked field by field: what is wrong is named with its value and what to do."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.cases.models import Procedure
from haidang.core.cases.opening import Someone, checked_phone
from haidang.core.directory.models import Office, Place
from haidang.kernel.action import Invalid

from . import mapping, moments
from .line import CODINGS, Line

MOST_CODE, MOST_TEXT, MOST_FILES = 40, 5000, 60
STATUSES = tuple(str(one) for one in range(1, 11))
NEW = ("1", "2")
"""Statuses in which a dossier can begin here."""


def error(name: str, value: object, remedy: str) -> dict[str, Any]:
    """What is wrong with a field; who the dossier is about is named, not quoted: it is kept, listed and journalled."""
    value = mapping.MASK if value and name in mapping.PERSONAL else value
    return {"field": name, "value": writable(str(value if value is not None else ""))[:120], "remedy": remedy}


def writable(told: Any) -> Any:
    """The same without what the database cannot keep: NUL, halves of letters, numbers that are none."""
    if isinstance(told, dict):
        return {writable(str(name)): writable(value) for name, value in told.items()}
    if isinstance(told, list):
        return [writable(one) for one in told]
    if isinstance(told, float):
        return str(told)
    if isinstance(told, str):
        return told.encode("utf-8", "replace").decode().replace("\0", "")
    return told


class Unfit(Exception):
    """A dossier that cannot be taken; `errors`: [{field, value, remedy}], all of them at once."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(", ".join(one["field"] for one in errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a case is opened with."""

    code: str
    procedure: Procedure
    title: str
    text: str
    place: Place
    office: Office | None
    people: list[Someone]
    files: list[dict[str, Any]]
    status: str
    filed_at: datetime | None
    is_simulated: bool


@dataclass(slots=True)
class _Fields:
    """One entry being read; errors are gathered."""

    raw: dict[str, Any]
    errors: list[dict[str, Any]] = field(default_factory=list)

    def wrong(self, name: str, remedy: str) -> None:
        self.errors.append(error(name, self.raw.get(name), remedy))

    def text(self, name: str, *, most: int = MOST_TEXT, needed: bool = False) -> str:
        value = self.raw.get(name)
        value = "" if value is None else str(value) if isinstance(value, str | int) else None
        if value is None or value != writable(value):
            self.wrong(name, _("Phải là chuỗi ký tự."))
            return ""
        if needed and not value.strip():
            self.wrong(name, _("Bắt buộc có."))
        if len(value) > most:
            self.wrong(name, _("Dài nhất %(most)s ký tự.") % {"most": most})
        return value.strip()

    def choice(self, name: str, allowed: tuple[str, ...], *, otherwise: str = "") -> str:
        value = self.text(name, most=20)
        if not value and otherwise:
            return otherwise
        if value not in allowed:
            self.wrong(name, _("Chỉ nhận: %(allowed)s.") % {"allowed": ", ".join(allowed)})
        return value

    def moment(self, name: str) -> datetime | None:
        try:
            return moments.read(self.text(name, most=30))
        except ValueError:
            self.wrong(name, _("Ghi yyyyMMddHHmmss, ví dụ 20261122094500."))
            return None

    def items(self, name: str) -> list[dict[str, Any]]:
        value = self.raw.get(name) or []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value) or len(value) > MOST_FILES:
            self.wrong(name, _("Phải là danh sách, nhiều nhất %(most)s mục.") % {"most": MOST_FILES})
            return []
        return value


def code_of(raw: dict[str, Any]) -> str:
    """Raises Invalid for an entry without a code, or with one that cannot be one."""
    code = raw.get("MaHoSo")
    if not isinstance(code, str) or not code.strip() or len(code) > MOST_CODE or not _is_code(code.strip()):
        raise Invalid("MaHoSo", _("Bắt buộc có mã hồ sơ, như H15.50.05.13-261008-0975."), str(code)[:80])
    return code.strip()


def _is_code(code: str) -> bool:
    return code.isascii() and all(sign.isalnum() or sign in ".-_" for sign in code)


def read(raw: dict[str, Any], line: Line | None) -> Dossier:
    """Raises Unfit with everything that is wrong."""
    given = _Fields(raw)
    procedure = _procedure(given)
    office = _office(given)
    place = office.place if office is not None else _place(given, line)
    filed_at = given.moment("NgayTiepNhan")
    given.moment("NgayHenTra")
    status = given.choice("TrangThaiHoSo", NEW, otherwise="1")
    text = "\n".join(filter(None, (given.text("ThongTinKhac"), given.text("GhiChu"))))
    title = given.text("TrichYeuHoSo", most=500) or (procedure.name_vi if procedure else "")
    person, files = _person(given), _files(given)
    if given.errors:
        raise Unfit(given.errors)
    assert procedure is not None
    assert place is not None
    return Dossier(
        code_of(raw), procedure, title, text, place, office, [person], files, status, filed_at,
        is_simulated=bool(line and line.is_simulated),
    )  # fmt: skip


def _procedure(given: _Fields) -> Procedure | None:
    code = given.text("MaTTHC", most=40, needed=True)
    found = Procedure.objects.filter(kind="dossier", code=code, state="published").first() if code else None
    if code and found is None:
        given.wrong("MaTTHC", _("Thủ tục này chưa có trong danh mục của tỉnh, hoặc đang tạm ngừng nhận."))
    return found


def _office(given: _Fields) -> Office | None:
    """The office by its agency code or ours; not named, the routes of the procedure say who it is."""
    code = given.text("MaDonVi", most=40)
    if not code:
        return None
    found = Office.objects.filter(code__iexact=code, valid_to=None).select_related("place").first()
    found = (
        found
        or Office.objects.filter(agencies__contains=[{"code": code}], valid_to=None).select_related("place").first()
    )
    if found is None:
        given.wrong("MaDonVi", _("Không có cơ quan nào mang mã này; để trống để chuyển theo quy tắc."))
    return found


def _place(given: _Fields, line: Line | None) -> Place | None:
    code = given.text("MaXa", most=20) or (line.setting("place") if line else "")
    found = Place.objects.filter(code=code, valid_to=None).order_by("path").first() if code else None
    if found is None:
        given.wrong("MaXa", _("Ghi mã xã, phường hiện hành (5 chữ số) hoặc MaDonVi của nơi tiếp nhận."))
    return found


def _person(given: _Fields) -> Someone:
    known = tuple(dict.fromkeys(code for coding in CODINGS.values() for code in coding.values()))
    given.choice("LoaiDoiTuong", known, otherwise=known[0])
    name, phone = given.text("ChuHoSo", most=200, needed=True), given.text("SoDienThoai", most=30)
    email, identity = given.text("Email", most=200), given.text("MaDoiTuong", most=20)
    try:
        phone = checked_phone(phone)
    except Invalid as wrong:
        given.wrong("SoDienThoai", wrong.message)
    if email and ("@" not in email or " " in email):
        given.wrong("Email", _("Ghi như ten@vidu.vn, hoặc để trống."))
    if identity and not identity.replace("-", "").isalnum():
        given.wrong("MaDoiTuong", _("Số định danh cá nhân 12 chữ số hoặc mã số thuế."))
    is_verified = given.text("TaiKhoanDuocXacThucVoiVNeID", most=5) in ("1", "True", "true")
    return Someone("applicant", name=name, phone=phone, email=email, identity=identity, is_verified=is_verified)


def _files(given: _Fields) -> list[dict[str, Any]]:
    """[{name, part, url, is_from_store}] of what is not marked as deleted."""
    files = []
    for at, one in enumerate(given.items("TaiLieuNop")):
        inner = _Fields(one)
        name, url = inner.text("TenTepDinhKem", most=160, needed=True), inner.text("DuongDanTaiTepTin", most=1000)
        if url and not url.startswith(("https://", "http://")):
            inner.wrong("DuongDanTaiTepTin", _("Phải là địa chỉ https://."))
        given.errors += [inside | {"field": f"TaiLieuNop[{at}].{inside['field']}"} for inside in inner.errors]
        if str(one.get("IsDeleted", "0")).lower() in ("1", "true"):
            continue
        from_store = str(one.get("DuocLayTuKhoDMQG", "0")) == "1"
        files.append(
            {"name": name, "part": inner.text("MaThanhPhanHoSo", most=40), "url": url, "is_from_store": from_store}
        )
    return files
