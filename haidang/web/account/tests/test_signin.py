"""The way in, through the pages: password, lock, second factor, sessions; and what the journal says of it."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils import translation

from haidang.core.audit.models import Event
from haidang.core.directory import jobs
from haidang.core.directory.actions import change_person, unlock_account
from haidang.core.directory.models import Person
from haidang.core.directory.roles import facts
from haidang.core.directory.signing_in.factors import factor_states
from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.provinces import pack

PASSWORD = "biển-xanh-42-con-tàu"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def lan(hd) -> Person:
    person = hd.person("lan", office=hd.centre)
    person.set_password(PASSWORD)
    person.save()
    hd.duty(person, "duty_officer", hd.centre, hd.province)
    return person


def sign_in(client: Client, account: str = "lan", password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": account, "password": password})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def journal(*names: str) -> list[str]:
    return list(Event.objects.order_by("seq").values_list(*names, flat=len(names) == 1))


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def test_the_right_password_lets_in_and_is_journalled(client, lan):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(client)
    event = Event.objects.get(action="session.begin")
    assert (event.actor, event.subject_kind, event.subject_id) == (f"person:{lan.pk}", "session", str(lan.pk))
    assert event.facts == {"ip": "127.0.0.1", "methods": ["password"]}
    assert PASSWORD not in str(event.facts)
    assert client.session.session_key not in str(Event.objects.values_list())


def test_the_account_is_known_in_any_case(client, lan):
    sign_in(client, "LAN")
    assert is_in(client)


def test_a_wrong_password_is_refused_and_journalled(client, lan):
    answer = sign_in(client, password="sai")
    assert answer.status_code == 200
    assert not is_in(client)
    event = Event.objects.get(action="session.fail")
    assert event.facts == {"ip": "127.0.0.1", "what": "password", "failures": 1, "locked_until": None}


def test_what_was_typed_as_an_unknown_account_is_not_kept(client, lan):
    sign_in(client, "mật-khẩu-gõ-nhầm-ô")
    event = Event.objects.get(action="session.fail")
    assert event.facts["account"] == "unknown"
    assert "nhầm" not in str(Event.objects.values_list())


def test_five_failures_lock_the_account_with_a_clear_message(client, lan):
    for _ in range(5):
        sign_in(client, password="sai")
    answer = sign_in(client)
    assert not is_in(client)
    assert "tạm khóa 10 phút" in answer.content.decode()
    lan.refresh_from_db()
    assert lan.locked_until is not None


def test_an_unknown_account_is_held_back_in_the_same_words(client, db):
    for _ in range(5):
        sign_in(client, "nobody")
    assert "tạm khóa 10 phút" in sign_in(client, "nobody").content.decode()


def test_the_lock_opens_with_time(client, lan):
    lan.failures, lan.locked_until = 5, clock.now() - timedelta(seconds=1)
    lan.save()
    sign_in(client)
    assert is_in(client)
    lan.refresh_from_db()
    assert (lan.failures, lan.locked_until) == (0, None)


def test_a_failure_after_the_lock_counts_anew(client, lan):
    lan.failures, lan.locked_until = 5, clock.now() - timedelta(seconds=1)
    lan.save()
    sign_in(client, password="sai")
    lan.refresh_from_db()
    assert (lan.failures, lan.locked_until) == (1, None)


def test_an_administrator_opens_the_lock(client, lan):
    lan.failures, lan.locked_until = 5, clock.now() + timedelta(minutes=9)
    lan.save()
    sign_in(client)
    assert not is_in(client)
    unlock_account(system("test"), lan)
    sign_in(client)
    assert is_in(client)


def test_a_closed_account_does_not_enter_and_is_signed_out(client, lan):
    sign_in(client)
    change_person(system("test"), lan, is_active=False)
    assert client.get("/account/")["Location"].startswith("/accounts/login/")
    sign_in(client)
    assert not is_in(client)


def test_signing_out_is_journalled(client, lan):
    sign_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)
    assert journal("action") == ["session.begin", "session.end"]


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/password/reset/", "/accounts/email/"])
def test_nobody_signs_up_or_resets_by_mail(client, db, path):
    assert client.get(path).status_code == 404


def test_the_pages_speak_the_language_of_the_person(client, lan):
    Person.objects.filter(pk=lan.pk).update(language="en")
    assert sign_in(client).cookies["django_language"].value == "en"


@pytest.fixture
def factor(lan) -> Authenticator:
    return TOTP.activate(lan, SECRET).instance


def test_a_second_factor_is_kept_encrypted(factor):
    assert SECRET not in str(factor.data)


def test_a_second_factor_is_asked_for(client, lan, factor):
    assert sign_in(client)["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert is_in(client)
    assert Event.objects.get(action="session.fail").facts["what"] == "code"
    assert Event.objects.get(action="session.begin").facts["methods"] == ["password", "totp"]


def test_an_administrator_of_a_real_province_must_add_a_second_factor(client, hd, lan, monkeypatch):
    real = pack.chosen().province
    monkeypatch.setattr(type(real), "is_fictional", False, raising=False)
    hd.duty(lan, "administrator", hd.centre, hd.province)
    sign_in(client)
    answer = client.get("/account/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/factor/")


@pytest.mark.parametrize("role", [key for key, role in facts().roles.items() if role.needs_factor])
def test_every_role_that_needs_a_second_factor_does_nothing_without_one(client, hd, lan, monkeypatch, role):
    monkeypatch.setattr(type(pack.chosen().province), "is_fictional", False, raising=False)
    hd.duty(lan, role, hd.centre, hd.province)
    sign_in(client)
    for path in ("/", "/people/", "/rules/", "/account/"):
        assert client.get(path)["Location"] == "/account/factor/", path
    TOTP.activate(lan, SECRET)
    later = Client()
    sign_in(later)
    later.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert later.get("/account/").status_code == 200


def test_other_roles_are_not_asked_and_a_demo_asks_nobody(client, hd, lan, monkeypatch):
    hd.duty(lan, "administrator", hd.centre, hd.province)
    sign_in(client)
    page = client.get("/people/limits/").content.decode()
    assert "Chưa bắt buộc ở đây" in page
    assert lan.full_name in page
    monkeypatch.setattr(type(pack.chosen().province), "is_fictional", False, raising=False)
    TOTP.activate(lan, SECRET)
    assert "Chưa bắt buộc ở đây" not in client.get("/people/limits/").content.decode()
    [administrators] = [one for one in factor_states(system("test")) if one.key == "administrator"]
    assert (len(administrators.holders), administrators.with_factor, administrators.lacking) == (1, 1, [])


def test_a_wall_display_stays_signed_in(client, lan):
    Person.objects.filter(pk=lan.pk).update(is_device=True)
    sign_in(client)
    assert client.session.get_expiry_age() > 29 * 24 * 3600


def test_an_idle_account_is_closed_after_45_days_but_not_in_a_demo(lan, monkeypatch):
    Person.objects.update(opened_at=clock.now() - timedelta(days=46))
    jobs.close_idle_accounts()
    assert Person.objects.get(pk=lan.pk).is_active
    monkeypatch.setattr(type(pack.chosen().province), "is_fictional", False, raising=False)
    jobs.close_idle_accounts()
    assert not Person.objects.get(pk=lan.pk).is_active
    change_person(system("test"), Person.objects.get(pk=lan.pk), is_active=True)
    jobs.close_idle_accounts()
    assert Person.objects.get(pk=lan.pk).is_active


def test_the_lock_message_exists_in_the_language_of_the_reader(client, lan):
    with translation.override("vi"):
        assert "Đăng nhập" in client.get("/accounts/login/").content.decode()
