"""The ways in, through the pages, with a real issuer and a real inbox; and everything that goes wrong on the way."""

from datetime import timedelta

import httpx
import pytest
from django.core.cache import cache
from django.test import Client

from haidang.core.audit.models import Event
from haidang.core.citizens.models import Claim, Hats, Identity, OneTimeCode
from haidang.core.directory.models import Person
from haidang.core.directory.tests.small_province import build
from haidang.kernel import clock
from haidang.kernel.outgoing import trusted
from haidang.web.tests.browsing import browser, read

from .entering import BINH, HUONG, at_issuer, by_code, by_issuer, citizen, read_code, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    cache.clear()


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_issuer_lets_in_and_what_it_says_is_kept_apart_from_the_account(client, outside):
    answer = by_issuer(client)
    assert (answer.status_code, answer["Location"]) == (302, "/app/me/")
    person = Person.objects.get(is_citizen=True)
    assert "Hương" not in f"{person.full_name}{person.account}{person.folded}"
    assert dict(Claim.objects.filter(person=person).values_list("name", "value")) == {
        "name": "Lê Thị Thu Hương", "identity": HUONG, "birth_date": "1988-03-14", "gender": "Nữ", "phone": "0990000001",
        "address": "12 Trần Phú, phường Vũng Tàu",
    }  # fmt: skip
    assert "Lê Thị Thu Hương" in read(client.get("/app/me/"))
    assert "Hương" not in str(list(Event.objects.values_list()))
    assert (person.office, person.duties.count()) == (None, 0)


def test_the_same_subject_enters_the_same_account(client, outside):
    by_issuer(client)
    by_issuer(Client())
    by_issuer(Client(), BINH)
    assert Person.objects.filter(is_citizen=True).count() == 2


def test_keys_that_were_changed_are_fetched_anew(client, outside):
    by_issuer(client)
    with httpx.Client(verify=trusted(), trust_env=False) as web:
        web.post(f"{outside}/identity/rotate")
    assert by_issuer(Client()).status_code == 302


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("nonce", "không thuộc lần đăng nhập này"),
        ("audience", "không dành cho hệ thống này"),
        ("expired", "đã hết hạn"),
        ("early", "Đồng hồ của hai bên lệch nhau"),
        ("signature", "Không xác minh được chữ ký"),
    ],
)
def test_a_wrong_token_lets_nobody_in_and_is_said_in_plain_words(client, outside, fault, said):
    assert said in read(by_issuer(client, fault=fault), 422)
    assert not is_in(client)
    assert not Person.objects.filter(is_citizen=True).exists()


def test_who_cancels_at_the_issuer_is_offered_the_other_ways(client, outside):
    page = read(by_issuer(client, answer="no"))
    assert "Bạn đã hủy" in page
    assert 'action="/app/signin/code/"' in page


def test_a_flow_is_good_once_and_in_its_own_browser(client, outside):
    back = at_issuer(client.get("/app/signin/identity/vneid/")["Location"])
    assert "không bắt đầu từ máy này" in read(Client().get(back), 422)
    assert client.get(back).status_code == 302
    client.post("/app/signin/out/")
    assert "đã dùng" in read(client.get(back), 422)
    assert not is_in(client)


def test_a_code_of_the_issuer_is_good_once(client, outside):
    back = at_issuer(client.get("/app/signin/identity/vneid/")["Location"])
    flow = client.session["oidc_flow"]
    client.get(back)
    other = Client()
    session = other.session
    session["oidc_flow"] = flow
    session.save()
    assert "mã đã dùng hoặc quá hạn" in read(other.get(back), 422)


def test_who_stays_at_the_issuer_too_long_begins_again(client, outside):
    back = at_issuer(client.get("/app/signin/identity/vneid/")["Location"])
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert "quá 15 phút" in read(client.get(back), 422)


def test_an_issuer_that_is_down_is_said_and_the_other_ways_stay(client, outside, monkeypatch):
    monkeypatch.setenv("HAIDANG_OUTSIDE", "http://127.0.0.1:9")
    page = read(client.get("/app/signin/identity/vneid/"), 503)
    assert "chưa trả lời" in page
    assert "số điện thoại" in page.lower()


def test_an_issuer_nobody_named_is_not_there(client, outside):
    assert client.get("/app/signin/identity/other/").status_code == 404


@pytest.mark.parametrize(("address", "kind"), [("0990 000 077", "phone"), ("lan@thu.example", "mail")])
def test_a_code_to_a_telephone_or_a_mailbox_lets_in(client, outside, address, kind):
    assert by_code(client, outside, address).status_code == 302
    assert is_in(client)
    assert Identity.objects.get().kind == kind


def test_a_wrong_code_five_times_ends_it(client, outside):
    client.post("/app/signin/code/", {"address": "0990000078"})
    right = read_code(outside, "0990000078")
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1):
        assert f"Còn {left} lần" in read(client.post("/app/signin/code/enter/", {"digits": wrong}), 422)
    assert "Sai 5 lần" in read(client.post("/app/signin/code/enter/", {"digits": wrong}), 422)
    assert "hết hạn hoặc đã dùng" in read(client.post("/app/signin/code/enter/", {"digits": right}), 422)
    assert not is_in(client)


