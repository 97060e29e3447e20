"""The codes of dossiers: whose, of which day, and never twice."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from haidang.core.cases import codes
from haidang.core.cases.models import Case
from haidang.core.directory.agencies import code_on
from haidang.core.directory.models import Office
from haidang.core.directory.numbers import free_code
from haidang.kernel.clock import HO_CHI_MINH, frozen

from .counter import MONDAY, domain, procedure

NOW = re.compile(r"^[GH]\d{2}(\.\d{1,3}){0,3}-\d{6}-\d{4,7}$")
LAST_SECOND = datetime(2026, 11, 16, 23, 59, 59, 900_000, tzinfo=HO_CHI_MINH)


def in_force(code, first=None, last=None):
    return {"code": code, "from": first, "to": last, "source": "thử", "trust": "F"}


def give(office, *agencies):
    office.agencies = list(agencies)
    office.save()


def dossiers(counter):
    counter.take(domain(procedures=[procedure("birth", kind="dossier"), procedure("rubbish")]))


@pytest.fixture
def town(counter):
    dossiers(counter)
    give(counter.hd.committee, in_force("H99.101", "2025-07-01"))
    with frozen(MONDAY):
        yield counter


def test_a_dossier_is_numbered_by_its_agency_and_day(town):
    first, second = town.open("birth"), town.open("birth")
    assert [first.code, second.code] == ["H99.101-261116-0001", "H99.101-261116-0002"]
    assert NOW.match(first.code)
    assert town.open("rubbish").code == "PA-261116-0001"


def test_part_of_a_dossier_is_no_dossier_of_its_own(town):
    from haidang.core.cases import actions

    case = town.open("birth")
    assert actions.split(town.clerk, case, town.hd.department, text="Đo đạc").code == "HS-261116-0001"
    assert town.open("birth").code == "H99.101-261116-0002"


def test_an_office_without_a_code_goes_by_the_one_above_it_and_none_at_all_by_hs(town):
    window = Office.objects.create(
        code="hcc", kind="centre", name_vi="Quầy", name_en="Counter", folded="quay", sort_key="quay",
        place=town.hd.here, parent=town.hd.committee,
    )  # fmt: skip
    assert town.open("birth", office=window).code == "H99.101-261116-0001"
    assert town.open("birth", office=town.hd.department).code == "HS-261116-0001"


def test_a_code_holds_for_its_time_only(town):
    give(town.hd.committee, in_force("H06", None, "2026-11-16"), in_force("H99.7", "2026-11-16"))
    assert code_on(town.hd.committee, (MONDAY - timedelta(days=1)).date()) == "H06"
    assert town.open("birth").code == "H99.7-261116-0001"


def test_the_day_is_the_one_on_which_it_was_received_even_at_midnight(town):
    with frozen(LAST_SECOND):
        assert town.open("birth").code == "H99.101-261116-0001"
    with frozen(LAST_SECOND + timedelta(milliseconds=200)):
        assert town.open("birth").code == "H99.101-261117-0001"


def test_a_full_day_goes_on_with_five_digits(town):
    case = town.open("birth")
    Case.objects.filter(pk=case.pk).update(code="H99.101-261116-9999")
    assert town.open("birth").code == "H99.101-261116-10000"
    assert town.open("birth").code == "H99.101-261116-10001"
    assert NOW.match("H99.101-261116-10001")


def test_a_code_given_by_the_national_portal_is_kept_and_passed_over(town):
    assert town.open("birth", code="H99.101-261116-0001").code == "H99.101-261116-0001"
    assert town.open("birth").code == "H99.101-261116-0002"


@pytest.mark.django_db(transaction=True)
def test_reports_that_come_at_once_do_not_wait_for_each_others_code():
    def code_of_another():
        try:
            with transaction.atomic(), connections["default"].cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
                return free_code(Case, "PA", MONDAY.date())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as another, transaction.atomic():
        codes_at_once = [free_code(Case, "PA", MONDAY.date()), another.submit(code_of_another).result()]
    assert codes_at_once == ["PA-261116-0001", "PA-261116-0002"]
    assert free_code(Case, "PA", MONDAY.date()) == "PA-261116-0001"  # neither was kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("H15.50.05.13-261008-0975", "H15.50.05.13-261008-0975"),
        (" h15.50.05.13 – 261008 - 0975 ", "H15.50.05.13-261008-0975"),
        ("000.00.01.H22-190605-0007", "000.00.01.H22-190605-0007"),
        ("G09.20-260101-0912345", "G09.20-260101-0912345"),
        ("pa-261122-0001", "PA-261122-0001"),
        ("http://hd.example:8000/app/r/H99.101-261122-0007/x7Jq-9/", "H99.101-261122-0007"),
        ("0903123456", ""),
        ("khai sinh", ""),
        ("H1-261008-0975", ""),
    ],
)
def test_a_code_is_found_in_what_was_typed_or_scanned(typed, code):
    assert codes.found_in(typed) == code


@settings(deadline=None)
@given(
    st.from_regex(r"\A[GH][0-9]{2}(\.[0-9]{1,3}){0,3}-[0-9]{6}-[0-9]{4,7}\Z"),
    st.sampled_from(["{}", " {} ", "http://a/app/r/{}/secret/", "https://b.vn/app/track/?code={}"]),
)
def test_whatever_official_code_is_found_again_in_a_link(code, written):
    assert codes.found_in(written.format(code)) == code


@pytest.mark.django_db(transaction=True)
def test_two_counters_in_the_same_second_get_two_codes_without_a_gap():
    from .counter import build

    counter = build()
    dossiers(counter)
    give(counter.hd.committee, in_force("H99.101"))

    def take(number):
        try:
            with frozen(MONDAY):
                if number % 5 == 4:  # one in five gives up after the code was drawn
                    try:
                        return counter.open("birth", people=[bad()]).code
                    except Exception:
                        return None
                return counter.open("birth", title=f"Hồ sơ {number}").code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as counters:
        made = sorted(filter(None, counters.map(take, range(20))))
    assert made == [f"H99.101-261116-{number:04d}" for number in range(1, 17)]


def bad():
    from haidang.core.cases.opening import Someone

    return Someone("applicant", phone="12")
