"""The legal clocks of a case: by its states, by its grade, told of once."""

import pytest

from haidang.core.cases import actions, boards, clocks, jobs, queries
from haidang.core.cases.models import Case
from haidang.core.cases.queries import Filters
from haidang.core.notices.models import Notice
from haidang.kernel.action import NotPossible
from haidang.kernel.clock import frozen

from .counter import MONDAY, TIMERS, after, domain, procedure


def at(moment: str):
    """A moment of the week of Monday 16/11/2026, "wed 14:00"."""
    day, time = moment.split()
    hours, minutes = (int(part) for part in time.split(":"))
    number = "mon tue wed thu fri sat sun mon2 tue2 wed2".split().index(day)
    return MONDAY.replace(hour=hours, minute=minutes) + (after(days=number) - MONDAY)


@pytest.fixture
def taken(counter):
    with frozen(MONDAY):
        case = counter.open()
        return actions.move(counter.centre, case, "take")


def test_acceptance_has_its_own_clock_then_the_main_one_runs(counter):
    with frozen(MONDAY):
        case = counter.open()
        assert case.due_at == at("tue 09:00")
        case = actions.move(counter.centre, case, "take")
        assert case.due_at == case.original_due_at == at("mon2 17:00")


def test_waiting_for_the_citizen_is_deducted(counter, taken):
    with frozen(at("tue 09:00")):
        case = actions.move(counter.clerk, taken, "ask", text="Ở đâu?")
        assert case.paused_at == at("tue 09:00")
    with frozen(at("thu 09:00")):
        case = actions.respond(counter.holder(case), case, "supply", text="Trước số 12")
    assert (case.paused_at, case.due_at) == (None, at("wed2 17:00"))


def test_a_second_request_for_supplements_is_refused(counter, taken):
    with frozen(at("tue 09:00")):
        case = actions.move(counter.clerk, taken, "ask", text="Ở đâu?")
        case = actions.respond(counter.holder(case), case, "supply", text="Trước số 12")
        with pytest.raises(NotPossible, match="bổ sung 1 lần"):
            actions.move(counter.clerk, case, "ask", text="Số mấy?")
    assert counter.fresh(case).state == "handling"


def test_an_extension_moves_the_date_but_on_time_is_counted_by_the_first(counter, taken):
    with frozen(at("fri 10:00")):
        case = actions.extend(counter.clerk, taken, limit="3wd", reason="Chờ xe chuyên dụng")
    assert case.due_at > case.original_due_at == at("mon2 17:00")
    with frozen(at("tue2 10:00")):
        case = actions.move(counter.clerk, case, "finish", text="Xong")
    assert case.on_time is False
    with frozen(at("fri 10:00")), pytest.raises(NotPossible):
        actions.extend(counter.clerk, case, limit="1wd", reason="nữa")


def test_an_urgent_grade_shortens_the_clock_that_runs(counter, taken):
    with frozen(at("mon 10:00")):
        case = actions.sort(counter.centre, taken, taken.procedure, grade="urgent")
    assert case.due_at == at("mon 14:30")  # 9:00 to 11:30, then from 13:00


def test_the_program_tells_of_what_runs_out_and_of_what_has_once_each(counter, taken):
    told = Notice.objects.count()
    with frozen(at("tue 09:00")):
        jobs.watch_clocks()
    assert Notice.objects.count() == told
    with frozen(at("mon2 14:00")):
        jobs.watch_clocks()
        jobs.watch_clocks()
    assert Notice.objects.count() == told + 1
    with frozen(at("tue2 08:00")):
        jobs.watch_clocks()
        jobs.watch_clocks()
        assert clocks.to_tell(at("tue2 08:00")) == []
    case = counter.fresh(taken)
    assert (case.overdue_at, Notice.objects.count()) == (at("tue2 08:00"), told + 3)
    assert [line.text_vi for line in case.lines.order_by("-pk")[:2]] == ["Quá hạn xử lý", "Sắp hết hạn xử lý"]


def test_counts_lists_boards_and_rows_agree_on_what_is_late(counter, taken):
    only_accepted = procedure("drain", timers=TIMERS[:1])
    counter.take(domain(procedures=[procedure("rubbish"), only_accepted]))
    with frozen(MONDAY):
        waiting, told, answered, accepted = counter.open(), counter.open(), counter.open(), counter.open("drain")
        actions.move(counter.centre, waiting, "ask", text="Ở đâu?")
        actions.move(counter.centre, answered, "refuse", reason_key="false")
        assert not actions.move(counter.centre, accepted, "take").is_running
    with frozen(at("tue 09:30")):
        jobs.watch_clocks()  # tells of `told`
        actions.move(counter.centre, told, "ask", text="Ở đâu?")
    with frozen(at("tue2 08:00")):  # nobody was told of `taken` yet
        rows = list(Case.objects.all())
        late = {one.pk for one in rows if one.is_late}
        listed = queries.inbox(counter.centre, Filters(state="late")).rows
        board = boards.whole(counter.centre, boards.Board())
        assert late == {taken.pk, told.pk} == {one.pk for one in listed}
        assert (queries.counts(counter.centre)["late"], board.late, board.soon) == (2, 2, 0)
        assert sum(one.late for one in queries.workload(counter.centre)) == 2


def test_an_ended_case_has_no_clock_running(counter, taken):
    with frozen(at("tue 09:00")):
        case = actions.move(counter.clerk, taken, "finish", text="Xong")
    assert case.on_time is True
    assert not case.timers.filter(stopped_at=None).exists()
    with frozen(at("wed2 09:00")):
        jobs.watch_clocks()
    assert counter.fresh(case).overdue_at is None
