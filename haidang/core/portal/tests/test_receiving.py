"""What comes in: a case for each dossier, once; what cannot be taken is named field by field."""

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haidang.core.cases import actions as cases
from haidang.core.cases.models import Case
from haidang.core.portal import actions, fetching, outbox, reading
from haidang.core.portal.models import Copy, Received
from haidang.kernel import home
from haidang.kernel.action import Actor, Invalid, Refused, system
from haidang.kernel.outgoing import trusted

WHO = system("portal")


def entry(**changed):
    facts = {
        "MaHoSo": "H99.99-261122-0001", "MaTTHC": "1.000001", "ChuHoSo": "Lê Thị Hoa", "LoaiDoiTuong": "1", "MaDoiTuong": "079012345678",
        "SoDienThoai": "0900123456", "TrangThaiHoSo": "1", "NgayTiepNhan": "20261122081500", "TaiKhoanDuocXacThucVoiVNeID": "1",
        "TaiLieuNop": [],
    }  # fmt: skip
    return facts | changed


def test_it_becomes_a_case_with_the_code_of_the_portal(till, portal):
    kept, is_new = actions.receive(WHO, entry())
    case = kept.case
    assert (case.code, case.channel, case.state, is_new) == ("H99.99-261122-0001", "portal", "registered", True)
    person = case.parties.get()
    assert (person.name, person.is_verified) == ("Lê Thị Hoa", True)
    assert Copy.objects.get().origin == "there"


def test_the_same_one_twice_does_nothing(till, portal):
    actions.receive(WHO, entry())
    kept, is_new = actions.receive(WHO, entry(ChuHoSo="Người khác"))
    assert (is_new, Case.objects.count(), kept.case.parties.get().name) == (False, 1, "Lê Thị Hoa")


def test_it_is_told_to_the_portal_as_known_there(till, portal, outside):
    entry_there = entry()
    case = actions.receive(WHO, entry_there)[0].case
    body = {"username": "haidang", "password": home.secret("portal")}
    session = httpx.post(f"{outside}/portal/login", json=body, verify=trusted(), trust_env=False).json()["session"]
    there = {"session": session, "service": outbox.DOSSIER, "isUpdating": "false", "data": [entry_there]}
    httpx.post(f"{outside}/portal/service", json=there, verify=trusted(), trust_env=False)
    cases.move(WHO, case, "receive")
    outbox.send_due()
    assert portal.facts["dossiers"][case.code]["TrangThaiHoSo"] == "2"


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"MaTTHC": "9.999999"}, "MaTTHC"), ({"MaTTHC": None}, "MaTTHC"), ({"ChuHoSo": ""}, "ChuHoSo"),
     ({"LoaiDoiTuong": "7"}, "LoaiDoiTuong"),
     ({"TrangThaiHoSo": "9"}, "TrangThaiHoSo"), ({"NgayTiepNhan": "hôm qua"}, "NgayTiepNhan"), ({"SoDienThoai": "12"}, "SoDienThoai"),
     ({"Email": "a b"}, "Email"), ({"MaDonVi": "H00.1"}, "MaDonVi"), ({"MaXa": "99999"}, "MaXa"), ({"ChuHoSo": ["a"]}, "ChuHoSo"),
     ({"TaiLieuNop": {}}, None), ({"TaiLieuNop": ["x"]}, "TaiLieuNop"),
     ({"TaiLieuNop": [{"TenTepDinhKem": "a", "DuongDanTaiTepTin": "file:///etc/passwd"}]}, "TaiLieuNop[0].DuongDanTaiTepTin")],
)  # fmt: skip
def test_a_value_that_cannot_be_is_named_and_nothing_is_opened(till, portal, changed, field):
    kept, _ = actions.receive(WHO, entry(**changed))
    if field is None:
        assert kept.state == "taken"
        return
    assert kept.state == "bad"
    assert field in [one["field"] for one in kept.errors]
    assert all(one["remedy"] for one in kept.errors)
    assert not Case.objects.exists()


def test_what_no_database_keeps_is_refused_all_the_same(till, portal):
    odd = entry(ChuHoSo="a\0b", GhiChu="\ud800", ThongTinKhac=float("inf"), x={"\0": ["\0", 1.5]})
    kept, _ = actions.receive(WHO, odd)
    assert {one["field"] for one in kept.errors} == {"ChuHoSo", "GhiChu", "ThongTinKhac"}


def test_everything_that_is_wrong_is_said_at_once_and_it_may_come_again(till, portal):
    kept, _ = actions.receive(WHO, entry(MaTTHC="9", ChuHoSo="", SoDienThoai="1"))
    assert {one["field"]: one["value"] for one in kept.errors} == {"MaTTHC": "9", "ChuHoSo": "", "SoDienThoai": "···"}
    kept, is_new = actions.receive(WHO, entry())
    assert (kept.state, is_new, kept.body) == ("taken", True, {})
    assert Received.objects.count() == 1


@pytest.mark.parametrize("code", [None, "", " ", "a" * 41, "H99/1", "Hồ sơ", 5])
def test_an_entry_without_a_code_is_refused(till, portal, code):
    with pytest.raises(Invalid, match="MaHoSo"):
        actions.receive(WHO, entry(MaHoSo=code))


def test_only_who_was_given_the_scope_may(till, portal):
    with pytest.raises(Refused):
        actions.receive(Actor("public", "-", "x"), entry())


def test_an_office_may_be_named_by_its_code(till, portal):
    case = actions.receive(WHO, entry(MaDonVi="UBND-26560"))[0].case
    assert (case.office.code, case.place.key) == ("UBND-26560", "26560")


def test_files_are_fetched_from_the_portal_and_from_nowhere_else(till, portal, outside):
    files = [
        {"TenTepDinhKem": "don.pdf", "MaThanhPhanHoSo": "request", "DuocLayTuKhoDMQG": "1",
         "DuongDanTaiTepTin": f"{outside}/portal/files/don.pdf"},
        {"TenTepDinhKem": "evil.pdf", "DuongDanTaiTepTin": "http://169.254.169.254/x"},
        {"TenTepDinhKem": "gone.pdf", "IsDeleted": "1", "DuongDanTaiTepTin": ""},
    ]  # fmt: skip
    kept, _ = actions.receive(WHO, entry(TaiLieuNop=files))
    fetching.fetch_files(received=kept.pk)
    fetching.fetch_files(received=kept.pk)
    kept.refresh_from_db()
    paper = kept.case.papers.get()
    assert (paper.part, paper.file.media_type, paper.taken_from) == ("request", "application/pdf", "dmqg:don.pdf")
    assert kept.files[1]["why"]["vi"] == "địa chỉ không phải của Cổng"


values = st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.lists(st.integers(), max_size=2)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from([*entry(), "MaDonVi", "MaXa", "Email", "GhiChu"]), values))
def test_nonsense_is_never_a_crash(changed):
    given_ = reading._Fields(entry(**changed))
    reading._person(given_)
    reading._files(given_)
    given_.moment("NgayTiepNhan")
    given_.choice("TrangThaiHoSo", reading.NEW, otherwise="1")
