"""What a session and a password may be: the dated limits, as somebody meets them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from haidang.core.audit.models import Event
from haidang.core.directory import limits
from haidang.core.directory.actions import set_password
from haidang.core.directory.models import Person
from haidang.core.directory.signing_in import passwords
from haidang.kernel import clock
from haidang.kernel.action import Invalid, system

PASSWORD = "Biển-xanh-42-con-tàu"


@pytest.fixture
def lan(hd):
    person = hd.person("lan", office=hd.centre)
    person.set_password(PASSWORD)
    person.save()
    hd.duty(person, "duty_officer", hd.centre, hd.province)
    return person


def signed_in(client: Client) -> Client:
    client.post("/accounts/login/", {"login": "lan", "password": PASSWORD})
    return client


@pytest.mark.parametrize(("role", "idle"), [("duty_officer", 900), ("administrator", 300)])
def test_a_session_that_was_silent_too_long_is_locked(client, hd, lan, role, idle):
    hd.duty(lan, role, hd.centre, hd.province)
    signed_in(client)
    assert f'data-idle-seconds="{idle}"' in client.get("/account/").content.decode()
    with clock.frozen(clock.now() + timedelta(seconds=idle - 30)):
        assert client.get("/account/").status_code == 200
    later = clock.now() + timedelta(seconds=2 * idle)
    with clock.frozen(later):
        assert client.get("/account/", headers={"Accept": "text/html"}).status_code == 423
    assert Event.objects.filter(action="session.lock").count() == 1


def test_a_session_ends_after_its_time_whatever_is_done(client, lan):
    signed_in(client)
    client.get("/account/")
    ends = client.session.get_expiry_date()
    assert abs(ends - (timezone.now() + limits.required("session"))) < timedelta(minutes=1)


def test_an_administrator_chooses_a_new_password_after_two_months(client, hd, lan):
    hd.duty(lan, "administrator", hd.centre, hd.province)
    Person.objects.filter(pk=lan.pk).update(password_at=clock.now() - timedelta(days=62))
    signed_in(client)
    assert client.get("/account/")["Location"] == "/accounts/password/change/"
    given = {"oldpassword": PASSWORD, "password1": "Núi-cao-77-đèn-biển", "password2": "Núi-cao-77-đèn-biển"}
    client.post("/accounts/password/change/", given)
    assert client.get("/account/").status_code == 200


def test_others_keep_theirs(client, lan):
    Person.objects.filter(pk=lan.pk).update(password_at=clock.now() - timedelta(days=400))
    assert signed_in(client).get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("password", "why"),
    [("Ngắn-quá-1", "ít nhất 14"), ("toàn-chữ-thường-dài", "4 loại"), ("Không có chữ số nào!", "4 loại")],
)
def test_a_weak_password_is_refused_and_says_why(lan, password, why):
    with pytest.raises(Invalid, match=why):
        set_password(system("test"), lan, password)
    assert Person.objects.get(pk=lan.pk).check_password(PASSWORD)


def test_a_password_that_was_used_is_refused(lan):
    set_password(system("test"), lan, "Một-câu-đủ-dài-01")
    with pytest.raises(Invalid, match="10 lần gần nhất"):
        set_password(system("test"), lan, "Một-câu-đủ-dài-01")


def test_beside_a_second_factor_eight_signs_will_do(lan, monkeypatch):
    from haidang.core.directory.signing_in import sessions

    monkeypatch.setattr(sessions, "has_factor", lambda person: True)
    set_password(system("test"), lan, "kq7-mtzb")


def test_a_password_that_is_drawn_is_never_weak():
    assert all(passwords.kinds_in(passwords.drawn()) == 4 for _ in range(50))


def test_one_sees_when_and_from_where_one_signed_in(client, lan):
    Client().post("/accounts/login/", {"login": "lan", "password": "sai"})
    signed_in(client)
    elsewhere = Client(REMOTE_ADDR="10.1.2.3", headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})
    signed_in(elsewhere)
    page = client.get("/account/signins/").content.decode()
    assert page.count("nơi mới") == 1
    assert "sai mật khẩu" in page
    assert "10.1.2.3" in page


def test_the_limits_are_shown_with_their_source(client, lan):
    assert "TCVN 14423:2026" in signed_in(client).get("/account/security/").content.decode()
