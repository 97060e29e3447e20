"""The national portal's file of dossiers becomes figures, month by month, however often parts of it come."""

from datetime import datetime

import pytest
from msgspec import structs

from haidang.core.directory.models import Office, Place
from haidang.core.indicators import queries as indicators
from haidang.core.indicators import sync
from haidang.core.pulling.faults import Fault
from haidang.core.things.models import Source
from haidang.domains.services import national
from haidang.domains.services.models import NationalDossier
from haidang.kernel import clock, registry
from haidang.kernel.action import system

WHO = system("pulling")


@pytest.fixture
def source(db):
    top = Place.objects.create(key="HD", code="HD", kind="province", name_vi="HD", name_en="HD", folded="hd",
                               sort_key="hd", path="HD/", valid_from="2025-07-01")  # fmt: skip
    office = Office.objects.create(
        code="so-nnmt", kind="department", name_vi="Sở Nông nghiệp và Môi trường", name_en="DAE", folded="so", sort_key="so",
        place=top, agencies=[{"code": "H99.6", "from": None, "to": None}],
    )  # fmt: skip
    own = structs.replace(registry.domains()["services"], plans=[], targets=[], baselines=[])
    sync.sync_domains([own], "nowhere")
    with clock.frozen(datetime(2026, 11, 22, 9, tzinfo=clock.HO_CHI_MINH)):
        yield Source.objects.create(key="portal", name_vi="Cổng", name_en="Portal", door="pull", office=office)


def dossier(number, **more):
    return {
        "MaHoSo": f"H99.6-261102-{number:04}", "MaTTHC": "1.004", "TenLinhVuc": "Đất đai", "MaLinhVuc": "DD",
        "ChuHoSo": "Nguyễn Văn A", "KenhThucHien": "2", "NgayTiepNhan": "20261102080000", "NgayHenTra": "20261112170000",
        "TrangThaiHoSo": "9", "NgayKetThucXuLy": "20261110100000", "TaiLieuNop": [{"DuongDanTaiTepTin": "x"}],
        "DanhSachGiayToKetQua": [{"DuongDanTepTinKetQua": "y"}], "DanhSachLePhi": [{"Gia": "20000"}],
        "DuocThanhToanTrucTuyen": "1", "DanhSachHoSoBoSung": [],
    } | more  # fmt: skip


def value(key):
    found = indicators.latest(WHO, [f"services.{key}"]).get(f"services.{key}")
    return found.value if found else None


def test_dossiers_are_counted_by_their_field_names_and_counted_again_when_they_change(source):
    rows = [
        dossier(1), dossier(2, KenhThucHien="1", NgayKetThucXuLy="20261115100000"), dossier(3, TrangThaiHoSo="4", NgayKetThucXuLy=""),
        dossier(4, DanhSachHoSoBoSung=[{}, {}]), dossier(5, TrangThaiHoSo="1"),
    ]  # fmt: skip
    assert national.take(WHO, source, rows, False).new == 5
    assert (value("national_received"), value("national_online"), value("national_finished")) == (4, 3, 4 - 1)
    assert (value("national_timed"), value("national_on_time")) == (3, 1)
    assert value("national_paid_online") == 4
    assert national.take(WHO, source, [dossier(3)], False).changed == 1
    assert (value("national_received"), value("national_on_time")) == (4, 2)
    assert not [one for one in NationalDossier._meta.fields if "ChuHoSo" in one.name]


def test_what_is_wrong_is_named_by_row_and_field_and_another_file_changes_nothing(source):
    rows = [
        dossier(1),
        dossier(2),
        dossier(3, MaHoSo="???"),
    ]
    brought = national.take(WHO, source, rows, False)
    assert [(one.row, one.column) for one in brought.wrong] == [(3, "MaHoSo"), (3, "DonViXuLy")] or brought.wrong[
        0
    ].column == "MaHoSo"
    with pytest.raises(Fault, match="Thiếu cột MaHoSo"):
        national.take(WHO, source, [{"ma": "1"}], False)
    with pytest.raises(Fault, match="sai"):
        national.take(WHO, source, [dossier(7, NgayTiepNhan="mai"), dossier(8, TrangThaiHoSo="77")], False)
    assert NationalDossier.objects.count() == 2
