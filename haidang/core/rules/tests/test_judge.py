"""From readings in the table to alerts, turn by turn."""

import pytest

from haidang.core.audit.chain import verify
from haidang.core.notices.models import Notice
from haidang.core.rules.alerts import actions
from haidang.core.rules.judging.judge import Judge, fitting
from haidang.core.rules.models import Alert, RuleRun, RuleState, RuleVersion
from haidang.core.rules.tests.watched import SILENT, minute, new_station, says, take_facts
from haidang.core.telemetry import batches
from haidang.core.things.models import Thing
from haidang.kernel import clock


def test_a_reading_over_the_limit_raises_an_alert_that_says_why(watched, at):
    watched.start(says())
    at(3)
    watched.measured((1, 40.0), (2, 47.0), (3, 78.3))
    alert = watched.alert()
    assert (alert.code, alert.state, alert.severity) == ("CB-261121-0001", "new", 2)
    assert alert.title_vi == "PM2,5 cao: 78,3\u00a0µg/m³"
    assert alert.title_en == "PM2,5 cao (en): 78.3\u00a0µg/m³"
    assert (alert.opened_at, alert.raised_at) == (minute(3), minute(3))
    assert (alert.value_open, alert.office, alert.is_simulated) == (78.3, watched.hd.branch, True)
    assert (alert.why["limit"], alert.why["value"]) == (50.0, 78.3)
    assert [value for _at, value in alert.why["points"]] == [40.0, 47.0, 78.3]
    assert watched.actions() == ["alert.raise"]


def test_the_batch_is_gone_and_the_state_is_kept_with_the_alert(watched):
    watched.start(says())
    watched.measured((0, 99.0))
    assert batches.waiting()[0] == 0
    assert RuleState.objects.get().series_id == watched.pm25.pk


def test_the_office_that_answers_is_told(watched):
    watched.start(says())
    watched.measured((0, 99.0))
    notice = Notice.objects.get()
    assert (notice.to_office, notice.severity, notice.link) == (watched.hd.branch, 2, watched.alert().link)


def test_nobody_is_told_of_what_is_only_watched(watched):
    watched.start(says(severity=4))
    watched.measured((0, 99.0))
    assert watched.alert().severity == 4
    assert not Notice.objects.exists()


def test_a_return_nobody_saw_waits_to_be_acknowledged(watched, at):
    watched.start(says())
    watched.measured((0, 99.0))
    at(2)
    watched.measured((1, 120.0), (2, 40.0))
    alert = watched.alert()
    assert (alert.state, alert.returned_at, alert.value_last, alert.value_peak) == ("returned", minute(2), 40.0, 120.0)
    assert actions.acknowledge(watched.officer, alert).state == "closed"
    assert not RuleState.objects.exists()


def test_a_return_of_what_was_acknowledged_closes_it(watched, at):
    watched.start(says())
    watched.measured((0, 99.0))
    actions.acknowledge(watched.officer, watched.alert(), note="đã gọi trạm")
    at(2)
    watched.measured((2, 40.0))
    assert (watched.alert().state, watched.alert().note) == ("closed", "đã gọi trạm")


def test_a_repeat_while_it_waits_is_counted_not_raised(watched, at):
    watched.start(says())
    watched.measured((0, 99.0))
    at(3)
    watched.measured((1, 40.0), (2, 99.0), (3, 40.0))
    assert (watched.alert().repeats, watched.alert().state) == (1, "returned")
    assert watched.actions() == ["alert.raise", "alert.return", "alert.repeat", "alert.return"]


def test_a_repeat_soon_after_the_close_opens_the_same_alert_acknowledged(watched, at):
    watched.start(says())
    watched.measured((0, 99.0))
    actions.acknowledge(watched.officer, watched.alert())
    at(9)
    watched.measured((1, 40.0), (9, 99.0))
    assert (watched.alert().state, watched.alert().repeats, watched.alert().closed_at) == ("acknowledged", 1, None)


