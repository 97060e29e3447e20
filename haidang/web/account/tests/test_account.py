"""One's own page, and the lock of the screen."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from haidang.core.audit.actions import look
from haidang.core.audit.models import Event
from haidang.core.directory.models import Person
from haidang.core.directory.rostering import add_shift, set_seat
from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.web.account.seen import EVERY

PASSWORD = "biển-xanh-42-con-tàu"


@pytest.fixture
def lan(hd, client) -> Person:
    person = hd.person("lan", office=hd.centre)
    person.set_password(PASSWORD)
    person.save()
    hd.duty(person, "duty_officer", hd.centre, hd.province)
    client.post("/accounts/login/", {"login": "lan", "password": PASSWORD})
    return person


def page(client: Client) -> str:
    answer = client.get("/account/", headers={"accept": "text/html"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_why_one_may_do_what(client, lan):
    text = page(client)
    assert "Trực ban" in text
    assert "nhận cảnh báo" in text
    assert "Trung tâm IOC" in text
    assert "phát cảnh báo" not in text


def test_the_page_says_who_looked(client, lan):
    look(system("test"), lan, ["phone"], "gọi khi đổi ca")
    assert "gọi khi đổi ca" in page(client)


def test_the_profile_is_changed_by_its_person(client, lan):
    assert client.post("/account/", {"language": "en", "phone": "0900 111 222"}).status_code == 302
    lan.refresh_from_db()
    assert (lan.language, lan.phone) == ("en", "0900 111 222")
    assert client.post("/account/", {"language": "fr"}).status_code == 422


def test_a_session_is_noted_once_a_minute_and_when_its_address_changes(client, lan):
    def seen():
        return UserSession.objects.values_list("last_seen_at", "ip").get(session_key=client.session.session_key)

    page(client)
    first = seen()
    page(client)
    assert seen() == first
    with clock.frozen(clock.now() + EVERY):
        page(client)
    assert seen() > first
    client.get("/account/", REMOTE_ADDR="203.0.113.9")
    assert seen()[1] == "203.0.113.9"


def test_another_session_of_mine_can_be_ended(client, lan):
    other = Client()
    other.post("/accounts/login/", {"login": "lan", "password": PASSWORD})
    number = UserSession.objects.get(session_key=other.session.session_key).pk
    client.post(f"/account/sessions/{number}/end")
    assert other.get("/account/").status_code == 302
    assert Event.objects.filter(action="session.end").count() == 1


def test_nobody_ends_a_session_of_somebody_else(client, hd, lan):
    binh = hd.person("binh")
    binh.set_password(PASSWORD)
    binh.save()
    other = Client()
    other.post("/accounts/login/", {"login": "binh", "password": PASSWORD})
    number = UserSession.objects.get(user=binh).pk
    assert client.post(f"/account/sessions/{number}/end").status_code == 422
    assert UserSession.objects.filter(pk=number).exists()


def test_a_locked_screen_shows_nothing_until_the_password_is_given(client, lan):
    assert client.post("/account/lock").status_code == 204
    assert client.get("/account/", headers={"accept": "application/json"}).status_code == 423
    covered = client.get("/account/", headers={"accept": "text/html"})
    assert covered.status_code == 423
    assert "nhận cảnh báo" not in covered.content.decode()
    wrong = client.post("/account/unlock", {"password": "sai"}, headers={"x-requested-with": "fetch"})
    assert (wrong.status_code, wrong.content.decode()) == (422, "Mật khẩu không đúng.")
    assert (
        client.post("/account/unlock", {"password": PASSWORD}, headers={"x-requested-with": "fetch"}).status_code == 204
    )
    page(client)
    actions = Event.objects.order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["session.begin", "session.lock", "session.fail", "session.unlock"]


def test_five_wrong_passwords_at_the_lock_end_the_session(client, lan):
    client.post("/account/lock")
    for _ in range(4):
        client.post("/account/unlock", {"password": "sai"})
    assert client.post("/account/unlock", {"password": "sai"}).status_code == 429
    assert "_auth_user_id" not in client.session


def test_failures_at_the_sign_in_page_do_not_keep_an_officer_from_the_desk(client, lan):
    client.post("/account/lock")
    stranger = Client()
    for _ in range(6):
        stranger.post("/accounts/login/", {"login": "lan", "password": "sai"})
    assert client.post("/account/unlock", {"password": PASSWORD}).status_code == 302


def test_the_desk_is_taken_and_kept_from_the_page(client, hd, lan):
    now = clock.now()
    shift = add_shift(
        system("test"),
        hd.centre,
        name_vi="Ca sáng",
        name_en="Morning",
        starts_at=now,
        ends_at=now + clock.duration("8h"),
    )
    seat = set_seat(system("test"), shift, lan)
    assert "Vào ca" in page(client)
    client.post(f"/account/seats/{seat.pk}/take")
    seat.refresh_from_db()
    taken_at = seat.seen_at
    assert taken_at is not None
    assert client.post("/account/alive").status_code == 204
    seat.refresh_from_db()
    assert seat.seen_at > taken_at
