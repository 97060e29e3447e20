"""The life of an alert after it was raised."""

from datetime import timedelta

import pytest

from haidang.core.directory.models import Seat, Shift
from haidang.core.notices.models import Notice
from haidang.core.rules.alerts import actions
from haidang.core.rules.tests.watched import minute, says
from haidang.kernel.action import Invalid, NotPossible, Refused


@pytest.fixture
def alert(watched):
    watched.start(says())
    watched.measured((0, 99.0))
    watched.actions()
    return watched.alert()


def test_acknowledging_names_who_and_stops_the_clock(watched, alert):
    alert = actions.acknowledge(watched.officer, alert, note="đã gọi trạm")
    assert (alert.state, alert.acknowledged_by_name, alert.note) == (
        "acknowledged",
        watched.officer.name,
        "đã gọi trạm",
    )
    assert (alert.owner, alert.due_at) == (watched.person(watched.officer), None)


def test_two_cannot_acknowledge_the_same_alert(watched, alert):
    actions.acknowledge(watched.officer, alert)
    with pytest.raises(NotPossible, match=watched.officer.name):
        actions.acknowledge(watched.lead, alert)


def test_who_has_no_duty_here_is_told_why(watched, alert):
    stranger = watched.hd.officer("duty_officer", watched.hd.other_committee, watched.hd.elsewhere)
    with pytest.raises(Refused):
        actions.acknowledge(stranger, alert)
    assert watched.actions() == []


def test_an_alert_is_given_to_a_person_or_an_office(watched, alert):
    assert actions.assign(watched.lead, alert, person=watched.person(watched.officer)).owner.pk == int(
        watched.officer.id
    )
    assert actions.assign(watched.lead, alert, office=watched.hd.committee).office == watched.hd.committee
    with pytest.raises(Invalid):
        actions.assign(watched.lead, alert)


def test_nobody_acknowledges_so_it_goes_up_step_by_step_and_is_then_repeated(watched, alert, at):
    for after, level in ((14.9, 0), (15, 1), (29, 1), (30, 2), (44, 2)):
        at(after)
        watched.judge.by_the_clock()
        assert watched.alert().level == level
    assert watched.actions() == ["alert.escalate", "alert.escalate"]
    at(45)
    watched.judge.by_the_clock()
    assert watched.actions() == ["alert.remind"]
    assert set(Notice.objects.values_list("to_role", flat=True)) == {"", "shift_lead", "leader"}


def test_what_was_acknowledged_does_not_go_up(watched, alert, at):
    actions.acknowledge(watched.officer, alert)
    at(60)
    assert watched.judge.by_the_clock() == 0


def test_a_desk_without_a_sign_of_life_passes_its_alerts_on_at_once(watched, alert, at):
    office = watched.hd.branch
    shift = Shift.objects.create(
        office=office, name_vi="Ca", name_en="Shift", starts_at=minute(-60), ends_at=minute(60)
    )
    Seat.objects.create(shift=shift, person=watched.person(watched.officer), position="officer", seen_at=minute(-20))
    at(1)
    watched.judge.by_the_clock()
    assert watched.alert().level == 1
    assert "bàn trực không có người" in Notice.objects.get(to_role="shift_lead").title_vi


def test_up_by_hand_and_down_again_for_a_reason(watched, alert):
    assert actions.escalate(watched.officer, alert, reason="cần thêm người").level == 1
    assert actions.deescalate(watched.lead, alert, reason="bàn trực tự xử lý").level == 0
    with pytest.raises(NotPossible):
        actions.deescalate(watched.lead, alert, reason="nữa")
    with pytest.raises(Invalid):
        actions.deescalate(watched.lead, alert, reason=" ")


@pytest.mark.parametrize("minutes", [14, 8 * 60 + 1])
def test_a_shelf_is_neither_too_short_nor_too_long(watched, alert, minutes):
    with pytest.raises(Invalid) as refused:
        actions.shelve(watched.officer, alert, lasting=timedelta(minutes=minutes), reason="bảo trì")
    assert refused.value.field == "lasting"


def test_a_shelf_needs_a_reason(watched, alert):
    with pytest.raises(Invalid):
        actions.shelve(watched.officer, alert, lasting=timedelta(hours=1), reason="")


