"""The letter that apologises: ready before the deadline breaks, never sent by itself, and counted once it is signed."""

from datetime import datetime, timedelta

from haidang.core.cases import actions as cases
from haidang.core.cases import clocks
from haidang.core.cases.jobs import watch_clocks
from haidang.core.documents import actions, queries
from haidang.kernel.clock import HO_CHI_MINH, frozen

from .dossiers import text

ALMOST = datetime(2026, 11, 27, 15, 0, tzinfo=HO_CHI_MINH)
"""Friday afternoon; the dossiers received on Monday 16/11 are due on Monday 30/11 at 17:00."""


def told_to_the_citizen(case):
    return [line.text_vi for line in case.lines.filter(audience="all")]


def test_before_the_deadline_breaks_the_letter_lies_ready_and_nobody_has_it_yet(dossiers):
    case = dossiers.received()
    with frozen(ALMOST):
        watch_clocks()
        dossiers.work("apology")
        letter = dossiers.document(case, "apology")
        assert (letter.state, letter.facts["extends"]) == ("waiting", "10wd")
        assert [one.pk for one in queries.to_sign(dossiers.lead)] == [letter.pk]
        assert not any("xin lỗi" in one for one in told_to_the_citizen(case))
        assert dossiers.counter.fresh(case).due_at.isoformat().startswith("2026-11-30")
        said = text(letter)
        for words in ("PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", "17 giờ 00, ngày 30/11/2026", "17 giờ 00, ngày 14/12/2026",
                      "Chậm do cơ quan giải quyết"):  # fmt: skip
            assert words in said
        watch_clocks()
        assert case.documents.filter(kind="apology").count() == 1


def test_signed_it_is_told_and_the_new_date_counts_while_the_old_one_is_kept(dossiers):
    case = dossiers.received()
    with frozen(ALMOST):
        watch_clocks()
        dossiers.work("apology")
        actions.sign_here(dossiers.lead, dossiers.document(case, "apology"))
        after = dossiers.counter.fresh(case)
        assert (after.due_at.isoformat()[:10], after.original_due_at.isoformat()[:10]) == ("2026-12-14", "2026-11-30")
        assert any("Phiếu xin lỗi" in one for one in told_to_the_citizen(case))
        assert case.documents.filter(kind="apology").count() == 1
        assert case.documents.get(kind="apology").state == "signed"


def test_an_extension_by_hand_drafts_the_letter_with_its_reason(dossiers):
    case = dossiers.received()
    cases.extend(dossiers.lead, case, limit="3wd", reason="phải đo lại tàu", reason_key="our_delay")
    dossiers.work("apology")
    letter = dossiers.document(case, "apology")
    assert (letter.state, letter.facts["extends"]) == ("waiting", "")
    said = text(letter)
    assert "phải đo lại tàu" in said
    assert "03/12/2026" in said
    actions.sign_here(dossiers.lead, letter)
    assert dossiers.counter.fresh(case).due_at.isoformat()[:10] == "2026-12-03"


def test_a_letter_nobody_signed_before_the_end_is_dropped(dossiers):
    case = dossiers.received()
    with frozen(ALMOST):
        watch_clocks()
        dossiers.work("apology")
        dossiers.move(case, "refuse", text="thôi", reason_key="not_ours")
        assert dossiers.document(case, "apology").state == "void"


def test_late_with_no_extension_left_it_still_promises_a_day(dossiers):
    case = dossiers.received()
    cases.extend(dossiers.lead, case, limit="2wd", reason="đo lại")
    dossiers.work("apology")
    actions.sign_here(dossiers.lead, dossiers.document(case, "apology"))
    with frozen(ALMOST + timedelta(days=10)):
        cases.escalate(actions.PROGRAM, dossiers.counter.fresh(case))
        letter = dossiers.document(case, "apology")
        assert letter.state == "draft"
        assert letter.facts["extends"] == ""
        assert datetime.fromisoformat(letter.facts["new_due"]) > ALMOST + timedelta(days=10)


def test_the_proposal_is_the_most_that_the_law_gives(dossiers):
    from haidang.core.documents.course import _proposal

    timer = dossiers.received().timers.get(is_main=True)
    limit, due = _proposal(timer, timer.started_at)
    assert limit == "10wd"
    assert due > timer.due_at
    assert clocks.limit_words(limit).vi == "10 ngày làm việc"
