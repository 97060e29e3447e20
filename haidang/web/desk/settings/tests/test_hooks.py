"""Webhooks on screen: tried, given a new secret, stopped with a reason; what died is sent again or discarded."""

import pytest

from haidang.core.incidents import actions as incidents
from haidang.core.sharing import actions, deliveries
from haidang.core.sharing.models import Delivery, Webhook
from haidang.core.sharing.tests.conftest import queue, receiver
from haidang.kernel import clock

__all__ = ["queue", "receiver"]


def text(answer):
    return answer.content.decode()


@pytest.fixture
def hook(desk, receiver, queue):
    owner = desk.person("administrator").as_actor()
    return actions.create_webhook(owner, receiver.url, events=["incident.*"], name="Cổng tỉnh")


@pytest.fixture
def dead(desk, hook, receiver, queue):
    """Two deliveries that were given up."""
    for title in ("Cây đổ", "Ngập"):
        incidents.open_incident(desk.person("duty_officer").as_actor(), desk.hd.here, title=title, severity=3)
    deliveries.look_at_journal()
    Delivery.objects.update(state="dead", attempts=8, why="hết giờ", ended_at=clock.now())
    queue.clear()
    return list(Delivery.objects.order_by("seq"))


def test_a_trial_call_says_what_came_back_and_is_signed(desk, hook, receiver):
    browser = desk.client("administrator")
    receiver.status = 204
    assert "trả lời 204" in text(browser.post(f"/settings/webhooks/{hook.pk}/try/", follow=True))
    receiver.status = 500
    assert "trả lời 500" in text(browser.post(f"/settings/webhooks/{hook.pk}/try/", follow=True))
    assert all(headers["webhook-signature"].startswith("v1,") for _path, headers, _body in receiver.requests)
    assert not Delivery.objects.exists()


def test_a_new_secret_is_told_once_and_both_sign_while_the_receiver_changes_over(desk, hook, receiver):
    browser, old = desk.client("administrator"), hook.secret
    page = text(browser.post(f"/settings/webhooks/{hook.pk}/rotate/"))
    new = Webhook.objects.get().secret
    assert new in page
    assert new != old
    assert new not in text(browser.get(f"/settings/webhooks/{hook.pk}/"))
    browser.post(f"/settings/webhooks/{hook.pk}/try/")
    assert len(receiver.requests[0][1]["webhook-signature"].split()) == 2
    Webhook.objects.update(old_until=clock.now())
    browser.post(f"/settings/webhooks/{hook.pk}/try/")
    assert len(receiver.requests[1][1]["webhook-signature"].split()) == 1


def test_a_secret_of_another_home_is_not_guessed(desk, hook, receiver):
    Webhook.objects.update(sealed=b"gAAAA")
    assert "give the webhook a new one" in text(
        desk.client("administrator").post(f"/settings/webhooks/{hook.pk}/try/", follow=True)
    )
    assert receiver.requests == []


def test_dead_letters_are_seen_with_their_body_and_sent_again_one_or_all(desk, hook, dead, receiver, queue):
    browser = desk.client("administrator")
    page = text(browser.get("/settings/webhooks/dead/"))
    assert page.count("hết giờ") == 2
    assert "Cây đổ" in text(browser.get(f"/settings/webhooks/{hook.pk}/calls/{dead[0].pk}/"))
    browser.post(f"/settings/webhooks/{hook.pk}/calls/{dead[0].pk}/resend/")
    assert list(Delivery.objects.order_by("seq").values_list("state", "attempts")) == [("waiting", 0), ("dead", 8)]
    browser.post(f"/settings/webhooks/{hook.pk}/resend/")
    for work, _at, arguments in [one for one in queue if one[0].__name__ == "deliver"]:
        work(**arguments)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert len(receiver.requests) == 2


def test_a_dead_letter_is_discarded_with_a_reason_alone(desk, hook, dead):
    browser = desk.client("administrator")
    answer = browser.post(f"/settings/webhooks/{hook.pk}/discard/", {"why": " "}, follow=True)
    assert "Không được để trống" in text(answer)
    assert Delivery.objects.filter(state="dead").count() == 2
    browser.post(f"/settings/webhooks/{hook.pk}/discard/", {"why": "hệ thống đã bỏ"})
    assert set(Delivery.objects.values_list("state", "discarded_why")) == {("discarded", "hệ thống đã bỏ")}
    assert "webhook.discard" in desk.actions()


def test_stopping_asks_why_and_nothing_dead_is_sent_while_it_stands(desk, hook, dead):
    browser = desk.client("administrator")
    browser.post(f"/settings/webhooks/{hook.pk}/switch/", {"why": "bên nhận bảo trì"})
    assert "bên nhận bảo trì" in text(browser.get(f"/settings/webhooks/{hook.pk}/"))
    assert "đang dừng" in text(browser.post(f"/settings/webhooks/{hook.pk}/resend/", follow=True))
    assert Delivery.objects.filter(state="dead").count() == 2


def test_who_may_only_look_changes_nothing(desk, hook, dead):
    browser = desk.client("auditor")
    for verb in ("try", "rotate", "resend", "discard", "switch"):
        assert browser.post(f"/settings/webhooks/{hook.pk}/{verb}/", {"why": "x"}).status_code == 403


def test_why_a_call_failed_is_said_in_words_and_one_webhook_is_dealt_with_at_once(desk, dead):
    browser = desk.client("administrator")
    Delivery.objects.update(why="ConnectError: [Errno 111] Connection refused")
    page = text(browser.get("/settings/webhooks/dead/"))
    assert "Không kết nối được nơi nhận" in page
    assert "Gửi lại tất cả" in page, "there is only one webhook it can mean"
    Delivery.objects.update(status=500, why="queue is full")
    letter = text(browser.get(f"/settings/webhooks/{dead[0].webhook_id}/calls/{dead[0].pk}/"))
    assert "Nơi nhận trả lời 500" in letter
    assert "queue is full" in letter
