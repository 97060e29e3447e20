"""A case in the field names of the national portal: DongBoHoSoMC and the lines of CapNhatTienDoHoSoMC. All values are text."""

import base64
from collections.abc import Iterator
from typing import Any

from haidang.core.cases.models import Case, Paper, Party, Stay
from haidang.core.files.store import store
from haidang.core.payments.models import Bill

from . import course, links
from .course import Course
from .line import Line
from .models import Catalogued
from .moments import written

CHANNELS = {"counter": "1", "phone": "1", "team": "1", "internal": "1", "online": "2", "portal": "2", "post": "3"}
"""KenhThucHien: 1 in person, 2 online, 3 by post."""
PAID_WHEN = {"receipt": "1", "supplement": "2", "result": "4"}
"""HinhThucThu."""
APPLICANTS = ("applicant", "reporter", "representative", "proxy")
TAX_NUMBER_LENGTHS = (10, 13, 14)
PERSONAL = ("ChuHoSo", "MaDoiTuong", "Email", "Fax", "SoDienThoai", "ThongTinKhac")
MASK = "···"
YES, NO = "1", "0"
FROM_NATIONAL_STORE = "dmqg:"
"""How `Paper.taken_from` begins for a paper of the national store; other names are documents of our own store."""


def status(case: Case) -> str:
    """TrangThaiHoSo 1..10, "" for a state that the portal does not know."""
    return case.flow.state(case.state).code


def applicant(case: Case) -> Party | None:
    order = {role: at for at, role in enumerate(APPLICANTS)}
    parties = [one for one in case.parties.all() if one.role in order]
    return min(parties, key=lambda one: (order[one.role], one.pk), default=None)


def subject(party: Party | None) -> str:
    """citizen, or business by a tax number in place of an identity number."""
    digits = (party.identity if party else "").replace("-", "")
    is_business = digits.isdigit() and len(digits) in TAX_NUMBER_LENGTHS
    return "business" if is_business else "citizen"


def dossier(case: Case, line: Line) -> dict[str, Any]:
    """One entry of `data` of DongBoHoSoMC."""
    way, party = course.course_of(case), applicant(case)
    known = Catalogued.objects.filter(code=case.procedure.code, is_known=True).first()
    papers = list(case.papers.select_related("file"))
    handed_in = [one for one in papers if one.role in ("part", "before") and one.file.state == "kept"]
    ended = way.ended
    return {
        "MaHoSo": case.code,
        "MaTTHC": case.procedure.code,
        "TenTTHC": known.name if known and known.name else case.procedure.name_vi,
        "MaLinhVuc": known.field_code if known else "",
        "TenLinhVuc": known.field_name if known else "",
        "KenhThucHien": CHANNELS.get(case.channel, "1"),
        "ChuHoSo": party.name if party else "",
        "LoaiDoiTuong": line.subjects[subject(party)],
        "MaDoiTuong": party.identity if party else "",
        "ThongTinKhac": "",
        "Email": party.email if party else "",
        "Fax": "",
        "SoDienThoai": party.phone if party else "",
        "TrichYeuHoSo": case.title,
        "NgayTiepNhan": written(way.received_at or case.opened_at),
        "NgayHenTra": written(case.due_at),
        "TrangThaiHoSo": status(case),
        "NgayTra": written(way.reached.get(course.HANDED_OUT)),
        "ThongTinTra": "",
        "HinhThuc": YES if case.answers.get("result_by") == "post" else NO,
        "NgayKetThucXuLy": written(ended[1]) if ended else "",
        "DonViXuLy": case.office.name_vi,
        "GhiChu": case.answer if not case.is_open else "",
        "TaiLieuNop": [_handed_in(one, line) for one in handed_in],
        "DanhSachLePhi": [fee for bill in case.bills.exclude(state="cancelled") for fee in _fees(bill, line)],
        "DanhSachTepDinhKemKhac": [],
        "DanhSachHoSoBoSung": list(_supplements(case, way)),
        "DanhSachGiayToKetQua": [_result(one, line) for one in papers if one.role == "result"],
        "TaiKhoanDuocXacThucVoiVNeID": YES if party and party.is_verified else NO,
        "HoSoCoThanhPhanSoHoa": YES if handed_in else NO,
        "DuocThanhToanTrucTuyen": _paid_online(case),
    }


