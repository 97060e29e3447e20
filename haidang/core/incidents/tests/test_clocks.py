"""What runs out of time is marked and told once."""

import pytest

from haidang.core.incidents import actions
from haidang.core.incidents.jobs import watch_deadlines
from haidang.core.notices import queries as notices
from haidang.core.notices.models import Notice
from haidang.kernel import clock

from .watch_room import NINE, after

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(desk):
    with clock.frozen(NINE):
        return desk.open()


def watched(**length):
    with clock.frozen(after(**length)):
        watch_deadlines()


def overdue_lines(incident):
    return [entry.text_vi for entry in incident.log.filter(kind="auto").order_by("pk")]


def test_nothing_is_said_while_there_is_time(incident):
    watched(minutes=9)
    assert overdue_lines(incident) == []


def test_a_late_step_is_told_once(incident):
    watched(minutes=11)
    watched(minutes=12)
    assert overdue_lines(incident) == ["Quá hạn: bước 1 (Xác nhận mực nước)"]


def test_each_minute_tells_only_what_is_new(incident):
    watched(minutes=11)
    watched(minutes=16)
    watched(minutes=31)
    assert overdue_lines(incident) == [
        "Quá hạn: bước 1 (Xác nhận mực nước)",
        "Quá hạn: giai đoạn Tiếp nhận",
        "Quá hạn: bước 2 (Kích hoạt trạm bơm)",
    ]


def test_control_and_tasks_have_clocks_of_their_own(desk, incident):
    with clock.frozen(after(minutes=1)):
        actions.tick(desk.officer, desk.step(incident, "confirm"))
        actions.skip(desk.officer, desk.step(incident, "pumps"), reason="nước rút")
        actions.skip(desk.officer, desk.step(incident, "leaders"), reason="nước rút")
        actions.move(desk.officer, incident, "handle")
        task = actions.create_task(desk.officer, incident, desk.hd.department, "Lấy mẫu")
    watched(hours=3, minutes=1)
    assert overdue_lines(incident) == [f"Quá hạn: thời hạn khống chế; nhiệm vụ {task.code}"]


def test_owner_office_lead_and_the_late_office_are_told(desk, incident):
    Notice.objects.all().delete()
    watched(minutes=31)
    told = Notice.objects.filter(kind="incident.escalate")
    assert {(one.to_person_id, one.to_office_id, one.to_role) for one in told} == {
        (int(desk.officer.id), None, ""),
        (None, desk.hd.centre.pk, ""),
        (None, None, "shift_lead"),
        (None, desk.hd.committee.pk, ""),
    }
    with clock.frozen(after(minutes=32)):
        assert notices.unread_count(desk.lead).worst == 2


def test_a_closed_incident_is_never_late(desk):
    with clock.frozen(NINE):
        incident = desk.open(playbook=("", ""))
        actions.close(desk.officer, incident, outcome="Xong", lessons="Không")
    watched(days=2)
    assert overdue_lines(incident) == []


def test_more_time_takes_the_mark_away_and_a_new_miss_is_told_again(desk, incident):
    watched(minutes=16)
    with clock.frozen(after(minutes=17)):
        actions.rate(desk.officer, incident, 3, reason="nước rút")
    assert incident.phase_times.get(ended_at=None).overdue_at is None
    watched(minutes=61)
    assert (
        overdue_lines(incident)[-1]
        == "Quá hạn: giai đoạn Tiếp nhận; bước 2 (Kích hoạt trạm bơm); bước 3 (Báo cáo lãnh đạo)"
    )
