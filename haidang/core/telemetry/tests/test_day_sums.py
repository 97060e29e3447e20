"""What every series brought in the last 24 hours, counted when asked and kept for all processes."""

from datetime import timedelta

import numpy as np
import pytest
from django.core.cache import cache

from haidang.core.telemetry import day_sums
from haidang.kernel import clock
from haidang.kernel.once import remembering

from .world import NOW

HOUR, DAY = 60, 24 * 60  # minutes
ONE_MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _nothing_kept(db):
    cache.clear()


@pytest.fixture
def pm25(world):
    return world.series("AQ-001", "pm25", valid_min=0, valid_max=1000)


def sums(*series):
    """Of each: good, bad, down, late; None where nothing was counted."""
    counted = day_sums.of(np.array([one.pk for one in series], np.intp))
    number, *columns = (column.tolist() for column in counted.columns)
    by_number = dict(zip(number, zip(*columns, strict=True), strict=True))
    return [by_number.get(one.pk) for one in series]


def test_good_bad_down_and_late_readings_are_counted_apart(world, pm25):
    world.send((4, 20.0), (3, 21.0), (2, -5.0), (1, 0.0, 1), (0, 0.0, 2))
    world.send((2 * HOUR, 19.0))
    assert sums(pm25) == [(3, 1, 2, 1)]


def test_each_series_is_counted_for_itself_and_a_silent_one_not_at_all(world, pm25):
    other, silent = world.series("AQ-002", "pm25"), world.series("AQ-003", "pm25")
    world.send((2, 20.0), (1, 21.0))
    world.send((1, 5.0), thing="AQ-002")
    assert sums(pm25, other, silent) == [(2, 0, 0, 0), (1, 0, 0, 0), None]


def test_the_window_begins_with_the_whole_hour_a_day_ago(world, pm25):
    world.send((DAY + 1, 1.0), (DAY, 2.0), (1, 3.0))
    assert sums(pm25) == [(2, 0, 0, 1)]
    with clock.frozen(NOW + timedelta(minutes=59)):
        assert sums(pm25) == [(2, 0, 0, 1)]
    with clock.frozen(NOW + timedelta(hours=1)):
        assert sums(pm25) == [(1, 0, 0, 0)]


def test_the_window_does_not_end_at_midnight(world, pm25):
    midnight = clock.start_of(NOW.date())
    with clock.frozen(midnight + timedelta(minutes=30)):
        world.send((31, 1.0), (30, 2.0), (29, 3.0), now=clock.now())
        assert sums(pm25) == [(3, 0, 0, 0)]
        assert day_sums.of(np.array([pm25.pk], np.intp)).start == midnight - timedelta(days=1)


def test_what_comes_late_counts_in_the_hour_it_was_measured(world, pm25):
    world.send((1, 30.0))
    world.send((3 * HOUR, 20.0))
    world.send((DAY + HOUR, 10.0))
    assert sums(pm25) == [(2, 0, 0, 1)]


def test_a_corrected_reading_counts_once_as_what_it_is_now(world, pm25):
    world.send((2, 2000.0), (1, 30.0))
    assert sums(pm25) == [(1, 1, 0, 0)]
    world.send((2, 20.0))
    assert sums(pm25) == [(2, 0, 0, 0)]
    world.send((1, 30.0, 2))
    assert sums(pm25) == [(1, 0, 1, 0)]


def test_a_reading_sent_twice_counts_once(world, pm25):
    world.send((1, 30.0))
    world.send((1, 30.0))
    assert sums(pm25) == [(1, 0, 0, 0)]


@pytest.fixture
def many(world, monkeypatch):
    """So many series that the worker counts them."""
    monkeypatch.setattr(day_sums, "FEW", 1)
    return [world.series(thing, "pm25") for thing in ("AQ-001", "AQ-002")]


def test_of_many_series_it_is_told_what_the_worker_counted_last(world, many):
    world.send((2, 20.0))
    day_sums.keep()
    world.send((1, 21.0))
    world.send((1, 5.0), thing="AQ-002")

    assert sums(*many) == [(1, 0, 0, 0), None]
    assert sums(many[0]) == [(2, 0, 0, 0)], "of a few it is counted when asked"
    day_sums.keep()
    assert sums(*many) == [(2, 0, 0, 0), (1, 0, 0, 0)]


def test_what_was_kept_says_when_it_was_counted(world, many):
    world.send((1, 20.0))
    day_sums.keep()
    with clock.frozen(NOW + 10 * ONE_MINUTE):
        assert day_sums.of(np.array([one.pk for one in many], np.intp)).at == NOW


def test_while_the_worker_is_silent_many_series_are_counted_when_asked(world, many):
    world.send((2, 20.0))
    assert sums(*many) == [(1, 0, 0, 0), None]
    day_sums.keep()
    world.send((1, 21.0))
    with clock.frozen(NOW + day_sums.HOLDS_FOR + ONE_MINUTE):
        assert sums(*many) == [(2, 0, 0, 0), None]


def test_one_page_reads_what_was_kept_once(world, many, django_assert_num_queries):
    world.send((1, 20.0))
    day_sums.keep()
    with remembering():
        first = sums(*many)
        with django_assert_num_queries(0):
            assert sums(*many) == first
