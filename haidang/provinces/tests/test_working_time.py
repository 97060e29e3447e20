"""The office hours of the provinces, 2024 to 2027."""

from datetime import date, datetime, timedelta

import pytest

from haidang.kernel.clock import HO_CHI_MINH
from haidang.provinces import pack as provinces


@pytest.fixture(scope="module")
def demo():
    return provinces.load("demo").working_time


def at(words: str) -> datetime:
    return datetime.strptime(words, "%d/%m/%Y %H:%M").replace(tzinfo=HO_CHI_MINH)


def test_the_calendar_is_made_once():
    pack = provinces.load("demo")
    assert pack.working_time is pack.working_time


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 2), False),  # given off, made up for on
        (date(2026, 1, 10), True),  # this Saturday
        (date(2026, 2, 16), False),  # the eve of Tết
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),  # the Kings' day is a Sunday
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
        (date(2026, 11, 24), True),  # decided, but the statute is not there
        (date(2027, 2, 4), False),  # expected
        (date(2024, 5, 4), True),
        (date(2025, 4, 26), True),
        (date(2025, 5, 2), False),
    ],
)
def test_days_that_are_worked(demo, day, works):
    assert demo.is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "is_certain"),
    [
        (date(2023, 12, 31), False),
        (date(2024, 1, 1), True),
        (date(2026, 11, 23), True),
        (date(2026, 11, 24), False),
        (date(2027, 2, 6), False),
        (date(2027, 12, 31), True),
        (date(2028, 1, 1), False),
    ],
)
def test_days_that_are_certain(demo, day, is_certain):
    assert demo.is_certain(day) is is_certain


def test_a_dossier_of_the_week_before_tet(demo):
    """15 working days from 6/2/2026: five until 13/2, five from 23/2 to 27/2, five until 6/3."""
    assert demo.add_days(at("06/02/2026 15:00"), 15) == at("06/03/2026 17:00")


def test_an_urgent_report_of_friday_evening(demo):
    assert demo.add(at("13/02/2026 21:00"), timedelta(hours=4)) == at("23/02/2026 11:30")


def test_each_province_has_its_own_hours(demo):
    other = provinces.load("binhphuoc").working_time
    assert demo.closes_from(date(2026, 1, 10)) == other.closes_from(date(2026, 1, 10)) == at("10/01/2026 17:00")
    assert (demo.is_open(at("12/02/2026 07:15")), other.is_open(at("12/02/2026 07:15"))) == (False, True)


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_a_year_has_some_250_working_days(demo, year):
    begins, ends = at(f"31/12/{year - 1} 23:59"), at(f"31/12/{year} 23:59")
    days = demo.days_between(begins, ends)
    assert 248 <= days <= 252
    assert demo.between(begins, ends) == days * timedelta(hours=8)
