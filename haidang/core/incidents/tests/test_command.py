"""Roles, objectives, and units that must be heard from."""

from datetime import timedelta

import msgspec
import pytest

from haidang.core.incidents import actions, check_ins, command, queries
from haidang.core.incidents.jobs import watch_check_ins
from haidang.core.incidents.models import CheckIn
from haidang.core.incidents.queries import Filters
from haidang.core.notices.models import Notice
from haidang.core.rules.alerts import actions as rules
from haidang.core.rules.models import Alert, Rule
from haidang.core.rules.sync import sync_rules
from haidang.core.rules.trying import trial
from haidang.core.rules.trying.trial import Draft
from haidang.kernel import clock, registry
from haidang.kernel.action import Invalid, NotPossible, Refused

from .watch_room import NINE, after

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(desk):
    with clock.frozen(NINE):
        return desk.open(severity=1)


def test_a_role_passes_from_one_to_the_next(desk, incident):
    command.appoint(desk.officer, incident, "commander", desk.person(desk.lead))
    command.appoint(desk.officer, incident, "commander", name="Đại tá Trần Văn B", phone="0254 111 222")
    held = queries.board(desk.officer, incident).roles
    assert [(one.role, one.name, one.phone) for one in held] == [("commander", "Đại tá Trần Văn B", "0254 111 222")]
    assert incident.role_holders.count() == 2
    assert "thay" in incident.log.order_by("pk").last().text_vi
    assert Notice.objects.filter(to_person=desk.lead.id, kind="incident.appoint").exists()
    command.relieve(desk.officer, incident, "commander")
    assert not queries.board(desk.officer, incident).roles


def test_a_role_that_is_not_known_or_has_nobody_is_refused(desk, incident):
    with pytest.raises(Invalid, match="role"):
        command.appoint(desk.officer, incident, "king", name="A")
    with pytest.raises(Invalid, match="name"):
        command.appoint(desk.officer, incident, "liaison")


def test_objectives_are_numbered_reached_and_dropped_for_a_reason(desk, incident):
    with clock.frozen(NINE):
        command.set_objective(desk.officer, incident, "Thông đường trước 10 giờ", due_at=after(hours=1))
        command.set_objective(desk.officer, incident, "Không ai bị cuốn trôi")
        with pytest.raises(Invalid, match="due_at"):
            command.set_objective(desk.officer, incident, "Hôm qua", due_at=after(hours=-1))
    command.settle(desk.officer, incident, 1, "reached")
    with pytest.raises(Invalid, match="reason"):
        command.settle(desk.officer, incident, 2, "dropped")
    states = [(one.number, one.state) for one in queries.board(desk.officer, incident).objectives]
    assert states == [(1, "reached"), (2, "open")]


def test_a_unit_at_the_scene_must_be_heard_from_and_the_desk_is_told_once_when_it_is_not(desk, incident):
    with clock.frozen(NINE):
        task = actions.send_unit(desk.officer, incident, desk.crew)
        actions.report(desk.driver, task, move="arrive")
        assert CheckIn.objects.get().due_at == after(minutes=15)
    with clock.frozen(after(minutes=16)):
        watch_check_ins()
        assert not CheckIn.objects.filter(late_at__isnull=False).exists(), "grace"
    with clock.frozen(after(minutes=18)):
        watch_check_ins()
        watch_check_ins()
        late = queries.find(desk.officer, Filters(state="overdue")).rows
    assert late == [incident]
    told = Notice.objects.filter(kind="incident.miss")
    assert {one.severity for one in told} == {1}
    assert {one.to_role for one in told} >= {"shift_lead"}
    lines = [one.text_vi for one in incident.log.filter(kind="auto")]
    assert lines == ["Đội bơm 2 không điểm danh lúc 09:15 (mỗi 15 phút): gọi ngay"]
    with clock.frozen(after(minutes=20)):
        row = check_ins.check_in(desk.driver, task)
    assert (row.late_at, row.due_at) == (None, after(minutes=35))
    assert incident.log.order_by("pk").last().text_vi == "Đội bơm 2 điểm danh trở lại"
    actions.finish(desk.driver, task, proof="đã cạn")
    assert not CheckIn.objects.exists()


def test_a_timer_is_set_within_bounds_and_only_the_unit_checks_in(desk, incident):
    task = actions.send_unit(desk.officer, incident, desk.crew)
    with pytest.raises(NotPossible, match="không đặt giờ"):
        check_ins.check_in(desk.driver, task)
    with pytest.raises(Invalid, match="minutes"):
        check_ins.watch(desk.officer, task, 1)
    check_ins.watch(desk.officer, task, 20)
    assert CheckIn.objects.get().every == timedelta(minutes=20)
    stranger = desk.hd.officer("field_unit", desk.hd.other_committee, desk.hd.elsewhere)
    with pytest.raises(Refused):
        check_ins.check_in(stranger, task)
    check_ins.watch(desk.officer, task, None)
    assert not CheckIn.objects.exists()


