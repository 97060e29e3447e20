"""The demo province in the tables, through the pack that comes with the program."""

from datetime import date, datetime, timedelta

import pytest

from haidang.core.audit.models import Event
from haidang.core.directory.actions import change_office, revoke_duty
from haidang.core.directory.models import Duty, FieldUnit, Office, Person, Place, Shift
from haidang.core.directory.permissions import decide
from haidang.core.directory.queries import on_shift, place_on, predecessors_on
from haidang.core.directory.rostering import cancel_shift
from haidang.core.directory.sync import plan_shifts, sync_demo, sync_province
from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.clock import HO_CHI_MINH
from haidang.provinces.pack import load

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=HO_CHI_MINH)


@pytest.fixture(scope="module")
def pack():
    return load("demo")


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def test_the_province_is_taken_in_once_and_for_all(pack, django_assert_max_num_queries):
    first = sync_province(pack)
    assert first["made"] == len(pack.places) + len(pack.offices)
    with django_assert_max_num_queries(8):
        assert sync_province(pack) == {"made": 0, "changed": 0, "closed": 0}
    assert Event.objects.filter(action="province.sync").count() == 1


def test_both_trees_and_the_way_between_them_are_there(pack):
    sync_province(pack)
    ward = place_on("26506", date(2026, 1, 1))
    assert ward.path == "HD/26506/"
    assert {place.valid_to for place in predecessors_on(ward, date(2025, 6, 30))} == {date(2025, 7, 1)}
    assert place_on("26506", date(2025, 6, 30)).path.startswith("77/77.747/")


@pytest.mark.parametrize("key", ["demo", "binhphuoc"])
def test_every_office_stands_at_a_place_and_under_its_parent(key):
    pack = load(key)
    sync_province(pack)
    parents = dict(Office.objects.values_list("code", "parent__code"))
    assert parents == {fact.code: fact.parent for fact in pack.offices}


def test_what_was_edited_on_screen_outlives_the_next_start(pack):
    sync_province(pack)
    office = Office.objects.get(code="ioc")
    change_office(system("test"), office, name_vi="Trung tâm điều hành", phone="0254 111")
    assert sync_province(pack)["changed"] == 0
    office.refresh_from_db()
    assert (office.name_vi, office.phone) == ("Trung tâm điều hành", "0254 111")


def test_what_the_pack_no_longer_names_is_closed_not_deleted(pack):
    sync_province(pack)
    Place.objects.create(key="old", code="old", kind="ward", path="old/")
    assert sync_province(pack)["closed"] == 1
    assert Place.objects.get(key="old").valid_to == clock.today()
    assert sync_province(pack)["closed"] == 0


def test_the_demo_people_get_passwords_once(pack):
    sync_province(pack)
    passwords = sync_demo(pack)
    assert set(passwords) == {fact.account for fact in pack.people}
    assert sync_demo(pack) == {}
    person = Person.objects.get(account="trucban")
    assert person.check_password(passwords["trucban"])
    assert Duty.objects.count() == sum(len(fact.duties) for fact in pack.people)
    assert FieldUnit.objects.count() == len(pack.units)
    assert decide(person.as_actor(), "alert.acknowledge", Place.objects.get(key="26506"))


def test_a_revoked_demo_duty_stays_revoked(pack):
    sync_province(pack)
    sync_demo(pack)
    revoke_duty(system("test"), Duty.objects.get(person__account="trucban"), why="thử")
    sync_demo(pack)
    assert not Duty.objects.filter(person__account="trucban", revoked_at=None).exists()


def test_the_roster_reaches_two_weeks_ahead(pack):
    sync_province(pack)
    sync_demo(pack)
    ioc = Office.objects.get(code="ioc")
    assert Shift.objects.count() == 16 * 3
    for hours in range(0, 14 * 24, 4):
        assert on_shift(ioc, NOON + timedelta(hours=hours))
    first = on_shift(ioc, NOON)
    assert all(seat.position in ("lead", "officer") for seat in first)
    assert plan_shifts(pack) == 0
    with clock.frozen(NOON + timedelta(days=1)):
        assert plan_shifts(pack) == 3


def test_a_cancelled_shift_is_not_planned_again(pack):
    sync_province(pack)
    sync_demo(pack)
    shift = Shift.objects.filter(starts_at__gt=NOON).order_by("starts_at").first()
    cancel_shift(system("test"), shift)
    assert plan_shifts(pack) == 0
    assert on_shift(shift.office, shift.starts_at) == []


def test_a_province_without_people_plans_nothing(pack):
    sync_province(pack)
    assert plan_shifts(pack) == 0