def test_a_repeat_long_after_the_close_is_a_new_alert(watched, at):
    watched.start(says())
    watched.measured((0, 99.0))
    actions.acknowledge(watched.officer, watched.alert())
    at(20)
    watched.measured((1, 40.0), (20, 99.0))
    assert [one.state for one in watched.alerts()] == ["closed", "new"]
    assert watched.alerts()[1].code == "CB-261121-0002"


def test_what_was_closed_by_hand_while_it_held_is_not_reopened(watched, at):
    watched.start(says())
    watched.measured((0, 99.0))
    actions.close(watched.officer, watched.alert(), reason="thiết bị đang hiệu chuẩn")
    at(3)
    watched.measured((1, 99.0), (2, 40.0), (3, 99.0))
    assert [one.state for one in watched.alerts()] == ["closed", "new"]


def test_a_silent_station_raises_when_its_time_is_over_and_returns_when_it_speaks(watched, at):
    watched.start(says(**SILENT))
    watched.measured((0, 10.0))
    at(4.9)
    watched.judge.turn()
    assert watched.alerts() == []
    assert watched.judge.next_due() == minute(5)
    at(5)
    watched.judge.turn()
    alert = watched.alert()
    assert (alert.title_vi, alert.opened_at, alert.value_open) == ("Trạm mất tín hiệu", minute(5), None)
    assert alert.why["sentence"]["vi"] == "Không có số đo nào trong 5 phút"
    at(6)
    watched.measured((6, 10.0, 2))
    assert watched.alert().state == "returned"


def test_a_new_process_goes_on_where_the_old_one_was_killed(watched, at):
    watched.start(says(**{"for": "5m"}))
    watched.measured((0, 99.0), (1, 99.0))
    at(4)
    watched.send((2, 99.0), (3, 99.0), (4, 99.0))
    killed = watched.judge
    watched.judge = Judge()
    watched.judge.turn()
    assert watched.alerts() == []
    at(5)
    watched.judge.turn()
    assert watched.alert().opened_at == minute(5)
    assert killed is not watched.judge


def test_batches_that_waited_while_no_process_ran_are_judged_in_full(watched, at):
    watched.start(says())
    watched.measured((0, 10.0))
    at(5)
    watched.send((1, 99.0), (2, 40.0))
    watched.send((3, 40.0), (4, 120.0))
    watched.judge = Judge()
    watched.judge.turn()
    assert (watched.alert().repeats, watched.alert().state, watched.alert().opened_at) == (1, "new", minute(1))


def test_a_rule_that_is_switched_off_lets_its_alerts_return(watched):
    watched.start(says())
    watched.measured((0, 99.0))
    watched.start()
    assert (watched.alert().state, RuleState.objects.count()) == ("returned", 0)


def test_a_changed_rule_is_judged_on_the_last_reading_at_once(watched, at):
    watched.start(says())
    watched.measured((0, 48.0))
    at(1)
    watched.start(says(when={"kind": "threshold", "value": 47.0}))
    assert (watched.alert().value_open, watched.alert().opened_at) == (48.0, minute(0))


def test_a_last_reading_that_is_no_longer_fresh_raises_nothing(watched, at):
    watched.start(says())
    watched.measured((0, 48.0))
    at(3)
    watched.start(says(when={"kind": "threshold", "value": 47.0}))
    assert watched.alerts() == []


def test_a_thing_out_of_service_is_not_judged_until_its_time_is_over(watched, at):
    watched.start(says())
    Thing.objects.update(state="maintenance", state_until=minute(10))
    assert watched.judge.is_outdated()
    watched.judge.take_up()
    watched.measured((0, 99.0))
    assert watched.alerts() == []
    at(10)
    watched.send((10, 99.0))
    assert watched.judge.is_outdated()
    watched.judge.take_up()
    watched.judge.turn()
    assert watched.alert().opened_at == minute(10)


