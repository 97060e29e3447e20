"""Push messages: sealed for one browser, sent to named services alone, silent about names and matters."""

import base64
import os
from datetime import datetime, time

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from haidang.core.cases import actions as cases
from haidang.core.citizens import telling, wishes
from haidang.core.citizens.accounts import sign_in
from haidang.core.citizens.models import Citizen
from haidang.core.citizens.wishes import Wanted
from haidang.core.directory.signing_in.proofs import Proof
from haidang.core.notices import outbox
from haidang.core.notices.models import Message, Subscription
from haidang.core.notices.tests.browser import Browser, words
from haidang.core.notices.ways import push
from haidang.core.notices.ways.letter import Letter, Line
from haidang.kernel.action import Invalid
from haidang.kernel.clock import HO_CHI_MINH
from haidang.kernel.outgoing import trusted

pytestmark = pytest.mark.django_db
LINE = Line("push", "push", "")


@pytest.fixture
def person(counter):
    return sign_in(Proof("phone", "0990000061", claims={"phone": "0990000061"}))


@pytest.fixture
def phone(person, outside):
    phone = Browser(f"{outside}/push/{os.urandom(6).hex()}")
    wishes.subscribe(person.as_actor(), Citizen(person), endpoint=phone.endpoint, **phone.keys)
    return phone


@pytest.fixture
def noon():
    from haidang.kernel import clock

    with clock.frozen(datetime(2026, 11, 16, 12, tzinfo=HO_CHI_MINH)):
        yield


def test_a_case_that_moves_rings_the_telephone_without_saying_what(counter, person, phone, noon):
    case = counter.open(by=person.as_actor(), people=[_reporter(person)])
    cases.sort(counter.centre, case, case.procedure)
    cases.move(counter.clerk, case, "ask", text="Bà Hương ở hẻm nào?")
    (message,) = Message.objects.filter(person=person, channel="push")
    assert message.state == "queued"
    outbox.send(message.pk)
    (row,) = phone.taken()
    said = phone.read(row["body"])
    mark = said.pop("mark")
    assert said == {"title": "Hải Đăng", "body": "Việc của bạn có tin mới.", "url": "/app/me/messages/"}
    assert (row["headers"]["content-encoding"], row["headers"]["ttl"]) == ("aes128gcm", "86400")
    assert row["headers"]["authorization"].startswith("vapid t=")
    assert case.code not in str(said)
    assert not outbox.shown("made up")
    assert outbox.shown(mark)
    message.refresh_from_db()
    assert message.state == "delivered"


def _reporter(person):
    from haidang.core.cases.opening import Someone

    return Someone("reporter", person=person)


def test_the_signature_is_that_of_this_home(phone, person):
    push.send(LINE, Letter(person.account, "a\nb"))
    said = phone.taken()[0]["headers"]["authorization"]
    token, key = said.split("t=")[1].split(",")[0], base64.urlsafe_b64decode(push.public_key() + "=")
    public = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": words(key[1:33]), "y": words(key[33:])})
    claims = jwt.decode(token, public, algorithms=["ES256"]).claims
    assert f"{claims['aud']}/" in phone.endpoint
    assert said.endswith(push.public_key())


def test_a_browser_that_is_gone_is_forgotten_and_one_that_fails_is_tried_again(person, outside):
    for name in ("gone-1", "broken-1"):
        browser = Browser(f"{outside}/push/{name}")
        wishes.subscribe(person.as_actor(), Citizen(person), endpoint=browser.endpoint, **browser.keys)
    with pytest.raises(ConnectionError):
        push.send(LINE, Letter(person.account, "a\nb"))
    assert Subscription.objects.get().endpoint.endswith("broken-1")
    with pytest.raises(ConnectionError):
        push.send(LINE, Letter(person.account, "a\nb"))


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "https://evil.test/x", "https://127.0.0.1/x",
        "https://fcm.googleapis.com.evil.test/x", "https://u@fcm.googleapis.com/x", "file:///etc/passwd", "https://[::1",
        "https://push.apple.com.evil.test/", "http://localhost:5432/",
    ],
)  # fmt: skip
def test_only_named_push_services_are_ever_called(person, outside, endpoint):
    with pytest.raises(Invalid, match="chưa cho phép"):
        wishes.subscribe(person.as_actor(), Citizen(person), endpoint=endpoint, **Browser(endpoint).keys)


