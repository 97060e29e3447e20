"""An incident from its opening to its lessons."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from haidang.core.directory.models import FieldUnit
from haidang.core.incidents import actions
from haidang.core.incidents.models import LogEntry, Task
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible, Refused

from .watch_room import NINE, after, flood

pytestmark = pytest.mark.django_db


def phases(incident):
    return [(stay.phase, stay.ended_at is None) for stay in incident.phase_times.all()]


def test_an_incident_goes_from_opening_to_lessons(desk):
    with clock.frozen(NINE):
        incident = desk.open()
    assert (incident.code, incident.phase) == ("SC-261121-0001", "received")
    with clock.frozen(after(minutes=3)):
        actions.tick(desk.officer, desk.step(incident, "confirm"), note="qua camera")
        task = actions.send_unit(desk.officer, incident, desk.crew, text="Bơm đoạn Rạch Bà")
    with clock.frozen(after(minutes=20)):
        actions.report(desk.driver, task, move="arrive")
        actions.tick(desk.officer, desk.step(incident, "pumps"))
    with clock.frozen(after(minutes=70)):
        actions.finish(desk.driver, task, proof="Mặt đường đã cạn")
        closed = actions.close(
            desk.officer, incident, outcome="Hết ngập", lessons="Đặt bơm sớm hơn", cause="Mưa và triều"
        )
    assert (closed.phase, closed.closed_at, closed.lessons) == ("closed", after(minutes=70), "Đặt bơm sớm hơn")
    assert phases(incident) == [("received", False), ("dispatched", False), ("handling", False), ("closed", True)]
    assert [entry.text_vi for entry in incident.log.order_by("pk")] == [
        "Mở sự cố mức Cao: Ngập sâu đường 30/4",
        "Xong bước 1: Xác nhận mực nước – qua camera",
        "Điều Đội bơm 2 (NV-261121-0001): Bơm đoạn Rạch Bà; chuyển sang giai đoạn Điều phối",
        "Đội bơm 2: Tại chỗ (NV-261121-0001); chuyển sang giai đoạn Xử lý",
        "Xong bước 2: Kích hoạt trạm bơm",
        "Đội bơm 2: Xong (NV-261121-0001) – Mặt đường đã cạn",
        "Kết thúc sự cố: Hết ngập",
    ]


def test_codes_count_up_within_a_day(desk):
    with clock.frozen(NINE):
        assert [desk.open().code, desk.open().code] == ["SC-261121-0001", "SC-261121-0002"]
    with clock.frozen(after(days=1)):
        assert desk.open().code == "SC-261122-0001"


def test_the_owner_is_who_opens_unless_named(desk):
    incident = desk.open()
    assert (str(incident.owner_id), incident.office) == (desk.officer.id, desk.hd.centre)
    named = desk.open(owner=desk.person(desk.lead), office=desk.hd.department)
    assert (str(named.owner_id), named.office) == (desk.lead.id, desk.hd.department)


@pytest.mark.parametrize(
    ("wrong", "field"), [({"title": "  "}, "title"), ({"severity": 5}, "severity"), ({"severity": None}, "severity")]
)
def test_opening_names_the_field_that_is_wrong(desk, wrong, field):
    with pytest.raises(Invalid) as caught:
        desk.open(**wrong)
    assert caught.value.field == field


def test_opening_with_an_unknown_playbook_is_refused(desk):
    with pytest.raises(Invalid, match="playbook"):
        desk.open(playbook=("test", "earthquake"))


def test_a_step_belongs_to_the_nearest_office_of_its_kind(desk):
    incident = desk.open()
    assert desk.step(incident, "pumps").office == desk.hd.committee
    assert desk.step(incident, "confirm").office is None


def test_a_running_incident_keeps_the_playbook_it_began_with(desk, monkeypatch):
    incident = desk.open()
    later = flood(steps=[{"key": "only", "name": {"vi": "Mới", "en": "New"}, "role": "leader", "within": "5m"}])
    monkeypatch.setattr("haidang.kernel.registry.playbook", lambda domain, key: later)
    incident.refresh_from_db()
    assert [step["key"] for step in incident.playbook["steps"]] == ["confirm", "pumps", "leaders"]
    assert [step.key for step in incident.steps.all()] == ["confirm", "pumps", "leaders"]
    assert desk.open().playbook["version"] != incident.playbook["version"]


def test_a_move_that_is_not_open_says_why(desk):
    incident = desk.open()
    actions.move(desk.officer, incident, "handle")
    with pytest.raises(NotPossible, match="Không thể “Chuyển sang xác minh” khi đang ở “Xử lý”"):
        actions.move(desk.officer, incident, "verify")


def test_a_phase_has_the_time_its_severity_allows(desk):
    with clock.frozen(NINE):
        incident = desk.open(severity=1)
        actions.move(desk.officer, incident, "verify")
    stay = incident.phase_times.get(ended_at=None)
    assert (stay.due_at, incident.due_at) == (after(minutes=5), after(hours=1))


def test_a_worse_severity_draws_the_deadlines_nearer(desk):
    with clock.frozen(NINE):
        incident = desk.open(severity=3)
    with clock.frozen(after(minutes=10)):
        rated = actions.rate(desk.officer, incident, 1, reason="nước lên nhanh")
    assert rated.due_at == after(hours=1)
    assert incident.phase_times.get(ended_at=None).due_at == after(minutes=5)
    assert incident.log.order_by("pk").last().text_vi == "Đổi mức từ Trung bình sang Khẩn cấp: nước lên nhanh"


def test_a_step_is_ticked_once_and_names_who_did(desk):
    step = desk.step(desk.open(), "confirm")
    actions.tick(desk.officer, step)
    with pytest.raises(NotPossible, match="người ghi"):
        actions.tick(desk.lead, step)


def test_a_tick_can_be_taken_back(desk):
    incident = desk.open()
    actions.tick(desk.officer, desk.step(incident, "confirm"))
    assert actions.untick(desk.officer, desk.step(incident, "confirm"), reason="nhầm").state == "open"


def test_skipping_needs_a_reason(desk):
    step = desk.step(desk.open(), "pumps")
    with pytest.raises(Invalid, match="reason"):
        actions.skip(desk.officer, step, reason=" ")
    assert actions.skip(desk.officer, step, reason="nước đã rút").state == "skipped"


def test_closing_names_what_stands_in_the_way(desk):
    incident = desk.open()
    actions.tick(desk.officer, desk.step(incident, "confirm"))
    task = actions.create_task(desk.officer, incident, desk.hd.department, "Lấy mẫu nước")
    with pytest.raises(NotPossible) as caught:
        actions.close(desk.officer, incident, outcome="Xong", lessons="Không")
    assert "bước 2 chưa làm (Kích hoạt trạm bơm)" in str(caught.value)
    assert f"nhiệm vụ {task.code} của Sở Nông nghiệp và Môi trường chưa xong" in str(caught.value)
    assert "Báo cáo lãnh đạo" not in str(caught.value)


@pytest.mark.parametrize("missing", ["outcome", "lessons"])
def test_closing_needs_outcome_and_lessons(desk, missing):
    incident = desk.open(playbook=("", ""))
    with pytest.raises(Invalid, match=missing):
        actions.close(desk.officer, incident, **({"outcome": "Xong", "lessons": "Không"} | {missing: ""}))


def test_a_closed_incident_takes_lines_but_no_work(desk):
    incident = desk.open(playbook=("", ""))
    actions.close(desk.officer, incident, outcome="Xong", lessons="Không")
    with pytest.raises(NotPossible, match="đã kết thúc"):
        actions.send_unit(desk.officer, incident, desk.crew)
    assert actions.add_log(desk.officer, incident, "Biên bản đã ký").pk


def test_reopening_needs_a_reason_and_goes_on_with_handling(desk):
    incident = desk.open(playbook=("", ""))
    actions.close(desk.officer, incident, outcome="Xong", lessons="Không")
    with pytest.raises(Invalid, match="lý do"):
        actions.reopen(desk.officer, incident, reason="")
    again = actions.reopen(desk.officer, incident, reason="nước lên lại")
    assert (again.phase, again.closed_at, again.outcome) == ("handling", None, "Xong")


def test_a_unit_follows_its_task(desk):
    incident = desk.open()
    task = actions.send_unit(desk.officer, incident, desk.crew)
    states = []
    for do in (
        lambda: actions.receive(desk.driver, task),
        lambda: actions.receive(desk.driver, task, move="accept"),
        lambda: actions.report(desk.driver, task, move="depart"),
        lambda: actions.report(desk.driver, task, move="arrive"),
        lambda: actions.finish(desk.driver, task, proof="đã cạn"),
    ):
        do()
        states.append((Task.objects.get(pk=task.pk).state, FieldUnit.objects.get(pk=desk.crew.pk).state))
    assert states == [
        ("received", "assigned"),
        ("accepted", "assigned"),
        ("on_the_way", "on_the_way"),
        ("arrived", "at_scene"),
        ("done", "ready"),
    ]
    assert [receipt.state for receipt in task.receipts.all()] == [
        "sent", "received", "accepted", "on_the_way", "arrived", "done",
    ]  # fmt: skip


def test_a_busy_unit_is_not_sent_again(desk):
    first, second = desk.open(), desk.open()
    actions.send_unit(desk.officer, first, desk.crew)
    with pytest.raises(NotPossible, match=f"Đội bơm 2 chưa sẵn sàng: Đã giao việc .*{first.code}"):
        actions.send_unit(desk.officer, second, desk.crew)


def test_refusing_a_task_needs_a_reason_and_frees_the_unit(desk):
    task = actions.send_unit(desk.officer, desk.open(), desk.crew)
    with pytest.raises(Invalid, match="lý do"):
        actions.receive(desk.driver, task, move="refuse")
    refused = actions.receive(desk.driver, task, move="refuse", reason="xe hỏng")
    assert (refused.state, refused.reason) == ("refused", "xe hỏng")
    assert FieldUnit.objects.get(pk=desk.crew.pk).state == "ready"


def test_a_finished_task_moves_no_more(desk):
    task = actions.send_unit(desk.officer, desk.open(), desk.crew)
    actions.finish(desk.driver, task, proof="xong")
    with pytest.raises(NotPossible, match="“Xong”"):
        actions.report(desk.driver, task, move="arrive")


def test_words_from_the_field_stand_in_the_log_as_a_report(desk):
    incident = desk.open()
    task = actions.send_unit(desk.officer, incident, desk.crew)
    actions.report(desk.driver, task, "cần thêm một xe bơm")
    entry = incident.log.order_by("pk").last()
    assert (entry.kind, entry.text_vi) == ("report", f"Đội bơm 2 báo ({task.code}): cần thêm một xe bơm")


def test_the_log_keeps_both_languages(desk):
    entry = desk.open().log.get()
    assert entry.text_vi.startswith("Mở sự cố mức Cao")
    assert entry.text.en


def test_the_database_refuses_to_change_a_line_of_the_log(desk):
    entry = desk.open().log.get()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LogEntry.objects.filter(pk=entry.pk).update(text_vi="khác")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()


def test_a_task_is_due_as_the_severity_allows_or_as_said(desk):
    with clock.frozen(NINE):
        incident = desk.open(severity=2)
        usual = actions.create_task(desk.officer, incident, desk.hd.department, "Lấy mẫu")
        quick = actions.create_task(desk.officer, incident, desk.hd.department, "Gọi điện", within=timedelta(minutes=5))
    assert (usual.due_at, quick.due_at) == (after(hours=1), after(minutes=5))


def test_somebody_elsewhere_may_not_move_the_incident(desk):
    incident = desk.open()
    stranger = desk.hd.officer("commune_officer", desk.hd.other_committee, desk.hd.elsewhere)
    with pytest.raises(Refused):
        actions.move(stranger, incident, "verify")
