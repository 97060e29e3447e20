import pytest

from haidang.core.telemetry import pressure
from haidang.core.telemetry.pressure import Pressure


@pytest.fixture
def busy(clock):
    """Writes ten deliveries of 1,000 readings in a second."""
    found = Pressure(clock)
    for _ in range(50):
        found.wrote(10, 10_000, 1.0)
    return found


def test_a_process_with_little_to_do_lets_deliveries_in(busy):
    busy.waiting = 5_000

    assert not busy.is_behind()


def test_a_process_that_holds_too_many_readings_is_behind(busy):
    busy.waiting = pressure.MOST_WAITING

    assert busy.is_behind()


def test_a_process_whose_oldest_delivery_waits_too_long_is_behind(busy, clock):
    busy.oldest_at = clock.seconds
    clock.seconds += pressure.LONGEST_WAIT + 0.1

    assert busy.is_behind()


def test_a_process_is_behind_while_the_rules_are(busy):
    busy.unjudged, busy.lag = pressure.MOST_UNJUDGED, 25.0

    assert busy.is_behind()
    assert busy.retry_after() == 26


def test_the_more_waits_the_later_a_sender_is_told_to_come_back(busy):
    busy.waiting = 40_000

    assert busy.retry_after() == 5  # four seconds for what waits, and its own turn


def test_those_who_are_refused_are_told_to_come_one_after_the_other(busy):
    busy.waiting = 10_000

    told = [busy.retry_after() for _ in range(30)]

    assert (told[0], told[9], told[29]) == (2, 2, 4)


def test_turns_that_were_given_away_pass_with_time(busy, clock):
    for _ in range(30):
        busy.retry_after()
    clock.seconds += 10

    assert busy.retry_after() == 1


def test_nobody_is_sent_away_for_more_than_a_minute(busy, clock):
    for _ in range(10_000):
        busy.retry_after()

    assert busy.retry_after() == pressure.LONGEST_RETRY

    clock.seconds += pressure.LONGEST_RETRY
    assert busy.retry_after() == 1