@pytest.mark.parametrize("endpoint", ["https://fcm.googleapis.com/fcm/send/x", "https://web.push.apple.com/x"])
def test_the_services_of_browsers_are_open(person, outside, endpoint):
    wishes.subscribe(person.as_actor(), Citizen(person), endpoint=endpoint, **Browser(endpoint).keys)


@pytest.mark.parametrize("keys", [{"p256dh": "AAAA", "auth": "AAAA"}, {"p256dh": "!", "auth": ""}])
def test_keys_that_are_none_are_refused(person, outside, keys):
    with pytest.raises(Invalid, match="khóa"):
        wishes.subscribe(person.as_actor(), Citizen(person), endpoint=f"{outside}/push/x", **keys)


@pytest.mark.parametrize(
    ("hour", "start", "end", "until"),
    [
        (23, 22, 6, (17, 6)), (3, 22, 6, (16, 6)), (12, 22, 6, None), (6, 22, 6, None), (22, 22, 6, (17, 6)),
        (13, 12, 14, (16, 14)), (15, 12, 14, None), (5, 5, 5, None),
    ],
)  # fmt: skip
def test_quiet_hours_wait_for_their_end_also_across_midnight(hour, start, end, until):
    wanted = Wanted(quiet_from=time(start), quiet_to=time(end))
    at = wanted.not_before(datetime(2026, 11, 16, hour, tzinfo=HO_CHI_MINH))
    assert at == (datetime(2026, 11, until[0], until[1], tzinfo=HO_CHI_MINH) if until else None)


def warn(path: str, severity: int) -> None:
    telling.tell_followers(
        "warning.around", [path], title=["Nước lên nhanh"] * 2, body=None, severity=severity, link=""
    )


def test_a_warning_goes_to_those_who_follow_the_place_and_does_not_wait_when_it_is_grave(counter, person, phone):
    from haidang.kernel import clock

    wishes.follow(person.as_actor(), Citizen(person), counter.hd.here)
    sign_in(Proof("phone", "0990000062"))
    with clock.frozen(datetime(2026, 11, 16, 2, tzinfo=HO_CHI_MINH)):
        warn(counter.hd.elsewhere.path, 1)
        warn(counter.hd.province.path, 1)
    message = Message.objects.get()
    assert message.text == "Cảnh báo ở nơi bạn theo dõi.\nNước lên nhanh"
    outbox.send(message.pk)
    assert phone.read(phone.taken()[0]["body"])["body"] == "Nước lên nhanh"


def test_who_wished_for_nothing_is_told_inside_the_app_alone(counter, person, phone):
    wishes.wish(person.as_actor(), Citizen(person), topics=[], ways=["push"], quiet_from=None, quiet_to=None)
    wishes.follow(person.as_actor(), Citizen(person), counter.hd.here)
    warn(counter.hd.here.path, 1)
    assert person.notices.count() == 1
    assert not Message.objects.exists()


def test_a_text_message_goes_through_the_gateway_of_the_province(counter, person, outside, noon):
    wishes.wish(person.as_actor(), Citizen(person), topics=["cases"], ways=["sms"], quiet_from=None, quiet_to=None)
    case = counter.open(by=person.as_actor(), people=[_reporter(person)])
    cases.reply(counter.clerk, case, "Đội thoát nước đến chiều nay")
    message = Message.objects.get(person=person, channel="sms")
    outbox.send(message.pk)
    with httpx.Client(verify=trusted(), trust_env=False) as web:
        (sent,) = web.get(f"{outside}/messages/list", params={"to": "0990000061"}).json()
    assert "thoát nước" not in sent["text"]


def test_warnings_of_the_centre_and_what_is_measured_are_wished_for_apart(counter, person, phone, noon):
    wishes.wish(person.as_actor(), Citizen(person), topics=["measured"], ways=["push"], quiet_from=None, quiet_to=None)
    wishes.follow(person.as_actor(), Citizen(person), counter.hd.here)
    warn(counter.hd.here.path, 1)
    assert not Message.objects.exists()
    telling.tell_followers(
        "measured.around", [counter.hd.here.path], title=["Mưa rất to"] * 2, body=None, severity=2, link=""
    )
    assert Message.objects.get().text == "Số đo đáng lo ở nơi bạn theo dõi.\nMưa rất to"
