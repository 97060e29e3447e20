"""What other channels would carry."""

import pytest

from haidang.core.notices.actions import notify
from haidang.kernel.action import Doing, system
from haidang.kernel.bilingual import same
from haidang.web.tests.browsing import HTMX, text


@pytest.fixture
def told(desk):
    """The leader was told of something grave."""
    leader = desk.person("leader")
    leader.email, leader.phone = "lanh.dao@tinh.example", "0901234567"
    leader.save()
    do = Doing(system("rules"), "alert.raise", "")
    notify(do, [leader], kind="alert", title=same("Ngập nặng ở Rạch Dừa"), severity=1, place=desk.hd.province.path)
    return leader


@pytest.mark.parametrize("role", ["shift_lead", "duty_officer", "administrator", "auditor"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_would_go_out_is_shown_with_masked_addresses(desk, told, role, language):
    page = text(desk.client(role, language).get("/outbox/"))
    assert "Ngập nặng ở Rạch Dừa" in page
    assert told.phone not in page
    assert told.email not in page
    assert "•••567" in page


def test_others_are_told_why_not(desk):
    answer = desk.client("commune_officer").get("/outbox/")
    assert answer.status_code == 403
    assert "cần vai trò" in text(answer)


def test_why_a_message_is_held_is_said(desk, told):
    assert "Kênh chưa được cấu hình" in text(desk.client("shift_lead").get("/outbox/"))


def test_channel_and_state_narrow(desk, told):
    client = desk.client("shift_lead")
    sms = client.get("/outbox/?channel=sms", headers=HTMX)
    assert {one.channel for one in sms.context["messages_out"]} == {"sms"}
    assert not client.get("/outbox/?state=sent").context["messages_out"]
    assert client.get("/outbox/?channel=bo-cau&state=bay").status_code == 200


def test_nothing_yet_is_said_in_words(desk):
    assert "Chưa có tin nào" in text(desk.client("shift_lead").get("/outbox/"))
