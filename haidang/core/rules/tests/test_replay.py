"""A dry run repeats what the engine did."""

from datetime import timedelta

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haidang.core.rules.judging.windows import Means, Rates, means_along, rates_along
from haidang.core.rules.models import Alert
from haidang.core.rules.tests.watched import NINE, SILENT, minute, says, take_facts
from haidang.core.rules.trying.replay import replay
from haidang.kernel import manifest
from haidang.kernel.action import Invalid

MINUTE = 60_000_000
WAVE = [(n, 40.0 + 20 * ((n // 7) % 3)) for n in range(-60, 0)]


def test_a_dry_run_finds_what_was_raised(watched):
    watched.start(says(**{"for": "2m"}))
    watched.measured(*WAVE)
    raised = [(one.opened_at, one.returned_at, one.value_open, one.repeats) for one in watched.alerts()]
    found = replay(watched.rule(), minute(-60), NINE)
    assert [(one.opened_at, one.returned_at, one.value_open, one.repeats) for one in found.episodes] == raised
    assert (found.series, found.readings) == (1, 60)


def test_late_readings_count_only_when_asked_for(watched):
    take_facts(says())
    watched.send((-200, 20.0), (-199, 60.0))
    since = minute(-300)
    assert replay(watched.rule(), since, NINE).episodes == []
    assert len(replay(watched.rule(), since, NINE, late_too=True).episodes) == 1


def test_a_dry_run_tries_other_values_and_changes_nothing(watched):
    take_facts(says())
    watched.send(*WAVE)
    rule = watched.rule()
    assert len(replay(rule, minute(-60), NINE).episodes) == 1
    calmer = rule.current.facts | {"when": {"kind": "threshold", "value": 500.0}}
    assert replay(rule, minute(-60), NINE, msgspec.convert(calmer, manifest.Rule)).episodes == []
    assert not Alert.objects.exists()


def test_a_dry_run_of_a_mean(watched):
    take_facts(says(when={"kind": "threshold", "value": 55.0, "over": "10m"}, clear=None))
    watched.send(*WAVE)
    found = replay(watched.rule(), minute(-60), NINE)
    assert found.episodes[0].value_open > 55


def test_a_dry_run_of_silence(watched):
    take_facts(says(**SILENT))
    watched.send((-60, 1.0), (-58, 1.0), (-40, 1.0, 2), (-39, 1.0))
    found = replay(watched.rule("silent"), minute(-60), NINE)
    assert [(one.opened_at, one.returned_at, one.repeats) for one in found.episodes] == [(minute(-53), None, 1)]


@pytest.mark.parametrize(("since", "until"), [(NINE, NINE), (NINE - timedelta(days=93), NINE)])
def test_a_dry_run_has_its_bounds(watched, since, until):
    take_facts(says())
    with pytest.raises(Invalid):
        replay(watched.rule(), since, until)


steps = st.lists(st.tuples(st.integers(1, 20), st.integers(-5, 5)), min_size=1, max_size=60)


@given(steps, st.sampled_from([5, 60, 90]))
def test_along_a_series_means_and_rates_are_what_the_windows_read(moves, length):
    at = np.cumsum([step for step, _value in moves]) * MINUTE
    value = np.array([float(one) for _step, one in moves])
    window = np.array([length * MINUTE])
    means, rates, row = Means(window, np.array([MINUTE])), Rates(window), np.array([0])
    for number in range(len(at)):
        now = at[[number]], value[[number]]
        means.add(row, *now)
        rates.add(row, *now)
        one_mean = means_along(at[: number + 1], value[: number + 1], length * MINUTE, MINUTE)[-1]
        one_rate = rates_along(at[: number + 1], value[: number + 1], length * MINUTE)[-1]
        np.testing.assert_allclose(means.read(row, *now)[0], one_mean, atol=1e-9)
        np.testing.assert_allclose(rates.read(row, *now)[0], one_rate, atol=1e-9)
