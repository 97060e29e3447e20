"""Alerts that stand aside: held by their cause, or out of service."""

from datetime import timedelta

import pytest

from haidang.core.audit.models import Event
from haidang.core.notices.models import Notice
from haidang.core.rules.outages import actions as outages
from haidang.core.rules.outages.actions import Times, drafted
from haidang.core.rules.reading import queries
from haidang.core.rules.tests.watched import minute, new_station, says
from haidang.kernel.action import Invalid, Refused

POWER = says(
    key="no2_high", name={"vi": "Mất điện", "en": "Power out"}, series="no2", severity=1,
    when={"kind": "threshold", "value": 10.0}, clear=5.0,
)  # fmt: skip


def held(**cause):
    return says(held_by=[{"rule": "no2_high", **cause}])


def listed(watched, **wanted):
    return [one.code for one in queries.open_alerts(watched.officer, queries.Wanted(**wanted))]


def test_while_its_cause_is_active_an_alert_asks_nobody_for_anything(watched, at):
    watched.start(POWER, held())
    watched.measured((0, 99.0), series="no2")
    told = Notice.objects.count()
    at(1)
    watched.measured((1, 99.0))
    cause, effect = watched.alerts()
    assert (effect.held_by, effect.aside, effect.due_at) == (cause, "held", None)
    assert Notice.objects.count() == told
    assert listed(watched) == [cause.code]
    assert listed(watched, aside="held") == [effect.code]
    assert Event.objects.get(action="alert.raise", subject_id=str(effect.pk)).facts["aside"] == "held"


def test_what_came_before_its_cause_steps_aside_and_comes_forward_when_the_cause_ends(watched, at):
    watched.start(POWER, held())
    watched.measured((0, 99.0))
    at(1)
    watched.measured((1, 99.0), series="no2")
    watched.judge.by_the_clock()
    effect = watched.alerts()[0]
    assert (effect.aside, effect.due_at) == ("held", None)
    at(5)
    watched.measured((5, 1.0), series="no2")
    watched.judge.by_the_clock()
    effect = watched.alerts()[0]
    assert (effect.aside, effect.state, effect.due_at) == ("", "new", minute(20))
    assert "alert.forward" in watched.actions()


def test_what_returns_while_it_is_held_is_closed_quietly(watched, at):
    watched.start(POWER, held())
    watched.measured((0, 99.0), series="no2")
    watched.measured((0, 99.0))
    at(1)
    watched.measured((1, 1.0))
    effect = watched.alerts()[1]
    assert (effect.state, effect.closed_why) == ("closed", "Trở lại bình thường trong lúc bị chặn theo thiết kế")


@pytest.mark.parametrize(
    ("cause", "is_held"),
    [({"of": "place"}, True), ({"of": "above"}, True), ({"of": "thing"}, False),
     ({"of": "parent", "field": "fed_by"}, True), ({"of": "near", "within_m": 500}, False)],
)  # fmt: skip
def test_a_cause_may_lie_beside_above_or_behind(watched, at, cause, is_held):
    other = new_station(watched.hd, "AQ-002", watched.station.source)
    other.fields = {"fed_by": "AQ-001"}
    other.save()
    watched.start(POWER, held(**cause))
    watched.measured((0, 99.0), series="no2")
    watched.measured((0, 99.0), thing="AQ-002")
    assert (watched.alerts()[1].aside == "held") is is_held


def test_a_cause_lingers_for_what_needs_time_to_come_back(watched, at):
    watched.start(POWER, held(linger="10m"))
    watched.measured((0, 99.0), series="no2")
    watched.measured((0, 99.0))
    at(5)
    watched.measured((5, 1.0), series="no2")
    watched.judge.by_the_clock()
    assert watched.alerts()[1].aside == "held"
    at(15)
    watched.judge.by_the_clock()
    assert watched.alerts()[1].aside == ""