def _handed_in(paper: Paper, line: Line) -> dict[str, str]:
    return {
        "TepDinhKemId": paper.file.token,
        "TenTepDinhKem": paper.file.name,
        "IsDeleted": NO,
        "MaThanhPhanHoSo": paper.part,
        **_content(paper, line, "DuongDanTaiTepTin"),
        "DuocSoHoa": YES,
        "DuocLayTuKhoDMQG": YES if paper.taken_from.startswith(FROM_NATIONAL_STORE) else NO,
    }


def _result(paper: Paper, line: Line) -> dict[str, str]:
    return {
        "TenGiayTo": paper.file.name,
        "MaThanhPhanHoSo": paper.part,
        "GiayToId": paper.file.token,
        **_content(paper, line, "DuongDanTepTinKetQua"),
    }


def _content(paper: Paper, line: Line, name: str) -> dict[str, str]:
    """A link that is good for a while, or the file itself."""
    if line.files != "base64":
        return {name: links.address(paper) if line.files == "links" else ""}
    with store().open(paper.file.sha256) as body:
        return {name: "", line.setting("base64_field", "Base64"): base64.b64encode(body.read()).decode()}


def _fees(bill: Bill, line: Line) -> Iterator[dict[str, str]]:
    for one in bill.lines:
        yield {
            "TenPhiLePhi": one["name"]["vi"],
            "MaPhiLePhi": one["key"],
            "HinhThucThu": PAID_WHEN[bill.when],
            "Gia": str(one["amount"]),
            "LoaiPhiLePhi": line.setting(f"{one['kind']}_kind"),
        }


def _paid_online(case: Case) -> str:
    """DuocThanhToanTrucTuyen: 2 through the province's own pages; "" as long as nothing was paid so."""
    return "2" if case.bills.filter(state="paid", paid_by="bank").exists() else ""


def _supplements(case: Case, way: Course) -> Iterator[dict[str, str]]:
    """TrangThaiBoSung: 0 waited for, 1 handed in [M]."""
    for number, one in enumerate(way.supplements, 1):
        is_last = number == len(way.supplements)
        yield {
            "HoSoBoSungId": str(one.stay),
            "NguoiYeuCauBoSung": one.by,
            "NoiDungBoSung": case.answer if is_last and case.is_open else "",
            "NgayBoSung": written(one.asked_at),
            "NguoiTiepNhanBoSung": "",
            "ThongTinTiepNhan": "",
            "NgayTiepNhanBoSung": written(one.answered_at),
            "TrangThaiBoSung": YES if one.answered_at else NO,
            "NgayHenTraTruoc": "",
            "NgayHenTraMoi": written(case.due_at) if is_last and one.answered_at else "",
        }


def progress(case: Case, stay: Stay) -> dict[str, str]:
    """One entry of `data` of CapNhatTienDoHoSoMC: a state that the dossier came into."""
    state = case.flow.state(stay.state)
    return {
        "MaHoSo": case.code,
        "NguoiXuLy": stay.officer.full_name if stay.officer else stay.office.name_vi,
        "ChucDanh": "",
        "ThoiDiemXuLy": written(stay.started_at),
        "PhongBanXuLy": stay.office.name_vi,
        "NoiDungXuLy": state.name.vi,
        "TrangThai": state.code,
        "NgayBatDau": written(stay.started_at),
        "NgayKetThucTheoQuyDinh": written(case.due_at),
    }


def masked(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry as screens show it: who it is about is left out."""
    return {name: MASK if name in PERSONAL and value else value for name, value in entry.items()}


def without_contents(body: Any, line: Line) -> Any:
    """What was sent as it is kept: base64 of files is not kept a second time."""
    name = line.setting("base64_field", "Base64")
    if isinstance(body, list):
        return [without_contents(one, line) for one in body]
    if isinstance(body, dict):
        return {key: MASK if key == name else without_contents(value, line) for key, value in body.items()}
    return body