@pytest.fixture
def watched_units(desk):
    domain = registry.domains()["centre"]
    sync_rules((domain, rule) for rule in domain.rules if rule.key == "unit_unheard")
    return Rule.objects.get(key="unit_unheard")


def test_a_unit_that_is_not_heard_from_is_an_alert_until_it_is(desk, incident, watched_units):
    with clock.frozen(NINE):
        task = actions.send_unit(desk.officer, incident, desk.crew)
        actions.report(desk.driver, task, move="arrive")
    with clock.frozen(after(minutes=18)):
        watch_check_ins()
        watch_check_ins()
    alert = Alert.objects.get()
    assert (alert.state, alert.severity, alert.opened_at, alert.place) == ("new", 1, after(minutes=15), incident.place)
    assert incident.code in alert.why["sentence"]["vi"]
    assert Notice.objects.filter(kind="alert", link=alert.link).exists()
    with clock.frozen(after(minutes=20)):
        check_ins.check_in(desk.driver, task)
    alert.refresh_from_db()
    assert (alert.state, alert.closed_at) == ("closed", after(minutes=20))
    assert alert.thing.lon is None, "off the map again"
    with clock.frozen(after(minutes=40)):
        watch_check_ins()
        assert Alert.objects.filter(closed_at=None).count() == 1, "late again is an alert again"
        actions.finish(desk.driver, task, proof="đã cạn")
    assert not Alert.objects.filter(closed_at=None).exists()


def missed_twice(desk, incident):
    """Late at 9:15 until 9:20, and at 9:35 until the task was done at 9:50; what an exercise misses counts for nothing."""
    drill = desk.open(is_exercise=True, severity=1)
    with clock.frozen(NINE):
        played = actions.send_unit(desk.officer, drill, desk.far_crew)
        check_ins.watch(desk.officer, played, 15)
        task = actions.send_unit(desk.officer, incident, desk.crew)
        actions.report(desk.driver, task, move="arrive")
    with clock.frozen(after(minutes=18)):
        watch_check_ins()
    with clock.frozen(after(minutes=20)):
        check_ins.check_in(desk.driver, task)
    with clock.frozen(after(minutes=38)):
        watch_check_ins()
    with clock.frozen(after(minutes=50)):
        actions.finish(desk.driver, task, proof="đã cạn")


def test_a_dry_run_finds_the_alerts_there_were_and_fewer_with_a_longer_limit(desk, incident, watched_units):
    missed_twice(desk, incident)
    says = watched_units.current.says
    span = NINE, after(hours=1)
    as_is = trial.rehearsed(Draft(watched_units, says), *span)
    late = [(one.opened_at, one.returned_at) for one in as_is.episodes]
    assert late == [(after(minutes=15), after(minutes=20)), (after(minutes=35), after(minutes=50))]
    assert late == list(Alert.objects.order_by("opened_at").values_list("opened_at", "closed_at"))
    assert (as_is.readings, {one.series.thing.code for one in as_is.episodes}) == (2, {f"LL-{desk.crew.code}"})
    patient = msgspec.structs.replace(says, when=msgspec.structs.replace(says.when, value=10.0))
    after_ten = trial.rehearsed(Draft(watched_units, patient), *span)
    assert [one.opened_at for one in after_ten.episodes] == [after(minutes=35)]
    with clock.frozen(after(hours=1)):
        assert len(trial.effect(Draft.as_is(watched_units), Draft(watched_units, patient)).gone) == 1


def test_a_dry_run_of_a_place_covers_what_happened_there(desk, incident, watched_units):
    missed_twice(desk, incident)
    says, span = watched_units.current.says, (NINE, after(hours=1))
    here = trial.rehearsed(Draft.at("centre", desk.hd.here, says), *span)
    elsewhere = trial.rehearsed(Draft.at("centre", desk.hd.elsewhere, says), *span)
    assert (len(here.episodes), len(elsewhere.episodes)) == (2, 0)


def test_what_somebody_closed_or_switched_off_and_exercises_raise_no_alert(desk, incident, watched_units):
    with clock.frozen(NINE):
        task = actions.send_unit(desk.officer, incident, desk.crew)
        actions.report(desk.driver, task, move="arrive")
    with clock.frozen(after(minutes=18)):
        watch_check_ins()
        rules.close(desk.lead, Alert.objects.get(), reason="đã gọi được bằng bộ đàm")
    with clock.frozen(after(minutes=19)):
        watch_check_ins()
        check_ins.check_in(desk.driver, task)
    assert Alert.objects.get().thing.lon is None
    watched_units.is_enabled = False
    watched_units.save()
    with clock.frozen(after(minutes=60)):
        watch_check_ins()
        assert CheckIn.objects.get().late_at
    assert Alert.objects.count() == 1
