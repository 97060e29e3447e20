from datetime import timedelta

import pytest

from haidang.kernel import clock, pulse

pytestmark = pytest.mark.django_db


def test_a_process_that_beats_is_fresh():
    pulse.beat("rules", lag=3)
    beat = pulse.last()["rules"]
    assert beat.is_fresh()
    assert beat.state == {"lag": 3}


def test_a_process_that_fell_silent_is_not_fresh():
    pulse.beat("rules")
    with clock.frozen(clock.now() + timedelta(seconds=11)):
        assert not pulse.last()["rules"].is_fresh()


def test_a_loop_that_turns_fast_writes_once():
    heart = pulse.Pulse("worker")
    assert heart.beat()
    assert not heart.beat()


def test_a_second_beat_replaces_the_first():
    pulse.beat("intake", messages=1)
    pulse.beat("intake", messages=2)
    assert pulse.last()["intake"].state == {"messages": 2}
