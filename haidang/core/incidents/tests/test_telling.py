"""Who hears of what happens in an incident."""

import pytest

from haidang.core.incidents import actions
from haidang.core.notices import queries as notices
from haidang.core.notices.models import Message, Notice

pytestmark = pytest.mark.django_db


def titles(actor):
    return [notice.title_vi for notice in notices.unread(actor)]


def test_a_crew_hears_of_its_task(desk):
    task = actions.send_unit(desk.officer, desk.open(), desk.crew, text="Bơm đoạn Rạch Bà")
    (notice,) = notices.unread(desk.driver)
    assert (notice.title_vi, notice.body_vi, notice.link) == (
        f"Nhiệm vụ mới {task.code}",
        "Bơm đoạn Rạch Bà",
        task.link,
    )


def test_a_unit_named_in_the_log_is_told(desk):
    incident = desk.open()
    entry = actions.add_log(desk.officer, incident, "nhờ @BOM-02 kiểm tra, @KHONG-CO thì thôi, thư a@b.vn")
    assert titles(desk.driver) == [f"Có nhắc đến anh/chị trong sự cố {incident.code}"]
    assert [link["label"] for link in entry.links] == ["BOM-02"]


def test_an_office_named_in_the_log_is_told(desk):
    incident = desk.open()
    clerk = desk.hd.officer("commune_officer", desk.hd.committee, desk.hd.here)
    actions.add_log(desk.officer, incident, "@UBND-26506: đưa dân ra khỏi vùng ngập.")
    assert titles(clerk) == [f"Có nhắc đến anh/chị trong sự cố {incident.code}"]


def test_the_shift_lead_hears_of_the_worst_only(desk):
    desk.open(severity=2)
    assert not Notice.objects.filter(to_role="shift_lead").exists()
    worst = desk.open(severity=1)
    assert f"Mở sự cố {worst.code}" in titles(desk.lead)


def test_nobody_is_told_of_their_own_doing(desk):
    desk.open()
    assert not Notice.objects.filter(to_person=desk.officer.id).exists()


def test_an_exercise_marks_its_notices_and_sends_nothing_out(desk):
    desk.person(desk.lead).__class__.objects.filter(pk=desk.lead.id).update(phone="0901234567", email="lead@hd.example")
    incident = desk.open(severity=1, is_exercise=True)
    assert set(incident.log.values_list("kind", flat=True)) == {"action"}
    assert set(Notice.objects.values_list("is_exercise", flat=True)) == {True}
    assert set(Message.objects.values_list("state", "is_exercise", "why_vi")) == {
        ("held", True, "Diễn tập: không gửi ra ngoài.")
    }
