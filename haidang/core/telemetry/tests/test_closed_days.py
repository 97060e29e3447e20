"""The sums of days that have ended, and how they follow what comes late."""

from datetime import timedelta

import pytest

from haidang.core.telemetry import rollups
from haidang.core.telemetry.record import Reading, record
from haidang.kernel import clock

from .world import NOW, SENDER

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
MIDNIGHT = clock.start_of(TODAY)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _pm25(world):
    world.series("AQ-001", "pm25", valid_max=1000)


def measured(*rows):
    """Rows are (moment, value[, quality])."""
    return record(SENDER, [Reading("AQ-001", "pm25", at, *said) for at, *said in rows], clock.now())


@pytest.fixture
def days(rows):
    return lambda: rows("SELECT day, n, bad, down, late, sum, low, high, last FROM rollup_day ORDER BY day")


@pytest.fixture
def waiting(rows):
    return lambda: [day for (day,) in rows("SELECT day FROM dirty_day")]


def test_a_day_is_summed_once_it_has_ended(days):
    with clock.frozen(MIDNIGHT - MINUTE):
        measured((MIDNIGHT - 3 * HOUR, 4.0), (MIDNIGHT - 2 * HOUR, 2000.0), (MIDNIGHT - HOUR, 6.0))
        rollups.close_days()
        assert days() == []
    with clock.frozen(MIDNIGHT):
        rollups.close_days()
    assert days() == [(YESTERDAY, 2, 1, 0, 1, 10.0, 4.0, 6.0, 6.0)]


def test_a_day_ends_at_midnight_in_ho_chi_minh_and_not_in_greenwich(days):
    """Seven o'clock here is midnight there."""
    measured((MIDNIGHT - MINUTE, 1.0), (MIDNIGHT, 2.0), (MIDNIGHT + 7 * HOUR - MINUTE, 3.0), (MIDNIGHT + 7 * HOUR, 4.0))
    with clock.frozen(NOW + timedelta(days=1)):
        rollups.close_days()
    assert [(day, n, total) for day, n, *_, total, _low, _high, _last in days()] == [
        (YESTERDAY, 1, 1.0),
        (TODAY, 3, 9.0),
    ]


def test_a_day_without_a_good_reading_has_no_last_value(days):
    measured((MIDNIGHT - HOUR, 2000.0))
    rollups.close_days()
    ((day, n, bad, *_, last),) = days()
    assert (day, n, bad) == (YESTERDAY, 0, 1)
    assert last != last, "NaN"


def test_closing_again_changes_nothing(days):
    measured((MIDNIGHT - HOUR, 4.0), (MIDNIGHT, 5.0))
    rollups.close_days()
    before = days()
    rollups.close_days()
    assert days() == before == [(YESTERDAY, 1, 0, 0, 1, 4.0, 4.0, 4.0, 4.0)]


def test_days_missed_by_the_worker_are_closed_together(days):
    measured(*[(MIDNIGHT - timedelta(days=ago) + HOUR, float(ago)) for ago in (5, 3, 1)])
    rollups.close_days()
    assert [(day, total) for day, *_, total, _low, _high, _last in days()] == [
        (TODAY - timedelta(days=ago), float(ago)) for ago in (5, 3, 1)
    ]


def test_late_data_recompute_the_day_they_were_measured_on(days, waiting):
    measured((MIDNIGHT - 5 * HOUR, 4.0), (MIDNIGHT + HOUR, 5.0))
    rollups.close_days()
    measured((MIDNIGHT - 2 * HOUR, 8.0), (MIDNIGHT - 9 * HOUR, 1.0))
    assert waiting() == [YESTERDAY]

    rollups.close_days()

    assert days() == [(YESTERDAY, 3, 0, 0, 3, 13.0, 1.0, 8.0, 8.0)]
    assert waiting() == []


def test_a_late_reading_of_a_day_that_brought_none_makes_its_sum(days):
    measured((MIDNIGHT - HOUR, 4.0))
    rollups.close_days()
    measured((MIDNIGHT - timedelta(days=3), 7.0))
    rollups.close_days()
    assert [(day, total) for day, *_, total, _low, _high, _last in days()] == [
        (TODAY - timedelta(days=3), 7.0),
        (YESTERDAY, 4.0),
    ]


def test_a_corrected_reading_recomputes_its_day(days, waiting):
    measured((MIDNIGHT - 2 * HOUR, 4.0), (MIDNIGHT - HOUR, 900.0))
    rollups.close_days()
    assert days() == [(YESTERDAY, 2, 0, 0, 2, 904.0, 4.0, 900.0, 900.0)]
    measured((MIDNIGHT - HOUR, 9.0))
    assert waiting() == [YESTERDAY]

    rollups.close_days()

    assert days() == [(YESTERDAY, 2, 0, 0, 2, 13.0, 4.0, 9.0, 9.0)]


def test_a_correction_across_midnight_leaves_the_other_day_alone(days, waiting):
    measured((MIDNIGHT - MINUTE, 1.0), (MIDNIGHT, 2.0))
    with clock.frozen(NOW + timedelta(days=1)):
        rollups.close_days()
        before = {day: rest for day, *rest in days()}
        measured((MIDNIGHT, 5.0))
        assert waiting() == [TODAY]
        rollups.close_days()
        after = {day: rest for day, *rest in days()}
    assert after[YESTERDAY] == before[YESTERDAY]
    assert (before[TODAY][4], after[TODAY][4]) == (2.0, 5.0)


def test_what_happens_today_waits_for_the_end_of_the_day(days, waiting):
    measured((MIDNIGHT - HOUR, 4.0))
    rollups.close_days()
    measured((NOW - HOUR, 900.0))
    measured((NOW - HOUR, 9.0))
    rollups.close_days()
    assert waiting() == []
    assert [day for day, *_ in days()] == [YESTERDAY]
