"""Those on duty at the door of another body: linked to an account there is, never the beginning of one."""

import pytest
from django.test import Client

from haidang.core.audit.models import Event
from haidang.core.directory.actions import change_person
from haidang.core.directory.models import OutsideIdentity, Person
from haidang.kernel.action import system
from haidang.provinces import pack
from haidang.web.citizen.account.tests.entering import at_issuer

START = "/accounts/sso/officers/"


@pytest.fixture
def officer(hd):
    """Somebody whose mailbox the issuer knows."""
    known = pack.chosen().people[0].account
    person = hd.person("lan", office=hd.centre, email=f"{known}@{pack.chosen().province.email_domain}")
    person.set_password("Biển-xanh-42-con-tàu")
    person.save()
    hd.duty(person, "duty_officer", hd.centre, hd.province)
    return person


def who() -> str:
    return pack.chosen().people[0].account


def by_issuer(client: Client, **more: str):
    return client.get(at_issuer(client.get(START)["Location"], who(), **more))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_verified_mailbox_links_to_the_account_and_the_subject_opens_it_from_then_on(client, outside, officer):
    assert by_issuer(client)["Location"] == "/"
    assert is_in(client)
    assert Event.objects.get(action="session.begin").facts["methods"] == ["sso:officers"]
    Person.objects.filter(pk=officer.pk).update(email="khac@haidang.example")
    again = Client()
    by_issuer(again)
    assert is_in(again)
    assert OutsideIdentity.objects.get().person == officer


def test_an_address_nobody_checked_links_nobody(client, outside, officer):
    answer = by_issuer(client, fault="unverified")
    assert "chưa xác minh" in answer.content.decode()
    assert not is_in(client)
    assert not OutsideIdentity.objects.exists()


def test_nobody_begins_an_account_there(client, outside, hd):
    before = Person.objects.count()
    assert "Chưa có tài khoản nào" in by_issuer(client).content.decode()
    assert (is_in(client), Person.objects.count()) == (False, before)


def test_a_closed_account_stays_closed(client, outside, officer):
    change_person(system("test"), officer, is_active=False)
    assert "đã đóng" in by_issuer(client).content.decode()
    assert not is_in(client)


def test_a_wrong_token_lets_nobody_in(client, outside, officer):
    assert by_issuer(client, fault="signature").status_code == 422
    assert not is_in(client)


def test_a_flow_is_good_in_its_own_browser_alone(client, outside, officer):
    back = at_issuer(client.get(START)["Location"], who())
    assert Client().get(back).status_code == 422
    assert client.get(back).status_code == 302


def test_a_strong_sign_in_there_is_a_second_factor_here(client, outside, hd, officer, monkeypatch):
    monkeypatch.setattr(type(pack.chosen().province), "is_fictional", False, raising=False)
    hd.duty(officer, "administrator", hd.centre, hd.province)
    by_issuer(client)
    assert client.get("/account/security/").status_code == 200


def test_the_owner_takes_the_link_away(client, outside, officer):
    by_issuer(client)
    client.post("/accounts/sso/officers/unlink/")
    assert not OutsideIdentity.objects.exists()
    assert Event.objects.filter(action="session.unlink").exists()


def test_the_door_offers_the_issuer_and_passkeys(client, outside, hd):
    page = client.get("/accounts/login/").content.decode()
    assert f'href="{START}"' in page
    assert 'id="passkey_login"' in page
