"""Guests declared by lodgings: counts to tourism, identities to the police alone, each look journalled."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from haidang.core.audit.models import Event
from haidang.core.directory.models import Person
from haidang.core.directory.tests.small_province import SmallProvince, build
from haidang.core.telemetry import partitions
from haidang.core.things.models import Source, Thing
from haidang.domains.tourism import actions, counting, identities, indicators_fed, queries, workbook
from haidang.domains.tourism.actions import Guest
from haidang.domains.tourism.models import Host, Night, Stay
from haidang.domains.tourism.queries import Sought
from haidang.domains.tourism.rules_of_stay import deadline
from haidang.domains.tourism.workbook import BadCells
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible, Refused, system

EVENING = datetime(2026, 11, 21, 20, 0, tzinfo=clock.HO_CHI_MINH)
NIGHT = EVENING.date()
US = system("test")
HOA = Guest(name="Nguyễn Thị Hoa", kind="citizen_card", number="079200000001", born=date(1990, 9, 2), room="101")
ERIKA = Guest(name="MUSTER ERIKA", kind="passport", number="C01X00T47", nationality="DEU", nights=2)


@pytest.fixture
def hd(db: None) -> Iterator[SmallProvince]:
    partitions.ensure(partitions.around(NIGHT))
    with clock.frozen(EVENING):
        yield build()


def lodging(hd: SmallProvince, code: str = "LT-001", *, simulated: bool = False) -> Thing:
    source, _made = Source.objects.get_or_create(
        key=f"luu-tru-{simulated}", name_vi="Lưu trú", name_en="Lodging", door="typed", office=hd.department,
        data_class="internal", is_simulated=simulated,
    )  # fmt: skip
    return Thing.objects.create(
        code=code, domain="tourism", type="lodging", name_vi="Sóng Lặng", name_en="Quiet Wave", folded="song lang",
        sort_key="song lang", place=hd.here, office=hd.department, source=source, fields={"rooms": 10.0},
    )  # fmt: skip


@pytest.fixture
def host(hd: SmallProvince) -> Host:
    return actions.admit(US, lodging(hd))[0]


def declare(host: Host, *guests: Guest) -> list[Stay]:
    return actions.declare(actions.actor_of(host), host, guests)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_declaration_is_counted_for_each_night_of_the_stay(host: Host) -> None:
    declare(host, HOA, ERIKA)
    found = {one.night: (one.guests, one.foreign) for one in Night.objects.all()}
    assert found == {NIGHT: (2, 1), NIGHT + timedelta(days=1): (1, 1)}


def test_the_same_guest_of_a_night_is_taken_once(host: Host) -> None:
    assert len(declare(host, HOA, HOA)) == 1
    assert declare(host, HOA) == []
    assert Night.objects.get(night=NIGHT).guests == 1


def test_what_is_taken_back_is_no_longer_counted(host: Host) -> None:
    (stay,) = declare(host, HOA)
    actions.void(actions.actor_of(host), host, stay, why="khai nhầm")
    assert Night.objects.get(night=NIGHT).guests == 0
    with pytest.raises(NotPossible):
        actions.void(actions.actor_of(host), host, stay, why="lần nữa")


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": " "}),
        ("number", {"number": "123"}),
        ("number", {"number": "0792000000"}),
        ("nationality", {"nationality": "Đức"}),
        ("nights", {"nights": 30}),
        ("born", {"born": date(1800, 1, 1)}),
        ("arrived_at", {"arrived_at": EVENING + timedelta(hours=3)}),
        ("reason", {"reason": "bí mật"}),
    ],
)
def test_a_guest_that_cannot_be_keeps_all_out(host: Host, field: str, changes: dict[str, object]) -> None:
    wrong = Guest(**({one: getattr(HOA, one) for one in HOA.__slots__} | changes))  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused:
        declare(host, ERIKA, wrong)
    assert refused.value.field == field
    assert not Stay.objects.exists()


@pytest.mark.parametrize(
    ("arrived", "is_foreign", "by"),
    [
        ("21 20:00", False, "21 23:00"),
        ("21 23:30", False, "22 08:00"),
        ("22 02:00", False, "22 08:00"),
        ("21 20:00", True, "22 08:00"),
    ],
)
def test_the_hour_a_guest_must_be_declared_by(arrived: str, is_foreign: bool, by: str) -> None:
    def moment(text: str) -> datetime:
        return datetime.strptime(f"2026-11-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=clock.HO_CHI_MINH)

    assert deadline(moment(arrived), is_foreign=is_foreign) == moment(by)


def test_no_name_stands_in_the_tables_or_the_journal(host: Host) -> None:
    (stay,) = declare(host, HOA)
    kept = repr([list(Stay.objects.values_list()), list(Event.objects.values_list())])
    assert "Hoa" not in kept
    assert "079200000001" not in kept
    assert identities.opened(Stay.objects.get(pk=stay.pk).sealed).name == "Nguyễn Thị Hoa"  # type: ignore[arg-type]


def test_only_the_police_find_a_guest_and_each_look_is_journalled(hd: SmallProvince, host: Host) -> None:
    declare(host, HOA)
    officer = hd.officer("residence_police", hd.centre, hd.here, "internal", "sensitive")
    (found,) = queries.find(officer, Sought(number="079 200 000 001"))
    assert queries.find(officer, Sought(name="nguyen thi hoa")) == [found]
    assert queries.find(officer, Sought(since=NIGHT)) == []  # nothing to browse
    assert actions.look(officer, found, reason="Vụ 12/2026").number == "079200000001"
    event = Event.objects.filter(action="stay.look").get()
    assert (event.actor, event.facts["reason"]) == (str(officer), "Vụ 12/2026")
    elsewhere = hd.officer("residence_police", hd.centre, hd.elsewhere, "internal", "sensitive")
    assert queries.find(elsewhere, Sought(number="079200000001")) == []


@pytest.mark.parametrize("role", ["leader", "department_officer", "administrator", "auditor", "shift_lead"])
def test_nobody_else_sees_who_a_guest_is(hd: SmallProvince, host: Host, role: str) -> None:
    (stay,) = declare(host, HOA)
    other = hd.officer(role, hd.department, hd.province, "internal", "personal")
    assert queries.find(other, Sought(number="079200000001")) == []
    with pytest.raises(Refused):
        actions.look(other, stay, reason="tò mò")


def test_identities_are_emptied_after_their_time_and_counts_stay(host: Host) -> None:
    (stay,) = declare(host, HOA)
    with clock.frozen(EVENING + timedelta(days=900)):
        assert actions.forget(US, actions.keep_from()) == 1
        stay.refresh_from_db()
        with pytest.raises(NotPossible):
            actions.look(US, stay, reason="muộn")
    assert (stay.sealed, stay.number_mark, Night.objects.get(night=NIGHT).guests) == (None, "", 1)


def test_a_lodging_works_with_its_key_until_it_is_revoked(hd: SmallProvince) -> None:
    host, key = actions.admit(US, lodging(hd))
    client = Client()
    assert client.get("/app/d/tourism/sheet/").status_code == 302
    assert client.post("/app/d/tourism/", {"code": "LT-001", "key": "sai"}).status_code == 422
    assert client.post("/app/d/tourism/", {"code": "lt-001", "key": key.upper()}).status_code == 302
    given = {
        "name": "Lê Thử",
        "kind": "citizen_card",
        "number": "079200000002",
        "nationality": "VNM",
        "reason": "travel",
        "nights": "1",
    }
    assert client.post("/app/d/tourism/sheet/", given).status_code == 302
    with clock.frozen(EVENING + timedelta(hours=5)):  # an hour after midnight
        late = given | {"number": "079200000009", "arrived": "23:30"}
        assert client.post("/app/d/tourism/sheet/", late).status_code == 302
        assert Stay.objects.latest("pk").night == NIGHT
    assert client.post("/app/d/tourism/sheet/close/", {"rooms_used": "1"}).status_code == 302
    assert client.post("/app/d/tourism/sheet/close/", {"rooms_used": "11"}).status_code == 422
    page = client.get("/app/d/tourism/sheet/").content.decode()
    assert "L.T." in page
    assert "Lê Thử" not in page
    assert Night.objects.get().is_closed
    actions.revoke(US, host, why="đóng cửa")
    assert client.get("/app/d/tourism/sheet/").status_code == 302


def test_an_owner_comes_in_by_their_account_until_a_fresh_key_is_given(hd: SmallProvince) -> None:
    host, key = actions.admit(US, lodging(hd))
    owner = Person.objects.create(account="0900000001", full_name="Chủ Thử", is_citizen=True)
    client, entry = browser(owner), "/app/d/tourism/"
    assert "Sóng Lặng" not in client.get(entry).content.decode()
    client.post(entry, {"code": "LT-001", "key": key})
    assert client.post("/app/d/tourism/sheet/mine/").status_code == 302
    again = browser(owner)
    assert again.post(entry, {"own": "LT-999"}).headers["Location"] == entry
    assert "Sóng Lặng" in again.get(entry).content.decode()
    again.post(entry, {"own": "LT-001"})
    assert again.get("/app/d/tourism/sheet/").status_code == 200
    with clock.frozen(EVENING + timedelta(hours=1)):
        actions.admit(US, host.lodging)
    assert [one.get("/app/d/tourism/sheet/").status_code for one in (client, again)] == [302, 302]
    assert "Sóng Lặng" not in again.get(entry).content.decode()


def filled(*rows: tuple[object, ...]) -> bytes:
    book = load_workbook(io.BytesIO(workbook.template()))
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


ROW = ("Trần Mẫu", "Căn cước", "079200000003", "", "02/09/1990", "Nam", "", "Du lịch", "102", 2, "")


def test_a_filled_workbook_is_taken_whole(hd: SmallProvince) -> None:
    _host, key = actions.admit(US, lodging(hd))
    client = Client()
    client.post("/app/d/tourism/", {"code": "LT-001", "key": key})
    file = SimpleUploadedFile(
        "khach.xlsx", filled(ROW, ("Kim Mau", "Hộ chiếu", "M12345678", "KOR", "", "", "", "", "", "", ""))
    )
    assert client.post("/app/d/tourism/sheet/file/", {"file": file}).status_code == 302
    assert Stay.objects.filter(how="file").count() == 2
    bad = SimpleUploadedFile("khach.xlsx", filled(ROW, ("", "Thẻ", "1", "", "31/31/1990", "", "", "", "", "x", "")))
    answer = client.post("/app/d/tourism/sheet/file/", {"file": bad})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(where in page for where in ("A203", "B203", "E203", "J203"))
    assert Stay.objects.count() == 2


def test_files_that_are_none_of_ours_are_refused_in_words() -> None:
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(filled(ROW))) as whole, zipfile.ZipFile(broken, "w") as made_anew:
        for one in whole.infolist():
            made_anew.writestr(one, b"<sheet" if one.filename.endswith("sheet1.xml") else whole.read(one))
    for content in (b"", b"not a workbook", b"PK\x03\x04 broken", broken.getvalue()):
        with pytest.raises(Invalid) as refused:
            workbook.guests(content)
        assert refused.value.field == "file"
    book = load_workbook(io.BytesIO(filled(ROW)))
    book.active.merge_cells("A3:B4")  # type: ignore[union-attr]
    made = io.BytesIO()
    book.save(made)
    with pytest.raises(Invalid, match="A3:B4"):
        workbook.guests(made.getvalue())
    with pytest.raises(BadCells):
        workbook.guests(filled((*ROW[:9], 1.5, "")))


def test_only_the_police_open_the_room_of_guests(hd: SmallProvince, host: Host) -> None:
    (stay,) = declare(host, HOA)
    police = Person.objects.get(pk=hd.officer("residence_police", hd.centre, hd.here, "internal", "sensitive").id)
    room = browser(police)
    assert "Mở danh tính" in room.post("/d/tourism/guests/", {"number": HOA.number}).content.decode()
    searched = Event.objects.get(action="stay.seek")
    assert searched.facts == {"number": identities.number_mark(HOA.number), "found": 1}
    assert "Nguyễn Thị Hoa" not in room.get(f"/d/tourism/guests/{stay.pk}/").content.decode()
    assert "Nguyễn Thị Hoa" in room.post(f"/d/tourism/guests/{stay.pk}/", {"reason": "Vụ 1"}).content.decode()
    officer = Person.objects.get(pk=hd.officer("department_officer", hd.department, hd.province).id)
    desk = browser(officer)
    assert desk.get("/d/tourism/guests/").status_code == 403
    assert "Sóng Lặng" in desk.get("/d/tourism/lodgings/").content.decode()
    assert "LT-001 ·" in desk.post("/d/tourism/lodgings/LT-001/key/").content.decode()


def test_counts_become_figures_of_a_commune_only_where_they_are_real_and_whole(hd: SmallProvince, host: Host) -> None:
    declare(host, HOA, ERIKA)
    actions.close_night(actions.actor_of(host), host, NIGHT, rooms_used=2)
    found = {one.indicator: one.value for one in indicators_fed.figures(NIGHT)}
    assert found == {
        "tourism.rooms": 10, "tourism.declaring_share": 100, "tourism.guests": 2, "tourism.guests_foreign": 1,
        "tourism.guests_domestic": 1, "tourism.rooms_sold": 2, "security.residence_notices": 2,
    }  # fmt: skip
    lodging(hd, "LT-002")
    lodging(hd, "LT-003", simulated=True)
    found = {one.indicator: one.value for one in indicators_fed.figures(NIGHT)}
    assert found["tourism.declaring_share"] == 50
    assert [(one.place, one.silent, one.use) for one in queries.by_area(US, NIGHT)] == [("Phường Vũng Tàu", 2, 20.0)]


def test_software_counts_stand_for_lodgings_that_declare_nothing(hd: SmallProvince, host: Host) -> None:
    assert counting.gather(NIGHT + timedelta(days=1)) == 0
    declare(host, HOA)
    assert queries.silent(US, NIGHT) == []
    assert [one.code for one in queries.silent(US, NIGHT - timedelta(days=1))] == ["LT-001"]
