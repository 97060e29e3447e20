"""Working time, on the calendar of calendar_of_2026."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from haidang.kernel.clock import HO_CHI_MINH
from haidang.kernel.working_time import BASIS, Block, WorkingTime

from .calendar_of_2026 import HOURS, at, hours

SHORT_FRIDAYS = WorkingTime(
    blocks=(
        *(Block(day, time(7, 30), time(16, 30)) for day in range(4)),
        Block(4, time(7, 30), time(11, 30)),
    )
)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("12/2 07:29", False),
        ("12/2 07:30", True),
        ("12/2 11:29", True),
        ("12/2 11:30", False),
        ("12/2 12:59", False),
        ("12/2 13:00", True),
        ("12/2 17:00", False),
        ("12/2 00:00", False),
        ("14/2 09:00", False),
        ("17/2 09:00", False),
        ("2/1 09:00", False),
        ("10/1 09:00", True),
        ("10/1 12:00", False),
        ("31/8 09:00", False),
        ("22/8 09:00", True),
        ("29/8 09:00", False),
    ],
)
def test_offices_are_open(moment, is_open):
    assert HOURS.is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("12/2 09:00", "12/2 09:00"),
        ("12/2 11:30", "12/2 13:00"),
        ("12/2 17:00", "13/2 07:30"),
        ("13/2 17:00", "23/2 07:30"),
        ("9/1 20:00", "10/1 07:30"),
        ("10/1 17:00", "12/1 07:30"),
        ("28/8 17:00", "3/9 07:30"),
    ],
)
def test_the_next_opening(moment, opens):
    assert HOURS.opens_after(at(moment)) == at(opens)


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("12/2 09:00", 2, "12/2 11:00"),
        ("12/2 11:00", 1, "12/2 13:30"),  # over lunch
        ("12/2 11:00", 0.5, "12/2 11:30"),  # to the minute the morning ends
        ("12/2 12:15", 1, "12/2 14:00"),  # received at lunch
        ("12/2 16:00", 1, "12/2 17:00"),
        ("12/2 16:00", 8, "13/2 16:00"),
        ("12/2 18:00", 8, "13/2 17:00"),  # received after office hours
        ("12/2 23:59", 1, "13/2 08:30"),  # a minute before midnight
        ("13/2 00:00", 1, "13/2 08:30"),  # at midnight
        ("13/2 16:00", 2, "23/2 08:30"),  # over Tết
        ("13/2 19:00", 8, "23/2 17:00"),  # Friday evening before Tết
        ("18/2 10:00", 4, "23/2 11:30"),  # in the middle of Tết
        ("9/1 16:00", 2, "10/1 08:30"),  # into the Saturday that is worked
        ("10/1 16:00", 2, "12/1 08:30"),
        ("31/12 16:00", 0, "31/12 16:00"),
        ("28/8 16:00", 2, "3/9 08:30"),  # 31/8, 1/9 and 2/9 are off
        ("21/8 16:00", 2, "22/8 08:30"),
        ("12/2 17:00", 0, "12/2 17:00"),
        ("12/2 17:01", 0, "13/2 07:30"),
        ("23/2 08:30", -2, "13/2 16:00"),
        ("12/2 17:00", -8, "12/2 07:30"),
        ("13/2 07:30", -4, "12/2 13:00"),
    ],
)
def test_working_hours_are_added(start, length, end):
    assert HOURS.add(at(start), hours(length)) == at(end)


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("9/2 09:00", 1, "10/2 17:00"),  # the day of receipt does not count
        ("9/2 07:30", 4, "13/2 17:00"),
        ("9/2 16:59", 5, "23/2 17:00"),  # over Tết
        ("13/2 18:00", 1, "23/2 17:00"),  # Friday evening
        ("14/2 09:00", 1, "23/2 17:00"),  # a Saturday
        ("17/2 09:00", 3, "25/2 17:00"),  # the first day of the year of the horse
        ("9/1 10:00", 1, "10/1 17:00"),  # the Saturday that is worked
        ("8/1 10:00", 3, "12/1 17:00"),
        ("21/8 10:00", 6, "28/8 17:00"),  # 22/8 is worked
        ("28/8 10:00", 1, "3/9 17:00"),  # 31/8 is off
        ("12/2 10:00", 0, "12/2 17:00"),  # within the day
        ("12/2 17:00", 0, "12/2 17:00"),
        ("12/2 17:30", 0, "13/2 17:00"),
        ("14/2 10:00", 0, "23/2 17:00"),
    ],
)
def test_working_days_are_counted_from_the_day_after_receipt(received, days, due):
    assert HOURS.add_days(at(received), days) == at(due)


@pytest.mark.parametrize(
    ("received", "days", "same_day", "same_time"),
    [
        ("9/2 09:00", 1, "9/2 17:00", "10/2 09:00"),
        ("9/2 17:30", 1, "10/2 17:00", "11/2 07:30"),
        ("12/2 10:15", 3, "23/2 17:00", "24/2 10:15"),
        ("14/2 10:15", 2, "24/2 17:00", "25/2 07:30"),
        ("9/2 09:00", 0, "9/2 17:00", "9/2 17:00"),
        ("9/2 12:00", 1, "9/2 17:00", "10/2 13:00"),
    ],
)
def test_other_ways_of_counting_can_be_chosen(received, days, same_day, same_time):
    assert HOURS.add_days(at(received), days, "same_day") == at(same_day)
    assert HOURS.add_days(at(received), days, "same_time") == at(same_time)


def test_the_same_time_of_a_shorter_day_is_its_end():
    thursday = datetime(2026, 3, 5, 15, 0, tzinfo=HO_CHI_MINH)
    assert SHORT_FRIDAYS.add_days(thursday, 1, "same_time") == datetime(2026, 3, 6, 11, 30, tzinfo=HO_CHI_MINH)


def test_every_way_of_counting_names_its_source():
    assert BASIS["next_day"].trust == "V"
    assert {BASIS["same_day"].trust, BASIS["same_time"].trust} == {"M"}


@pytest.mark.parametrize(
    ("start", "end", "length", "days"),
    [
        ("12/2 09:00", "12/2 14:00", 3.5, 0),
        ("13/2 16:00", "23/2 08:30", 2, 1),
        ("14/2 00:00", "22/2 23:59", 0, 0),
        ("8/1 17:00", "12/1 17:00", 24, 3),
        ("28/8 17:00", "3/9 17:00", 8, 1),
        ("23/2 08:30", "13/2 16:00", -2, -1),
    ],
)
def test_working_time_between_two_moments(start, end, length, days):
    assert HOURS.between(at(start), at(end)) == hours(length)
    assert HOURS.days_between(at(start), at(end)) == days


def test_moments_come_in_from_any_zone_and_go_out_in_ours():
    received = datetime(2026, 2, 12, 2, 0, tzinfo=UTC)
    assert HOURS.add(received, hours(1)) == at("12/2 10:00")
    assert HOURS.add(received, hours(1)).tzinfo is HO_CHI_MINH


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        HOURS.add(datetime(2026, 2, 12, 9, 0), hours(1))


def test_days_outside_the_data_follow_the_week_and_are_not_certain():
    lunar_new_year_of_2031 = datetime(2031, 1, 23, 9, 0, tzinfo=HO_CHI_MINH)
    assert HOURS.is_open(lunar_new_year_of_2031)
    assert not HOURS.is_certain(lunar_new_year_of_2031.date())
    assert HOURS.is_certain(date(2026, 2, 17))
    assert not HOURS.is_certain(date(2026, 11, 24))


def test_the_calendar_has_ends():
    with pytest.raises(ValueError, match="does not reach 2200"):
        HOURS.add(at("12/2 09:00"), timedelta(days=100_000))


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ((), "at least one block"),
        ((Block(0, time(8), time(8)),), "closes before it opens"),
        ((Block(0, time(8), time(12)), Block(0, time(11), time(17))), "overlap"),
    ],
)
def test_a_week_that_cannot_be_is_refused(blocks, said):
    with pytest.raises(ValueError, match=said):
        WorkingTime(blocks=blocks)
