"""The effect of a change is known before it is made: what would be raised besides, and what no longer."""

from datetime import timedelta

import msgspec
import pytest

from haidang.core.rules import editing
from haidang.core.rules.models import Alert
from haidang.core.rules.tests.test_of_indicators import RICE, RULE, came
from haidang.core.rules.tests.watched import SILENT, minute, says, take_facts, words
from haidang.core.rules.trying import trial
from haidang.core.rules.trying.trial import Draft
from haidang.kernel import clock, manifest
from haidang.kernel.action import Invalid

PEAKS = [(n, 90.0 if n in (-50, -49) else 60.0 if n in (-30, -29) else 20.0) for n in range(-60, 0)]
HOUR = timedelta(hours=1)


def draft(rule, **changed):
    return Draft(rule, msgspec.convert(rule.current.facts | changed, manifest.Rule))


@pytest.fixture
def rule(watched):
    take_facts(says(), says(**SILENT))
    watched.send(*PEAKS)
    return watched.rule()


def test_a_higher_limit_loses_an_alert_and_a_lower_one_gains_some(rule):
    higher = trial.effect(Draft.as_is(rule), draft(rule, when={"kind": "threshold", "value": 80.0}, clear=None), HOUR)
    assert (len(higher.kept), len(higher.gone), len(higher.new)) == (1, 1, 0)
    assert higher.gone[0].value_open == 60
    lower = trial.effect(Draft.as_is(rule), draft(rule, when={"kind": "threshold", "value": 15.0}, clear=None), HOUR)
    assert (len(lower.now.episodes), len(lower.then.episodes)) == (2, 1)
    assert lower.gone == []
    assert sum(day.then for day in lower.days) == 1
    assert not Alert.objects.exists()


def test_a_new_rule_is_tried_before_it_exists(watched, rule):
    other = msgspec.convert(says(key="another"), manifest.Rule)
    found = trial.effect(None, Draft.at("environment", watched.station, other), HOUR)
    assert (found.now, len(found.new)) == (None, 2)
    elsewhere = trial.effect(None, Draft.at("environment", watched.hd.elsewhere, other), HOUR)
    assert elsewhere.then.series == 0


def test_where_a_narrower_rule_holds_the_general_one_raises_nothing(watched, rule):
    editing.narrow_rule(
        watched.lead, watched.station, rule, changes={"when": {"value": 500.0}, "clear": None}, why="lò đốt"
    )
    assert trial.rehearsed(Draft.as_is(rule), clock.now() - HOUR, clock.now()).series == 0


def test_switching_off_says_what_goes_and_what_is_open(watched):
    watched.start(says())
    watched.measured((-2, 20.0), (-1, 60.0))
    found = trial.effect(Draft.as_is(watched.rule()), None, HOUR)
    assert (len(found.gone), found.returns, found.then) == (1, 1, None)


def test_a_flood_counts_the_alerts_of_others_too(watched, rule):
    now = clock.now()
    moments = [(now - timedelta(minutes=30, seconds=one)).timestamp() for one in range(10)]
    none = trial.effect(Draft.as_is(rule), Draft.as_is(rule), HOUR)
    assert none.is_same
    assert trial._flood_hours(moments, None) == 0
    assert trial._flood_hours(moments, none.then) == 1


def test_a_span_that_holds_too_much_is_made_shorter_or_refused(rule, monkeypatch):
    monkeypatch.setattr(trial.replay, "MOST_READINGS", 2_000)
    found = trial.effect(Draft.as_is(rule), None)
    assert found.until - found.since == timedelta(days=1)
    with pytest.raises(Invalid):
        trial.effect(Draft.as_is(rule), None, timedelta(days=7))


BOTH = says(
    key="dust_and_gas", series="", clear=None, when={"kind": "combination", "logic": "dust and gas", "by": "thing"},
    parts=[
        {"key": "dust", "name": words("Bụi"), "series": "pm25", "when": {"kind": "threshold", "value": 50.0}},
        {"key": "gas", "name": words("Khí"), "series": "no2", "when": {"kind": "threshold", "value": 100.0}},
    ],
)  # fmt: skip


def test_a_combination_is_tried_part_by_part(watched):
    take_facts(BOTH)
    watched.send(*((n, 60.0 if -40 <= n < -20 else 20.0) for n in range(-60, 0)))
    watched.send(*((n, 150.0 if -30 <= n < -10 else 20.0) for n in range(-60, 0)), series="no2")
    found = trial.rehearsed(Draft.as_is(watched.rule("dust_and_gas")), clock.now() - HOUR, clock.now())
    assert [(one.opened_at, one.returned_at) for one in found.episodes] == [(minute(-30), minute(-20))]
    assert (found.series, found.readings) == (2, 120)


@pytest.fixture
def figures(db):
    from haidang.core.indicators.tests.world import NOW, Province
    from haidang.core.indicators.tests.world import domain as farm
    from haidang.core.rules.sync import sync_rules

    with clock.frozen(NOW):
        province = Province()
        province.declare(RICE)
        sync_rules([(farm(RICE), msgspec.convert(RULE, manifest.Rule))])
        for period, score in (("2026-07", 3.0), ("2026-08", 2.0), ("2026-09", 0.1), ("2026-10", 1.7)):
            came(province, period, 90, score)
        yield province


def test_a_rule_on_an_indicator_is_tried_on_the_figures_that_came(figures):
    from haidang.core.rules.models import Rule

    rule = Rule.objects.get(key="rice_unexpected")
    stricter = draft(rule, when=rule.current.facts["when"] | {"value": 1.9})
    found = trial.effect(Draft.as_is(rule), stricter, timedelta(days=365))
    assert [(one.opened_at.month, one.repeats) for one in found.now.episodes] == [(8, 1), (11, 0)]
    assert [one.opened_at.month for one in found.gone] == [11]
    assert found.now.readings == 4
    assert not Alert.objects.exists()
