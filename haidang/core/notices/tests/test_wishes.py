"""What somebody on duty wishes to be told, by which channels and when; and how a channel is set up."""

from datetime import datetime, time, timedelta

import pytest

from haidang.core.audit.models import Event
from haidang.core.directory.models import Person
from haidang.core.notices import channels, jobs, lines, outbox, setups, wishes
from haidang.core.notices.actions import notify
from haidang.core.notices.models import ChannelSetup, Message
from haidang.core.notices.setups import ChannelKind
from haidang.core.notices.wishes import Reader
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, Refused, action, system
from haidang.kernel.bilingual import same
from haidang.kernel.clock import HO_CHI_MINH

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 17, 1, 30, tzinfo=HO_CHI_MINH)
DEFAULT = {"mail": [1, 2, 3], "sms": [1, 2], "push": [1, 2, 3], "zalo": []}


@action("matter.tell")
def tell(do: Doing, *to, severity=2):
    return notify(do, to, kind="test", title=same("Nước lên"), severity=severity)


@pytest.fixture
def hd(db):
    from haidang.core.directory.tests.small_province import build

    return build()


@pytest.fixture
def person(hd):
    actor = hd.officer("duty_officer", hd.centre, hd.province)
    Person.objects.filter(pk=actor.id).update(phone="0901234567", email="an@haidang.example")
    return Person.objects.get(pk=actor.id)


@pytest.fixture
def taken():
    sent = []
    for channel in ("mail", "sms"):
        channels.plug(channel, lambda letter: sent.append(letter))
    yield sent
    channels.senders.clear()


def wish(person, quiet_from=None, quiet_to=None, **chosen):
    severities = DEFAULT | chosen
    wishes.wish(person.as_actor(), Reader(person), severities=severities, quiet_from=quiet_from, quiet_to=quiet_to)


def told(person, **facts):
    tell(system("test"), person, **facts)
    return {one.channel: one for one in Message.objects.filter(person=person).order_by("pk")}


def test_who_wished_nothing_is_told_by_severity(person, taken):
    assert set(told(person)) == {"mail", "sms"}


def test_a_severity_that_is_not_wished_stays_inside(person, taken):
    wish(person, mail=[1], sms=[1, 2])
    assert set(told(person)) == {"sms"}


def test_quiet_hours_wait_for_the_morning_but_severity_1_does_not(person, taken):
    wish(person, time(22), time(6))
    with clock.frozen(NIGHT):
        assert {one.due_at for one in told(person).values()} == {NIGHT.replace(hour=6, minute=0)}
        Message.objects.all().delete()
        assert {one.due_at for one in told(person, severity=1).values()} == {None}


def test_severity_1_keeps_a_channel(person):
    with pytest.raises(Invalid, match="ít nhất một kênh"):
        wish(person, mail=[2], sms=[2], push=[])


def test_a_severity_that_a_channel_does_not_carry_is_refused(person):
    with pytest.raises(Invalid, match="1, 2, 3"):
        wish(person, sms=[1, 4])


def test_half_of_the_quiet_hours_is_refused(person):
    with pytest.raises(Invalid, match="cả giờ bắt đầu"):
        wish(person, time(22))


def test_nobody_chooses_for_somebody_else(hd, person):
    other = hd.officer("duty_officer", hd.centre, hd.province)
    with pytest.raises(Refused):
        wishes.wish(other, Reader(person), severities=DEFAULT, quiet_from=None, quiet_to=None)


def test_a_flood_is_folded_for_each_reader_and_severity_1_longer_heard(person, taken):
    for _ in range(outbox.MOST_WITHIN + 2):
        tell(system("test"), person)
    states = list(Message.objects.filter(channel="mail").order_by("pk").values_list("state", flat=True))
    assert states == ["queued"] * outbox.MOST_WITHIN + ["held"] * 2
    tell(system("test"), person, severity=1)
    assert Message.objects.filter(channel="mail").latest("pk").state == "queued"


