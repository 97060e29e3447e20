"""A synchronisation file of the national portal for a new demo: invented dossiers without people, put where a real one is."""

import json
import random
from datetime import datetime, timedelta
from typing import Any

from haidang.core.directory.models import Office, valid_on
from haidang.core.portal.moments import written
from haidang.core.pulling.models import Pull
from haidang.core.pulling.reading import folder_of
from haidang.kernel import clock

SOURCE = "demo_national_dossiers"
DOSSIERS, DAYS = 900, 395
FIELDS = (("DD", "Đất đai"), ("HT", "Hộ tịch"), ("XD", "Xây dựng"), ("DKKD", "Thành lập doanh nghiệp"), ("YT", "Y tế"))
FILE = "dong-bo-ho-so-mo-phong.json"


def fill() -> int:
    """How many dossiers the file holds; none where the province reads no such file."""
    row = Pull.objects.filter(source__key=SOURCE).first()
    offices = [one for one in Office.objects.filter(valid_on(clock.today())).order_by("code") if one.agencies]
    if row is None or not offices:
        return 0
    chance = random.Random(20261122)
    entries = [_dossier(chance, offices, number) for number in range(DOSSIERS)]
    folder = folder_of(SOURCE)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{FILE}"
    draft.write_text(json.dumps({"service": "DongBoHoSoMC", "data": entries}, ensure_ascii=False), encoding="utf-8")
    draft.replace(folder / FILE)
    return len(entries)


def _dossier(chance: random.Random, offices: list[Office], number: int) -> dict[str, Any]:
    received = clock.now() - timedelta(days=chance.uniform(0.2, DAYS))
    promised = received + timedelta(days=chance.choice((3, 5, 10, 15, 20)))
    took = (promised - received) * chance.choice((0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 1.2))
    ended = received + took if received + took < clock.now() else None
    office, (code, name) = offices[number % len(offices)], chance.choice(FIELDS)
    fee, online = chance.random() < 0.55, chance.random() < 0.72
    result = ended is not None and chance.random() < 0.9
    return {
        "MaHoSo": f"{_agency(office)}-{received:%y%m%d}-{number % 9999 + 1:04}", "MaTTHC": "1.000000", "TenLinhVuc": name,
        "MaLinhVuc": code, "KenhThucHien": "2" if online else chance.choice("13"), "NgayTiepNhan": written(received),
        "NgayHenTra": written(promised), "TrangThaiHoSo": chance.choice(("9", "10")) if ended else "4",
        "NgayKetThucXuLy": _written(ended), "DonViXuLy": office.name_vi,
        "TaiLieuNop": [{"DuongDanTaiTepTin": "mo-phong", "DuocLayTuKhoDMQG": "1" if chance.random() < 0.2 else "0"}],
        "DanhSachGiayToKetQua": [{"DuongDanTepTinKetQua": "mo-phong"}] if result else [],
        "DanhSachLePhi": [{"Gia": "30000"}] if fee else [], "DanhSachHoSoBoSung": [{}] * chance.choice((0, 0, 0, 1, 2)),
        "DuocThanhToanTrucTuyen": chance.choice(("1", "2")) if fee and chance.random() < 0.6 else "",
        "TaiKhoanDuocXacThucVoiVNeID": "1" if online else "0",
    }  # fmt: skip


def _agency(office: Office) -> str:
    return next(str(kept["code"]) for kept in office.agencies if kept["code"])


def _written(moment: datetime | None) -> str:
    return written(moment) if moment else ""
