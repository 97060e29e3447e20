"""What goes out: in order, once, told anew after failures; and what the portal has then."""

import pytest

from haidang.core.cases import actions as cases
from haidang.core.payments.fees import Item
from haidang.core.portal import actions, outbox, queries
from haidang.core.portal.client import Failed
from haidang.core.portal.models import Copy, Message
from haidang.kernel import clock
from haidang.kernel.action import NotPossible, system

WHO = system("test")


def ahead(**length):
    from datetime import timedelta

    return clock.frozen(clock.now() + timedelta(**length))


def test_a_dossier_and_its_progress_arrive_with_every_change(till, portal):
    case = till.case()
    outbox.send_due()
    assert portal.facts["dossiers"] == {}  # filed here, not accepted yet
    case = cases.move(WHO, case, "receive")
    outbox.send_due()
    there = portal.facts["dossiers"][case.code]
    assert (there["TrangThaiHoSo"], there["ChuHoSo"], there["MaTTHC"]) == ("2", "Nguyễn Văn An", "1.000001")
    assert len(there["NgayTiepNhan"]) == 14
    assert [one["TrangThai"] for one in portal.facts["progress"][case.code]] == ["1", "2"]
    for move in ("hand", "finish", "hand_out"):
        case = cases.move(WHO, case, move)
    outbox.send_due()
    assert portal.facts["dossiers"][case.code]["TrangThaiHoSo"] == "10"
    assert [one["TrangThai"] for one in portal.facts["progress"][case.code]] == ["1", "2", "4", "9"]
    assert not Message.objects.exclude(state="sent").exists()


def test_fees_and_payments_are_told(till, portal):
    case = till.waiting()
    bill = till.bill(case, Item("permit"), Item("survey", unit=5_000, why="đo"))
    till.paid(bill)
    outbox.send_due()
    there = portal.facts["dossiers"][case.code]
    assert [(one["MaPhiLePhi"], one["Gia"], one["HinhThucThu"]) for one in there["DanhSachLePhi"]] == [
        ("permit", "150000", "2"), ("survey", "5000", "2"),
    ]  # fmt: skip
    assert there["DuocThanhToanTrucTuyen"] == "2"


def test_many_changes_before_it_is_sent_are_one_message(till, portal):
    case = till.received()
    cases.move(WHO, case, "hand")
    assert Message.objects.filter(case=case).count() == 2
    outbox.send_due()
    assert portal.facts["dossiers"][case.code]["TrangThaiHoSo"] == "4"


def test_it_waits_longer_each_time_while_the_portal_is_down_and_then_arrives(till, portal):
    case = till.received()
    portal.fail("down", 9)
    outbox.send_due()
    message = Message.objects.get(case=case, service=outbox.DOSSIER)
    assert (message.state, message.attempts, "bảo trì" in message.answer) == ("waiting", 1, True)
    assert message.next_at > clock.now()
    outbox.send_due()
    message.refresh_from_db()
    assert message.attempts == 1  # not before its time, and nothing younger of the dossier before it
    assert portal.facts["progress"] == {}
    portal.fail("none")
    with ahead(hours=8):
        outbox.send_due()
    assert portal.facts["dossiers"][case.code]
    assert portal.facts["progress"][case.code]


def test_an_answer_that_was_lost_does_not_make_a_second_dossier(till, portal):
    case = till.received()
    portal.post("mood", fail="none")
    actions_before = Message.objects.get(case=case, service=outbox.DOSSIER)
    portal.fail("lost", 3)  # LayThuTuc, TraCuuHoSo and DongBoHoSoMC: done there, unheard here
    for hours in (0, 1, 2, 3):
        with ahead(hours=hours):
            outbox.send_due()
    actions_before.refresh_from_db()
    assert actions_before.state == "sent"
    assert list(portal.facts["dossiers"]) == [case.code]


def test_a_session_that_ended_is_begun_again(till, portal):
    case = till.received()
    portal.fail("session")
    outbox.send_due()
    assert case.code in portal.facts["dossiers"]


def test_what_the_portal_refuses_waits_for_a_person_who_tries_again(till, portal):
    case = till.received()
    outbox.send_due()
    portal.fail("refuse")
    cases.move(WHO, case, "hand")
    outbox.send_due()
    refused = Message.objects.get(state="refused")
    assert "không thuộc đơn vị" in refused.answer
    assert queries.counts(WHO)["trouble"] == 1
    actions.retry(WHO, refused)
    outbox.send_due()
    assert portal.facts["dossiers"][case.code]["TrangThaiHoSo"] == "4"
    with pytest.raises(NotPossible):
        actions.retry(WHO, Message.objects.filter(state="sent").first())


def test_what_a_dead_worker_left_is_taken_up(till, portal):
    till.received()
    claimed = outbox._claimed(clock.now())
    assert outbox._claimed(clock.now()) is None  # one of a dossier at a time
    with ahead(minutes=3):
        outbox.send_due()
    claimed.refresh_from_db()
    assert claimed.state == "sent"


def test_differences_with_the_portal_are_shown(till, portal):
    case = till.received()
    outbox.send_due()
    case = cases.move(WHO, case, "hand")
    copy = actions.ask(WHO, case)
    assert [(one.name, one.here, one.there) for one in queries.differences(case, copy)] == [("TrangThaiHoSo", "4", "2")]


def test_what_has_no_number_in_the_catalogue_or_no_line_is_not_told(till, portal, monkeypatch):
    till.counter.open("free", title="x")
    monkeypatch.delenv("HAIDANG_OUTSIDE")
    till.received()
    outbox.send_due()
    assert not Message.objects.exists()


def test_a_line_that_is_down_says_so_when_asked(till, portal):
    portal.fail("down", 2)
    with pytest.raises(Failed, match="503"):
        actions.ask(WHO, till.case())
    assert not Copy.objects.exists()
