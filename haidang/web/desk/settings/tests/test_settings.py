"""Settings and webhooks, through a browser's eyes."""

import pytest
from django.urls import reverse

from haidang.core.sharing.models import Delivery, Webhook
from haidang.kernel import clock, pulse, registry
from haidang.kernel.bilingual import shown
from haidang.web.tests.browsing import HTMX, text

HOOK = {"url": "https://hooks.example.org/ioc", "name": "Đối tác", "events": "alert.*, incident.open"}


@pytest.fixture
def admin(desk, monkeypatch):
    monkeypatch.setattr("socket.getaddrinfo", _no_name)
    return desk.client("administrator")


def _no_name(*_args, **_more):
    raise OSError


def made(admin):
    admin.post(reverse("webhook_new"), HOOK)
    return Webhook.objects.get()


@pytest.mark.parametrize("role", ["administrator", "auditor"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_domain_stands_there_with_what_it_declares(desk, role, language):
    page = text(desk.client(role, language).get("/settings/"))
    for domain in registry.domains().values():
        assert domain.key in page
    assert "Asia/Ho_Chi_Minh" in page


def test_it_says_when_two_matters_may_be_one_incident_and_where_that_is_from(admin):
    page = text(admin.get("/settings/"))
    assert "Hai sự cố có thể là một" in page
    assert "chưa tìm thấy quy định" in page


def test_the_words_of_a_domain_are_in_the_reader_s_language(admin):
    page = text(admin.get("/settings/"))
    assert all(shown(one.about) in page for one in registry.domains().values())


@pytest.mark.parametrize("role", ["shift_lead", "integrator"])
def test_others_are_told_why_not(desk, role):
    answer = desk.client(role).get("/settings/")
    assert answer.status_code == 403
    assert "cần vai trò" in text(answer)


def test_a_process_that_has_gone_silent_is_shown_so(admin):
    pulse.beat("rules", lag=0.2)
    page = text(admin.get("/settings/", headers=HTMX))
    assert "đang chạy" in page
    with clock.frozen(clock.now() + pulse.FRESH_FOR * 2):
        assert "đang chạy" not in text(admin.get("/settings/", headers=HTMX))


def test_what_a_process_says_of_itself_is_in_words(admin):
    pulse.beat("intake", files={"quarantined": 3}, mqtt={"connected": True}, unheard_of=1)
    page = text(admin.get("/settings/", headers=HTMX))
    assert "tệp cách ly 3" in page
    assert "nối MQTT có" in page
    assert "unheard_of 1" in page


def test_who_has_no_webhook_is_led_to_the_first(admin, desk):
    page = text(desk.client("integrator").get("/settings/webhooks/"))
    assert page.count(reverse("webhook_new")) == 2
    assert reverse("settings") + '"' not in page


def test_a_webhook_shows_its_secret_once(admin, desk):
    answer = admin.post(reverse("webhook_new"), HOOK)
    hook = Webhook.objects.get()
    assert hook.secret in text(answer)
    assert hook.events == ["alert.*", "incident.open"]
    assert desk.actions() == ["webhook.create"]
    for name, args in (("webhooks", ()), ("webhook", (hook.pk,))):
        assert hook.secret not in text(admin.get(reverse(name, args=args)))


@pytest.mark.parametrize(
    ("field", "typed"), [("url", "ftp://hooks.example.org"), ("events", "moi thu"), ("url", "http://ten:mk@a.b")]
)
def test_a_webhook_that_cannot_be_is_said_beside_the_field(admin, desk, field, typed):
    answer = admin.post(reverse("webhook_new"), HOOK | {field: typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in text(answer)
    assert desk.actions() == []


def test_deliveries_show_what_came_of_them(admin):
    hook = made(admin)
    now = clock.now()
    Delivery.objects.create(
        webhook=hook, seq=7, action="alert.raise", body="{}", state="dead", attempts=12, next_at=now, status=500,
        why="máy nhận trả lời 500", created_at=now,
    )  # fmt: skip
    page = text(admin.get(reverse("webhook", args=[hook.pk])))
    assert "bỏ cuộc" in page
    assert "máy nhận trả lời 500" in page
    assert "máy nhận" not in text(admin.get(reverse("webhook", args=[hook.pk]) + "?state=sent"))


def test_a_webhook_is_stopped_and_deleted(admin, desk):
    hook = made(admin)
    desk.actions()
    admin.post(reverse("webhook_switch", args=[hook.pk]))
    hook.refresh_from_db()
    assert hook.state == "stopped"
    admin.post(reverse("webhook_delete", args=[hook.pk]))
    assert not Webhook.objects.exists()
    assert desk.actions() == ["webhook.change", "webhook.delete"]


def test_an_integrator_keeps_webhooks_without_the_settings(desk):
    assert desk.client("integrator").get(reverse("webhooks")).status_code == 200


def test_an_auditor_sees_them_and_creates_none(desk):
    client = desk.client("auditor")
    assert (
        "Tạo webhook để" in text(client.get(reverse("webhooks"))) or client.get(reverse("webhooks")).status_code == 200
    )
    assert client.get(reverse("webhook_new")).status_code == 403
