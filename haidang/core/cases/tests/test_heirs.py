"""A commune that merged while a case was open, as the reform of 1/7/2025 did: the real mapping of the demo's area."""

from datetime import date, datetime

import pytest

from haidang.core.cases import actions, heirs, jobs, queries
from haidang.core.cases.models import Case, Procedure
from haidang.core.cases.sync import sync_procedures
from haidang.core.directory.models import Duty, Office, Person, Place
from haidang.core.directory.sync import sync_province
from haidang.kernel.action import PUBLIC, Invalid
from haidang.kernel.clock import HO_CHI_MINH, frozen
from haidang.kernel.geo import Point
from haidang.provinces import pack

from .counter import domain

BEFORE = datetime(2025, 6, 27, 9, 0, tzinfo=HO_CHI_MINH)
REFORM = datetime(2025, 7, 1, 0, 2, tzinfo=HO_CHI_MINH)
OLD, NEW = "77.747.26506", "26506"  # Phường 1 of the city, then Phường Vũng Tàu


@pytest.fixture
def area(db):
    """The area on both sides of the reform."""
    with frozen(BEFORE):
        sync_province(pack.load("demo"))
        sync_procedures((domain(), one) for one in domain().procedures)


def opened(key=OLD, **more):
    procedure, place = Procedure.objects.get(key="rubbish"), Place.objects.get(key=key)
    return actions.open_case(PUBLIC, procedure, title="Rác tràn ra đường", place=place, **more)


def officer(office, place):
    person = Person.objects.create(
        account=office, full_name=office, folded=office, office=Office.objects.get(code=office)
    )
    Duty.objects.create(person=person, role="commune_officer", office=person.office, place=Place.objects.get(key=place),
                        data_classes=["internal"], valid_from=date(2025, 1, 1))  # fmt: skip
    return person.as_actor()


def test_its_successor_takes_it_over_with_the_clock_untouched(area):
    with frozen(BEFORE):
        case = opened()
        before, old = officer(f"ubnd-{OLD}", OLD), Case.objects.get()
        assert [one.pk for one in queries.inbox(before).rows] == [case.pk]
    with frozen(REFORM):
        after = officer(f"ubnd-{NEW}", NEW)
        jobs.hand_on()
        jobs.hand_on()
        case = Case.objects.get()
        assert (case.office.code, case.place.key, case.place_then.key) == (f"ubnd-{NEW}", NEW, OLD)
        assert (case.due_at, case.original_due_at, case.state) == (old.due_at, old.original_due_at, old.state)
        assert [one.pk for one in queries.inbox(after).rows] == [case.pk]
        assert queries.inbox(before).rows == []
        said = queries.lines(case, for_citizen=True)[0].text_vi
    assert said == "Phường 1 nay thuộc Phường Vũng Tàu; UBND phường Vũng Tàu giải quyết tiếp, thời hạn giữ nguyên"
    assert [stay.office.code for stay in case.stays.order_by("started_at")] == [f"ubnd-{OLD}", f"ubnd-{NEW}"]
    assert case.first_office.code == f"ubnd-{OLD}"


def test_who_follows_takes_the_moves_and_what_ended_stays_where_it_was(area):
    with frozen(BEFORE):
        going, done = opened(), opened()
        Case.objects.filter(pk=done.pk).update(ended_at=BEFORE, state="refused")
    with frozen(REFORM):
        heirs.hand_on()
        actor = officer(f"ubnd-{NEW}", NEW)
        case = actions.move(actor, Case.objects.get(pk=going.pk), "refuse", reason_key="false")
    assert case.state == "refused"
    assert Case.objects.get(pk=done.pk).office.code == f"ubnd-{OLD}"


def test_an_office_that_ended_hands_on_though_the_place_stays(area):
    with frozen(datetime(2025, 2, 20, 9, 0, tzinfo=HO_CHI_MINH)):
        case = opened(office=Office.objects.get(code="so-tnmt"))
    with frozen(datetime(2025, 3, 1, 0, 2, tzinfo=HO_CHI_MINH)):
        heirs.hand_on()
        case = Case.objects.get(pk=case.pk)
    assert (case.office.code, case.place.key, case.place_then.key) == (
        "so-nnmt",
        "HD",
        OLD,
    )  # an office of the new province already


def test_a_new_case_at_an_old_place_is_taken_where_it_lies_today(area):
    with frozen(REFORM):
        case = opened()
        assert (case.place.key, case.place_then.key, case.office.code) == (NEW, OLD, f"ubnd-{NEW}")
        city = Place.objects.get(key="77.747")
        with pytest.raises(Invalid, match="chọn địa bàn ngày nay"):
            heirs.today_of(city)
        assert heirs.today_of(city, Point(107.076, 10.3565))[0].key == NEW


def test_every_old_commune_has_one_heir_and_an_office_there(area):
    with frozen(BEFORE):
        case = opened()
    olds = Place.objects.filter(valid_to__isnull=False, kind__in=("ward", "commune", "township"))
    assert len(olds) > 50
    with frozen(REFORM):
        for place in olds.prefetch_related("successors"):
            case.place, case.office = place, Office.objects.get(code=f"ubnd-{place.key}")
            heir = heirs.heir_of(case)
            assert heir.place in place.successors.all()
            assert heir.office.valid_to is None
            assert heir.place.path.startswith(heir.office.place.path)