def test_what_still_holds_when_its_shelf_ends_is_new_again(watched, alert, at):
    actions.acknowledge(watched.officer, alert)
    actions.shelve(watched.officer, alert, lasting=timedelta(minutes=30), reason="bảo trì")
    at(29)
    assert watched.judge.by_the_clock() == 0
    at(30)
    watched.judge.by_the_clock()
    alert = watched.alert()
    assert (alert.state, alert.shelved_until, alert.acknowledge_due_at) == ("new", None, minute(45))


def test_what_returned_on_the_shelf_is_closed_when_it_ends(watched, alert, at):
    actions.shelve(watched.officer, alert, lasting=timedelta(minutes=30), reason="bảo trì")
    at(10)
    watched.measured((10, 40.0))
    assert watched.alert().state == "returned"
    at(30)
    watched.judge.by_the_clock()
    assert watched.alert().state == "closed"


def test_a_repeat_on_the_shelf_stays_there(watched, alert, at):
    actions.shelve(watched.officer, alert, lasting=timedelta(minutes=60), reason="bảo trì")
    at(30)
    watched.measured((10, 40.0), (30, 99.0))
    alert = watched.alert()
    assert (alert.state, alert.repeats, alert.due_at) == ("new", 1, minute(60))


def test_taking_it_off_the_shelf_by_hand(watched, alert):
    with pytest.raises(NotPossible):
        actions.unshelve(watched.officer, alert)
    actions.shelve(watched.officer, alert, lasting=timedelta(hours=1), reason="bảo trì")
    assert actions.unshelve(watched.officer, alert).shelved_until is None


def test_closing_while_the_condition_holds_needs_a_reason(watched, alert, at):
    with pytest.raises(Invalid):
        actions.close(watched.officer, alert)
    at(1)
    watched.measured((1, 40.0))
    assert actions.close(watched.officer, alert).closed_at == minute(1)
    with pytest.raises(NotPossible):
        actions.close(watched.officer, alert)


def test_an_incident_takes_it_once_and_acknowledges_it(watched, alert):
    alert = actions.link(watched.officer, alert, incident=7, code="SC-261121-0007")
    assert (alert.incident_id, alert.incident_code, alert.state) == (7, "SC-261121-0007", "acknowledged")
    with pytest.raises(NotPossible, match="SC-261121-0007"):
        actions.link(watched.officer, alert, incident=8, code="SC-261121-0008")
    assert actions.link(watched.officer, alert, incident=None).incident_id is None


HIGHER = says(key="pm25_very_high", when={"kind": "threshold", "value": 100.0}, clear=90.0, severity=1)


def test_of_two_levels_only_the_worse_asks_for_anything(watched, at):
    watched.start(says(), HIGHER)
    watched.measured((0, 150.0))
    worse, milder = sorted(watched.alerts(), key=lambda one: one.severity)
    assert (milder.under, milder.due_at, worse.under) == (worse, None, None)
    assert Notice.objects.count() == 1


def test_a_worse_level_covers_the_milder_one_that_came_before(watched, at):
    watched.start(says(), HIGHER)
    watched.measured((0, 60.0))
    at(1)
    watched.measured((1, 150.0))
    milder, worse = watched.alerts()
    assert (milder.under, worse.severity) == (worse, 1)
    actions.acknowledge(watched.officer, worse)
    assert [one.state for one in watched.alerts()] == ["acknowledged", "acknowledged"]


def test_the_milder_level_comes_forward_when_the_worse_returns(watched, at):
    watched.start(says(), HIGHER)
    watched.measured((0, 150.0))
    at(5)
    watched.measured((5, 60.0))
    milder = next(one for one in watched.alerts() if one.severity == 2)
    assert (milder.under, milder.state, milder.due_at) == (None, "new", minute(20))


def test_every_step_is_in_the_journal(watched, alert):
    actions.acknowledge(watched.officer, alert)
    actions.note(watched.officer, alert, text="gió đổi hướng")
    actions.close(watched.officer, alert, reason="xong")
    assert watched.actions() == ["alert.acknowledge", "alert.note", "alert.close"]