def test_a_trial_goes_out_by_one_channel_and_not_too_often(person, taken):
    message = wishes.try_channel(person.as_actor(), Reader(person), "sms")
    outbox.send(message.pk)
    message.refresh_from_db()
    assert (message.state, message.is_trial, taken[0].address) == ("sent", True, "0901234567")
    assert Message.objects.count() == 1
    for _ in range(wishes.TRIALS - 1):
        wishes.try_channel(person.as_actor(), Reader(person), "sms")
    with pytest.raises(NotPossible, match="nhiều lần"):
        wishes.try_channel(person.as_actor(), Reader(person), "sms")
    with pytest.raises(NotPossible, match="Chưa có địa chỉ"):
        wishes.try_channel(person.as_actor(), Reader(person), "push")


def test_the_gateway_says_what_became_of_a_message(hd, person, outside):
    administrator = hd.officer("administrator", hd.centre, hd.province)
    setups.set_up(administrator, ChannelKind("sms"), way="http", address=f"{outside}/messages", secret="ma-khoa-9")
    row = told(person, severity=1)["sms"]
    outbox.send(row.pk)
    jobs.ask_what_became()
    row.refresh_from_db()
    assert (row.state, row.tries) == ("delivered", 1)
    assert row.delivered_at is not None
    setups.set_up(administrator, ChannelKind("sms"), way="http", address=f"{outside}/messages", is_on=False)
    row = told(person, severity=1)["sms"]
    assert (row.state, row.why_vi) == ("held", "Kênh chưa được cấu hình; nội dung giữ lại để xem.")


def test_the_secret_of_a_channel_is_sealed_and_in_no_journal(hd, outside):
    administrator = hd.officer("administrator", hd.centre, hd.province)
    setups.set_up(administrator, ChannelKind("sms"), way="http", address="https://cong.example/sms", secret="ma-khoa-9")
    row = ChannelSetup.objects.get()
    assert b"ma-khoa-9" not in bytes(row.secret)
    assert "ma-khoa-9" not in str(Event.objects.latest("seq").facts) + repr(lines.line_of("sms"))
    setups.set_up(administrator, ChannelKind("sms"), way="http", address="https://cong.example/sms2")
    assert lines.line_of("sms").secret == "ma-khoa-9"
    setups.drop(administrator, ChannelKind("sms"))
    assert lines.line_of("sms").is_simulated


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"way": "fax", "address": "x"}, "way"),
        ({"way": "push", "address": "https://x.example"}, "way"),
        ({"way": "http", "address": "smtp://x.example"}, "address"),
        ({"way": "http", "address": "https://a:b@x.example"}, "address"),
        ({"way": "http", "address": "https://x.example", "settings": {"colour": "red"}}, "settings"),
        ({"way": "http", "address": "https://x.example", "secret": "mã khóa"}, "secret"),
        ({"way": "modem", "address": "serial:///dev/x", "settings": {"baud": "fast"}}, "baud"),
    ],
)
def test_a_wrong_setup_is_refused_by_field(hd, facts, field):
    with pytest.raises(Invalid) as refusal:
        setups.set_up(hd.officer("administrator", hd.centre, hd.province), ChannelKind("sms"), **facts)
    assert refusal.value.field == field
    assert not ChannelSetup.objects.exists()


def test_a_message_that_failed_is_sent_again(hd, person, taken):
    row = told(person)["mail"]
    Message.objects.filter(pk=row.pk).update(state="failed", tries=5)
    row.refresh_from_db()
    setups.resend(hd.officer("shift_lead", hd.centre, hd.province), row)
    outbox.send(row.pk)
    row.refresh_from_db()
    assert (row.state, row.tries, len(taken)) == ("sent", 1, 1)


def test_the_owner_of_an_account_nobody_uses_is_warned_once(person, taken, monkeypatch):
    from haidang.provinces import pack

    monkeypatch.setattr(type(pack.chosen().province), "is_fictional", False, raising=False)
    Person.objects.update(opened_at=clock.now() - timedelta(days=40))
    jobs.warn_of_idle_accounts()
    jobs.warn_of_idle_accounts()
    assert Message.objects.filter(person=person, channel="mail").count() == 1
    assert Event.objects.filter(action="session.warn", subject_id=str(person.pk)).count() == 1
