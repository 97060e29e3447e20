"""What a draft would ask of people is known before it is written: what stands back, eases, is reminded of."""

from datetime import timedelta

import msgspec
import pytest

from haidang.core.rules.alerts import actions
from haidang.core.rules.tests.watched import minute, says, take_facts, words
from haidang.core.rules.trying import trial, weighing
from haidang.core.rules.trying.trial import Draft
from haidang.kernel import clock, manifest

HOUR = timedelta(hours=1)
CAUSE = says(key="no2_high", name=words("NO2 cao"), series="no2", severity=3)
SMOKE = [(-50, 20.0), (-40, 90.0), (-39, 70.0), (-30, 47.0), (-10, 20.0)]


@pytest.fixture
def rule(watched):
    take_facts(says(remind={"every": "5m"}), CAUSE)
    watched.send(*SMOKE)
    return watched.rule()


def weighed(rule, **changed):
    draft = Draft(rule, msgspec.convert(rule.current.facts | changed, manifest.Rule))
    now = Draft.as_is(rule)
    return weighing.weighed(trial.effect(now, draft, HOUR), now, draft)


def smoke_of_cause(watched, *rows):
    watched.send(*rows, series="no2")


HELD = [{"rule": "no2_high", "of": "thing", "linger": "0s"}]


def test_an_alert_whose_cause_was_there_all_the_time_asks_nobody(watched, rule):
    smoke_of_cause(watched, (-45, 90.0), (-44, 90.0), *[(n, 90.0) for n in range(-43, -5)])
    found = weighed(rule, held_by=HELD)
    assert (found.now.asking, found.now.held, found.now.reminders) == (1, 0, 6)
    assert (found.then.asking, found.then.held, found.then.held_whole, found.then.reminders) == (0, 1, 1, 0)
    assert found.then.alerts[0].cause.vi == "NO2 cao"
    assert found.now.facts() != found.then.facts()


def test_what_still_holds_when_its_cause_has_ended_comes_forward(watched, rule):
    smoke_of_cause(watched, (-45, 90.0), (-40, 90.0), (-38, 20.0))
    [borne] = weighed(rule, held_by=HELD).then.alerts
    assert borne.held == [(minute(-40), minute(-38))]
    assert borne.asks[0][0] == minute(-38)
    later = weighed(rule, held_by=[HELD[0] | {"linger": "3m"}]).then
    assert later.alerts[0].held == [(minute(-40), minute(-35))]
    assert (later.held, later.held_whole, later.forward) == (1, 0, 1)


def test_a_cause_elsewhere_holds_nothing(watched, rule):
    smoke_of_cause(watched, (-45, 90.0), (-40, 90.0), (-5, 20.0))
    away = [{"rule": "no2_high", "of": "parent", "field": "fed_by"}]
    assert weighed(rule, held_by=away).then.held == 0


def test_a_value_that_is_back_at_a_step_lowers_the_level_and_what_is_only_watched_reminds_nobody(rule):
    found = weighed(rule, eases=[{"value": 48.0, "severity": 4}]).then
    assert [level for _at, level in found.alerts[0].levels] == [2, 4]
    assert (found.eased, found.reminders) == (1, 2)


def test_reminders_end_when_somebody_took_it_in_truth(watched, at):
    watched.start(says(remind={"every": "5m"}))
    watched.measured((0, 20.0), (1, 90.0))
    at(8)
    actions.acknowledge(watched.officer, watched.alert())
    at(30)
    watched.measured((9, 90.0), (20, 90.0))
    rule = watched.rule()
    assert weighed(rule).now.reminders == 1
    assert weighed(rule, remind={"every": "2m"}).then.reminders == 3
    assert weighed(rule, remind={"every": "2m", "most": 2}).then.reminders == 2


def test_a_cause_that_cannot_be_tried_is_named(watched):
    unknown = CAUSE | {"when": {"kind": "threshold", "limit": "khong_co"}, "clear": None}
    take_facts(says(), unknown)
    watched.send(*SMOKE)
    assert [one.vi for one in weighed(watched.rule(), held_by=HELD).unknown] == ["NO2 cao"]
    assert clock.now() == minute(0)