def test_two_rules_that_name_each_other_do_not_hide_both(watched, at):
    watched.start(POWER | {"held_by": [{"rule": "pm25_high"}]}, held())
    watched.measured((0, 99.0))
    watched.measured((0, 99.0), series="no2")
    watched.judge.by_the_clock()
    assert sorted(one.aside for one in watched.alerts()) == ["", "held"]


def out(watched, since=0, until=60, **facts):
    times = Times(minute(since), minute(until), facts.pop("weekdays", []))
    what = facts or {"thing": watched.station}
    return outages.plan(watched.lead, drafted(**what), times=times, reason="Hiệu chuẩn")


def test_what_is_out_of_service_alarms_nobody_and_what_holds_at_the_end_opens_at_once(watched, at):
    watched.start(says())
    out(watched)
    watched.measured((0, 99.0))
    alert = watched.alert()
    assert (alert.aside, Notice.objects.count()) == ("service", 0)
    at(30)
    assert watched.judge.by_the_clock() == 0
    at(60)
    watched.judge.by_the_clock()
    alert = watched.alert()
    assert (alert.aside, alert.state, alert.outage, Notice.objects.count()) == ("", "new", None, 1)


def test_what_ended_meanwhile_stays_quiet(watched, at):
    watched.start(says())
    out(watched)
    watched.measured((0, 99.0))
    at(5)
    watched.measured((5, 1.0))
    at(60)
    watched.judge.by_the_clock()
    assert (watched.alert().state, Notice.objects.count()) == ("closed", 0)


def test_an_open_alert_goes_out_of_service_and_is_new_again_when_it_is_ended_early(watched, at):
    watched.start(says())
    watched.measured((0, 99.0))
    outage = out(watched)
    watched.judge.by_the_clock()
    assert watched.alert().aside == "service"
    at(10)
    outages.end(watched.lead, outage, why="Xong sớm")
    watched.judge.by_the_clock()
    assert (watched.alert().aside, watched.alert().due_at) == ("", minute(25))


def test_a_place_a_source_or_a_rule_can_be_out_of_service(watched, at):
    watched.start(says())
    ways = {"place": watched.hd.here, "source": watched.station.source, "rule": watched.rule()}
    watched.measured((0, 99.0))
    for name, what in ways.items():
        outage = out(watched, **{name: what})
        watched.judge.by_the_clock()
        assert watched.alert().aside == "service", name
        outages.end(watched.lead, outage, why="xong")
        watched.judge.by_the_clock()
        assert watched.alert().aside == "", name


def test_a_repeating_outage_comes_back_on_its_days(watched):
    outage = out(watched, -10, 50, thing=watched.station, weekdays=[5, 6])  # NINE is a Saturday
    week = timedelta(days=7)
    assert outage.span_at(minute(0)) == (minute(-10), minute(50))
    assert outage.span_at(minute(50)) is None
    assert outage.span_at(minute(0) + week) == (minute(-10) + week, minute(50) + week)
    assert outage.next_after(minute(51)) == (minute(-10) + timedelta(days=1), minute(50) + timedelta(days=1))


@pytest.mark.parametrize(
    ("times", "field"),
    [(Times(minute(60), minute(0)), "ends_at"), (Times(minute(-90), minute(-60)), "ends_at"),
     (Times(minute(0), minute(60 * 30), [0]), "ends_at"), (Times(minute(0), minute(60), [7]), "weekdays")],
)  # fmt: skip
def test_times_that_make_no_sense_are_refused_by_name(watched, times, field):
    with pytest.raises(Invalid) as refused:
        outages.plan(watched.lead, drafted(thing=watched.station), times=times, reason="Hiệu chuẩn")
    assert refused.value.field == field
    with pytest.raises(Invalid):
        drafted()
    stranger = watched.hd.officer("duty_officer", watched.hd.other_committee, watched.hd.elsewhere)
    with pytest.raises(Refused):
        outages.plan(stranger, drafted(thing=watched.station), times=Times(minute(0), minute(9)), reason="x")
