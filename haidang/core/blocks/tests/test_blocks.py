"""Keeping a sender out, and hearing what they say against it."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from haidang.core.audit.models import Event
from haidang.core.blocks import actions, marks, queries, sender
from haidang.core.directory.tests.small_province import build
from haidang.core.notices import queries as notices
from haidang.kernel.action import PUBLIC, Invalid, NotPossible, Refused, system
from haidang.kernel.clock import frozen, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def hd():
    return build()


@pytest.fixture
def officer(hd):
    return hd.officer("duty_officer", hd.centre, hd.province)


@pytest.fixture
def lead(hd):
    return hd.officer("shift_lead", hd.centre, hd.province)


def blocked(by, what="device", days=1, **given):
    mark = marks.marks(**{what: "0903123456" if what == "phone" else "một người"})[what]
    facts = {"mark": mark, "hint": "PA-261122-0001", "reason": "flood", "until": now() + timedelta(days=days)}
    return actions.place(by, what, **(facts | given))


def appeal_of(block, text):
    row, secret = actions.appeal(queries.kept_out(block), block, text)
    row.secret = secret
    return row


def test_others_do_not_appeal_against_it(officer):
    with pytest.raises(Refused):
        actions.appeal(PUBLIC, blocked(officer), "Sai rồi")


def test_a_blocked_sender_is_known_by_the_hash_alone(officer):
    block = blocked(officer)
    assert queries.standing(marks.marks(device="một người", address="10.0.0.1")) == block
    assert queries.standing(marks.marks(device="người khác")) is None
    assert queries.standing({}) is None
    event = Event.objects.get(action="block.place")
    assert "một người" not in str((event.subject_label, event.facts, event.after))


def test_whatever_a_blocked_sender_sends_is_refused_and_what_is_under_way_goes_on(officer):
    block = blocked(officer)
    device = marks.marks(device="một người")
    with sender.sent_by(lambda: device):
        for name in sender.BARRED:
            with pytest.raises(sender.KeptOut) as refused:
                sender.barrier(PUBLIC, name)
        sender.barrier(PUBLIC, "case.respond")
        sender.barrier(system("portal"), "draft.submit")
    assert refused.value.block == block
    assert block.code in refused.value.because
    for name in sender.BARRED:
        sender.barrier(officer, name)


def test_a_telephone_number_keeps_its_owner_out_of_every_open_door_but_not_from_the_hotline(officer):
    block = blocked(officer, what="phone")
    with sender.sent_by(lambda: marks.marks(address="10.0.0.1")):
        assert sender.standing_block() is None
        assert sender.standing_block("+84 903 123 456") == block
    assert sender.standing_block("0903123456") is None


def test_it_ends_with_its_time(officer):
    blocked(officer)
    with frozen(now() + timedelta(days=1, seconds=1)):
        assert queries.standing(marks.marks(device="một người")) is None


@pytest.mark.parametrize("given", [{"days": 91}, {"what": "address", "days": 3}, {"days": 0}, {"reason": "x"}])
def test_a_block_has_its_bounds(officer, given):
    with pytest.raises(Invalid):
        blocked(officer, **given)


def test_the_same_sender_is_blocked_once(officer):
    blocked(officer)
    with pytest.raises(NotPossible):
        blocked(officer)


def test_the_public_blocks_nobody():
    with pytest.raises(Refused):
        blocked(PUBLIC)


def test_an_appeal_that_is_upheld_lifts_the_block(officer, lead):
    block = blocked(officer)
    appeal = appeal_of(block, "Máy này của cả trường.")
    with pytest.raises(NotPossible):
        appeal_of(block, "Lần nữa")
    assert queries.waiting(lead) == [appeal]
    actions.decide(lead, appeal, is_upheld=True, answer="Đúng vậy, xin lỗi.")
    assert queries.standing(marks.marks(device="một người")) is None
    assert queries.by_secret(appeal.secret).answer == "Đúng vậy, xin lỗi."
    with pytest.raises(NotPossible):
        actions.decide(lead, appeal, is_upheld=False, answer="Thôi")


def test_the_shift_lead_hears_of_an_appeal(officer, lead):
    block = blocked(officer)
    appeal_of(block, "Máy này của cả trường.")
    assert [(one.link, one.body_vi) for one in notices.unread(lead)] == [(block.link, "Máy này của cả trường.")]


def test_nobody_turns_down_the_appeal_against_their_own_block(officer, lead):
    appeal = appeal_of(blocked(officer), "Sai rồi")
    with pytest.raises(NotPossible):
        actions.decide(officer, appeal, is_upheld=False, answer="Không")
    actions.decide(lead, appeal, is_upheld=False, answer="Đã xem lại, vẫn giữ.")
    assert queries.standing(marks.marks(device="một người")) is not None


def test_an_appeal_that_nobody_answers_in_time_ends_the_block(officer):
    block = blocked(officer, days=30)
    appeal_of(block, "Sai rồi")
    with frozen(now() + actions.ANSWERED_WITHIN - timedelta(minutes=1)):
        assert queries.standing(marks.marks(device="một người")) == block
    with frozen(now() + actions.ANSWERED_WITHIN + timedelta(minutes=1)):
        assert queries.standing(marks.marks(device="một người")) is None
        assert queries.blocks(officer, over=True) == [block]


def test_a_number_is_one_however_it_is_written():
    assert marks.marks(phone="+84 903 123 456") == marks.marks(phone="0903.123.456")


def test_the_marks_of_a_sender_are_kept_for_a_while():
    cache.clear()
    marks.keep("PA-1", marks.marks(device="x"))
    assert marks.kept("PA-1") == marks.marks(device="x")
    assert marks.kept("PA-2") == {}
