"""The level of an alert follows its value; reminders follow the rule."""

import pytest

from haidang.core.notices.models import Notice
from haidang.core.rules.alerts import actions
from haidang.core.rules.alerts.easing import level_of
from haidang.core.rules.judging import judge
from haidang.core.rules.tests.watched import domain_of, minute, says
from haidang.kernel.action import Invalid

EASES = says(when={"kind": "threshold", "value": 100.0}, clear=40.0, severity=1,
             eases=[{"value": 80.0, "severity": 2}, {"value": 60.0, "severity": 3}])  # fmt: skip


@pytest.mark.parametrize(
    ("now", "value", "then"), [(1, 90, 1), (1, 80, 2), (1, 50, 3), (2, 95, 2), (2, 101, 1), (3, 70, 3), (3, 81, 2)]
)
def test_the_level_falls_at_each_step_and_rises_only_beyond_the_one_before(now, value, then):
    rule = domain_of(EASES).rules[0]
    assert level_of(rule, 100.0, now, float(value)) == then


def test_an_alert_eases_as_the_value_falls_unless_somebody_graded_it(watched, at, monkeypatch):
    monkeypatch.setattr(judge, "REFRESH_EVERY", 0.0)
    watched.start(EASES)
    watched.measured((0, 150.0))
    at(1)
    watched.measured((1, 70.0))
    watched.judge.by_the_clock()
    assert (watched.alert().severity, watched.alert().graded_by) == (2, "rule")
    actions.regrade(watched.lead, watched.alert(), severity=4, reason="Chỉ còn khói nhẹ")
    at(2)
    watched.measured((2, 150.0))
    watched.judge.by_the_clock()
    assert (watched.alert().severity, watched.alert().graded_by) == (4, "person")
    with pytest.raises(Invalid):
        actions.regrade(watched.lead, watched.alert(), severity=2, reason="")


def test_reminders_come_as_often_as_the_rule_says_to_whom_it_says_until_somebody_acknowledges(watched, at):
    watched.start(says(acknowledge_within="1h", remind={"every": "10m", "to": ["shift_lead"], "most": 2}))
    watched.measured((0, 99.0))
    for number in (10, 20, 30):
        at(number)
        watched.judge.by_the_clock()
    assert watched.alert().reminded == 2
    assert Notice.objects.filter(to_role="shift_lead").count() == 2
    assert watched.alert().due_at == minute(60)
    at(31)
    actions.acknowledge(watched.officer, watched.alert())
    at(90)
    assert watched.judge.by_the_clock() == 0