def test_a_mean_survives_a_restart(watched, at):
    watched.start(says(when={"kind": "threshold", "value": 50.0, "over": "1h"}))
    watched.send(*[(n - 60, 99.0) for n in range(50)])
    watched.judge.turn()
    assert len(watched.alerts()) == 1
    actions.close(watched.officer, watched.alert(), reason="thử")
    RuleState.objects.all().delete()
    watched.judge = Judge()
    at(0.5)
    watched.measured((0, 99.0))
    assert len(watched.alerts()) == 2


def test_two_things_raise_two_alerts_and_other_domains_none(watched):
    new_station(watched.hd, "AQ-002", watched.station.source, watched.hd.elsewhere)
    watched.start(says())
    watched.send((0, 99.0), thing="AQ-002")
    watched.measured((0, 99.0))
    assert {one.place for one in watched.alerts()} == {watched.hd.here, watched.hd.elsewhere}


def test_the_last_run_says_how_many_series_and_what_is_missing(watched):
    watched.start(says(), says(key="unknown", when={"kind": "threshold", "limit": "qcvn"}))
    runs = {run.rule.key: run for run in RuleRun.objects.select_related("rule")}
    assert (runs["pm25_high"].series_count, runs["pm25_high"].problem) == (1, None)
    assert "qcvn" in runs["unknown"].problem_vi


def test_a_rule_nobody_can_read_does_not_stop_the_others(watched):
    take_facts(says(), says(key="old"))
    RuleVersion.objects.filter(rule__key="old").update(facts={"key": "old"})
    watched.start(says(), says(key="old"))
    watched.measured((0, 99.0))
    assert [one.rule.key for one in watched.alerts()] == ["pm25_high"]
    assert RuleRun.objects.get(rule__key="old").problem is not None


def test_values_of_open_alerts_follow_the_measurement_without_events(watched, at):
    watched.start(says())
    watched.measured((0, 99.0))
    watched.judge._refreshed_at = 0.0
    at(2)
    watched.actions()
    watched.measured((1, 140.0), (2, 110.0))
    alert = Alert.objects.get()
    assert (alert.value_last, alert.value_peak, alert.value_at) == (110.0, 140.0, minute(2))
    assert watched.actions() == []


def test_the_journal_holds_after_all_this(watched, at):
    watched.start(says())
    watched.measured((0, 99.0))
    at(1)
    watched.measured((1, 40.0))
    assert verify()[1] is None
    assert clock.now() == minute(1)


def test_a_turn_that_fails_leaves_everything_as_it_was(watched, monkeypatch):
    watched.start(says())
    watched.send((0, 99.0))
    with monkeypatch.context() as broken:
        broken.setattr("haidang.core.rules.judging.states.keep", _fail)
        with pytest.raises(OSError, match="disk"):
            watched.judge.turn()
    assert (watched.alerts(), batches.waiting()[0], watched.actions()) == ([], 1, [])
    watched.judge = Judge()
    watched.judge.turn()
    assert watched.actions() == ["alert.raise"]


def _fail(_engine):
    raise OSError("disk")


def test_after_a_turn_with_many_alerts_the_next_takes_less_and_then_more_again(watched, monkeypatch):
    assert [fitting(200, 20, 10_000), fitting(5, 5, 9_999), fitting(5, 5, 500), fitting(5, 5, 3)] == [2, 1, 5, 10]
    assert fitting(200, 200, 0) == 200
    watched.start(says())
    monkeypatch.setattr("haidang.core.rules.judging.judge.MOVES", 0)
    for number in range(3):
        watched.send((number, 80.0))
    assert watched.judge.turn().moves == 1
    monkeypatch.undo()
    for number in range(3, 6):
        watched.send((number, 20.0))
    assert [watched.judge.turn().batches for _turn in range(2)] == [1, 2]
