"""Telling people inside the program, and the outbox of what other channels would send."""

from datetime import timedelta

import pytest

from haidang.core.audit.models import Event
from haidang.core.directory.models import Person
from haidang.core.directory.tests.small_province import build
from haidang.core.notices import channels, outbox, queries
from haidang.core.notices.actions import Role, notify, read
from haidang.core.notices.models import Message
from haidang.core.notices.ways.letter import Undeliverable
from haidang.kernel import clock
from haidang.kernel.action import Doing, Refused, action, system
from haidang.kernel.bilingual import same

pytestmark = pytest.mark.django_db


@action("matter.tell")
def tell(do: Doing, *to, severity=2, title="Nước lên", **facts):
    return notify(do, to, kind="test", title=same(title), severity=severity, **facts)


def told(*to, **facts):
    return tell(system("test"), *to, **facts)


@pytest.fixture
def hd(db):
    return build()


@pytest.fixture
def officer(hd):
    return hd.officer("duty_officer", hd.centre, hd.province)


@pytest.fixture
def person(officer):
    Person.objects.filter(pk=officer.id).update(phone="0901234567", email="an@haidang.example")
    return Person.objects.get(pk=officer.id)


@pytest.fixture
def sms():
    sent = []
    channels.plug("sms", lambda letter: sent.append((letter.address, letter.text)))
    yield sent
    channels.senders.clear()


def test_a_notice_waits_for_its_person(officer, person):
    told(person)
    assert queries.unread_count(officer) == queries.Unread(1, 2)


def test_a_notice_to_an_office_reaches_those_who_serve_in_it(hd, officer):
    told(hd.centre)
    told(hd.department)
    assert [one.to_office for one in queries.unread(officer)] == [hd.centre]


def test_a_role_is_told_only_over_its_place(hd):
    here = hd.officer("commune_officer", hd.committee, hd.here)
    elsewhere = hd.officer("commune_officer", hd.other_committee, hd.elsewhere)
    told(Role("commune_officer", hd.here.path))
    assert (queries.unread_count(here).count, queries.unread_count(elsewhere).count) == (1, 0)


def test_the_same_recipient_is_told_once(person):
    assert len(told(person, person)) == 1


def test_the_event_names_who_was_told(hd, person):
    told(person, hd.centre, Role("shift_lead", hd.here.path))
    assert Event.objects.latest("seq").facts["notified"] == [f"person:{person.pk}", "office:IOC", "role:shift_lead"]


def test_reading_counts_for_the_reader_alone(hd, officer, person):
    (notice,) = told(hd.centre)
    colleague = hd.officer("duty_officer", hd.centre, hd.province)
    assert read(officer, person, [notice]) == 1
    assert read(officer, person, [notice]) == 0
    assert (queries.unread_count(officer).count, queries.unread_count(colleague).count) == (0, 1)


def test_nobody_reads_what_is_for_somebody_else(hd, officer, person):
    other = hd.officer("commune_officer", hd.committee, hd.here)
    (notice,) = told(Person.objects.get(pk=other.id))
    with pytest.raises(Refused, match="người khác"):
        read(officer, person, [notice])


def test_old_notices_leave_the_inbox(officer, person):
    told(person)
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert queries.inbox(officer) == []


def test_the_outbox_shows_what_channels_would_send_with_masked_addresses(officer, person):
    told(person, severity=1)
    rows = {one.channel: (one.address, one.state) for one in queries.outbox(officer)}
    assert rows == {
        "mail": ("a•••@haidang.example", "held"),
        "sms": ("•••567", "held"),
        "zalo": ("•••567", "held"),
    }
    assert Message.objects.first().why_vi == "Kênh chưa được cấu hình; nội dung giữ lại để xem."


def test_mild_notices_stay_inside(officer, person):
    told(person, severity=4)
    assert queries.outbox(officer) == []


def test_a_configured_channel_sends(officer, person, sms):
    told(person, title="Nước lên nhanh")
    (row,) = queries.outbox(officer, channel="sms")
    assert row.state == "queued"
    outbox.send(row.pk)
    outbox.send(row.pk)
    row.refresh_from_db()
    assert (row.state, sms) == ("sent", [("0901234567", "Nước lên nhanh")])


def test_a_channel_that_fails_is_tried_again_and_says_why(officer, person):
    def broken(letter):
        raise ConnectionError("cổng SMS không trả lời")

    channels.plug("sms", broken)
    try:
        told(person)
        (row,) = queries.outbox(officer, channel="sms")
        for tries in range(1, 6):
            outbox.send(row.pk)
            row.refresh_from_db()
            assert (row.tries, row.state) == (tries, "queued" if tries < 5 else "failed")
        outbox.send(row.pk)
    finally:
        channels.senders.clear()
    row.refresh_from_db()
    assert (row.tries, row.why_vi) == (5, "cổng SMS không trả lời")
    assert [one["state"] for one in row.history] == ["queued"] * 4 + ["failed"]


def test_what_a_channel_will_never_take_is_not_tried_again(officer, person):
    def never(letter):
        raise Undeliverable("550 không có hộp thư này")

    channels.plug("sms", never)
    try:
        told(person)
        (row,) = queries.outbox(officer, channel="sms")
        outbox.send(row.pk)
    finally:
        channels.senders.clear()
    row.refresh_from_db()
    assert (row.state, row.tries, row.why_vi) == ("failed", 1, "550 không có hộp thư này")


def test_an_exercise_never_leaves_the_house(officer, person, sms):
    told(person, is_exercise=True)
    assert {one.state for one in queries.outbox(officer)} == {"held"}


def test_an_unknown_channel_is_refused():
    with pytest.raises(LookupError, match="name one of mail"):
        channels.plug("fax", lambda letter: None)