def test_a_code_is_kept_as_a_hash_and_dies_after_five_minutes(client, outside):
    client.post("/app/signin/code/", {"address": "0990000079"})
    right = read_code(outside, "0990000079")
    assert right not in str(OneTimeCode.objects.values_list("hash", "token").get())
    with clock.frozen(clock.now() + timedelta(minutes=5, seconds=1)):
        assert "hết hạn" in read(client.post("/app/signin/code/enter/", {"digits": right}), 422)


def test_one_number_is_not_sent_code_after_code(client, outside):
    for _ in range(3):
        assert client.post("/app/signin/code/", {"address": "0990000080"}).status_code == 302
    assert "Đã gửi nhiều mã" in read(client.post("/app/signin/code/", {"address": "+84 990 000 080"}), 422)


@pytest.mark.parametrize("typed", ["12", "abc", "x@", "0903 12", "+1 202 555 0100"])
def test_an_address_that_is_none_is_refused_with_an_example(client, outside, typed):
    assert "0903 123 456" in read(client.post("/app/signin/code/", {"address": typed}), 422)


def test_a_message_that_did_not_go_out_is_said(client, outside, monkeypatch):
    monkeypatch.setenv("HAIDANG_OUTSIDE", "http://127.0.0.1:9")
    assert "Chưa gửi được tin" in read(client.post("/app/signin/code/", {"address": "0990000081"}), 422)


def test_one_more_proof_joins_the_account_and_a_claim_alone_joins_nothing(client, outside):
    by_issuer(client)
    by_code(
        Client(), outside, "0990000001"
    )  # the number that the issuer says is hers, proven by somebody else's session
    assert Person.objects.filter(is_citizen=True).count() == 2
    client.get("/app/me/account/add/")
    assert by_code(client, outside, "huong@thu.example")["Location"] == "/app/me/account/"
    assert set(Identity.objects.filter(person__identities__kind="issuer").values_list("kind", flat=True)) == {
        "issuer",
        "mail",
    }


def test_two_accounts_are_joined_when_both_are_proven_and_their_owner_says_so(client, outside):
    phone = citizen("0990000082")
    by_issuer(client)
    client.get("/app/me/account/add/")
    assert by_code(client, outside, "0990000082")["Location"] == "/app/me/account/join/"
    assert Person.objects.filter(is_citizen=True, is_active=True).count() == 2
    client.post("/app/me/account/join/")
    phone.refresh_from_db()
    assert not phone.is_active
    assert Identity.objects.values("person").distinct().count() == 1


def test_the_last_way_in_is_not_taken_away(outside):
    person = citizen()
    number = person.identities.get().pk
    answer = signed_in(person).post(f"/app/me/account/ways/{number}/remove/")
    assert "cách đăng nhập duy nhất" in read(answer, 409)


def test_citizens_never_reach_the_desk(client, outside):
    by_issuer(client)
    assert client.get("/")["Location"] == "/app/"
    for path in ("/overview/", "/map/", "/cases/", "/account/", "/accounts/2fa/", "/api/v1/alerts", "/people/"):
        assert client.get(path).status_code == 403, path


def test_an_officer_is_a_member_of_the_public_in_the_app(outside):
    hd = build()
    officer = browser(hd.officer("duty_officer", hd.centre, hd.province))
    assert "Về bàn làm việc" in read(officer.get("/app/"))
    assert officer.get("/app/me/messages/")["Location"].startswith("/app/signin/")


def test_an_officer_who_signs_in_as_a_citizen_changes_hats_and_may_say_so(outside):
    hd = build()
    client = browser(hd.officer("duty_officer", hd.centre, hd.province))
    assert "phiên cán bộ trên máy này kết thúc" in read(client.get("/app/signin/"))
    by_issuer(client)
    assert client.get("/cases/").status_code == 403
    assert not Hats.objects.exists()


def test_a_locked_desk_does_not_lock_the_app(outside):
    hd = build()
    client = browser(hd.officer("duty_officer", hd.centre, hd.province))
    client.post("/account/lock")
    assert client.get("/app/").status_code == 200
    assert client.get("/account/").status_code == 423


def test_all_sessions_end_at_once(outside):
    person = citizen()
    here, there = signed_in(person), Client()
    by_code(there, outside, "0990000099")
    assert there.get("/app/me/messages/").status_code == 200
    here.post("/app/me/account/sessions/end/")
    assert there.get("/app/me/messages/").status_code == 302


def test_signing_in_leads_to_where_one_wanted_to_go_and_nowhere_else(client, outside):
    client.get("/app/signin/?next=/app/me/looks/")
    assert by_issuer(client)["Location"] == "/app/me/looks/"
    other = Client()
    other.get("/app/signin/?next=https://evil.example/app/")
    assert by_issuer(other)["Location"] == "/app/me/"


def test_what_cannot_be_undone_asks_for_the_proof_again(outside):
    client = signed_in(citizen())
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert "again=1" in client.get("/app/me/data/delete/")["Location"]
