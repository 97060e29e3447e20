"""The page on which one chooses how to be told."""

import json

import pytest
from django.test import Client

from haidang.core.directory.models import Person
from haidang.core.notices import wishes
from haidang.core.notices.models import Message, Subscription
from haidang.web.tests.browsing import text

KEYS = {
    "p256dh": "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
    "auth": "tBHItJI5svbpez7KI4CCXg",
}


@pytest.fixture
def person(hd):
    actor = hd.officer("duty_officer", hd.centre, hd.province)
    Person.objects.filter(pk=actor.id).update(phone="0901234567", email="an@haidang.example")
    return Person.objects.get(pk=actor.id)


@pytest.fixture
def browser(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_wishes_are_kept(browser, person, outside):
    chosen = {"mail": ["1"], "sms": ["1", "2", "3"], "quiet_from": "22:00", "quiet_to": "06:00"}
    assert browser.post("/account/channels/", chosen)["Location"] == "/account/channels/"
    wanted = wishes.wanted(person)
    assert wanted.chosen == {"mail": [1], "sms": [1, 2, 3], "push": [], "zalo": []}
    assert 'value="22:00"' in browser.get("/account/channels/").content.decode()


def test_what_is_wrong_is_said_and_changes_nothing(browser, person, outside):
    answer = browser.post("/account/channels/", {"mail": ["2"]})
    assert answer.status_code == 422
    assert "ít nhất một kênh" in text(answer)
    assert wishes.wanted(person).chosen == {}


def test_a_trial_is_shown_with_its_state(browser, person, outside):
    browser.post("/account/channels/sms/try/")
    assert Message.objects.get().is_trial
    assert "chờ gửi" in text(browser.get("/account/channels/"))


def test_a_browser_is_switched_on_and_off(browser, person, outside):
    given = {"endpoint": f"{outside}/push/h7", "keys": KEYS}
    assert browser.post("/account/channels/browsers/", json.dumps(given), "application/json").status_code == 200
    row = Subscription.objects.get(person=person)
    browser.post(f"/account/channels/browsers/{row.pk}/off/")
    assert not Subscription.objects.exists()


def test_a_push_service_nobody_named_is_refused(browser, person, outside):
    given = {"endpoint": "https://evil.example/x", "keys": KEYS}
    answer = browser.post("/account/channels/browsers/", json.dumps(given), "application/json")
    assert (answer.status_code, Subscription.objects.count()) == (422, 0)


def test_the_worker_is_served_and_a_mark_of_nobody_is_refused(browser):
    assert "showNotification" in browser.get("/account/worker.js").content.decode()
    assert browser.post("/app/shown/made-up/").status_code == 404
