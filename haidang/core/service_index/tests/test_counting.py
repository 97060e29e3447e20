"""Counts from what really happened to dossiers and reports, the reasons behind them, and numbers from elsewhere."""

import json
from datetime import datetime, timedelta
from io import BytesIO

import pytest

from haidang.core.cases import actions as cases
from haidang.core.cases.models import Case
from haidang.core.files.receiving import receive
from haidang.core.payments.tests.till import PDF
from haidang.core.service_index import actions, facts, jobs, periods, queries
from haidang.core.service_index.models import Count, DossierFacts, National, Noted
from haidang.kernel import clock
from haidang.kernel.action import Invalid, system
from haidang.kernel.clock import HO_CHI_MINH

WHO = system("test")
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=HO_CHI_MINH)
NOVEMBER = periods.read("2026-11")


def day(number, hour=10):
    return clock.frozen(MONDAY.replace(day=number, hour=hour))


def attach(case, role):
    held = receive(BytesIO(PDF), name=f"{role}.pdf", data_class="internal")
    cases.attach(WHO, case, held, role=role)


def finished(till, *, on=3, **given):
    """A dossier accepted on the 2nd and dealt with on a day; its limit of five working days ends on the 9th."""
    with day(2):
        case = cases.move(WHO, till.received(**given), "hand")
    with day(on):
        return cases.move(WHO, cases.move(WHO, case, "finish"), "hand_out")


def counted(period=NOVEMBER, on=28, office=None):
    with day(on):
        actions.count(WHO, period)
        return queries.result(period, office)


def test_on_time_late_running_and_asked_twice(till):
    finished(till, on=4)
    late = finished(till, on=20)
    with day(2):
        running = cases.move(WHO, till.received(), "hand")
    with day(25):
        fresh = cases.move(WHO, till.received(), "hand")
    row = counted().row("2.1")
    assert (row.tally.good, row.tally.all) == (2, 4)
    assert row.points == 10
    reasons = {one.case.code: (one.good, one.why) for one in queries.why(facts.index().indicator("2.1"), NOVEMBER).rows}
    assert reasons[late.code] == (False, "xong sau hạn")
    assert reasons[running.code][0] is False
    assert reasons[fresh.code] == (True, "đang xử lý, còn hạn")


def test_a_request_for_papers_stops_the_clock_and_its_time_is_not_counted(till):
    with day(2):
        case = cases.move(WHO, till.received(), "hand")
    with day(3):
        case = cases.move(WHO, case, "ask", text="Thiếu")
    assert counted().row("2.1").tally.good == 1  # asked in time, and waits since
    with day(20):
        case = cases.respond(till.counter.holder(case), case, "supply", text="đây")
    with day(23):
        case = cases.move(WHO, case, "finish")
    assert counted().row("2.1").tally.good == 1


def test_shares_of_channels_money_papers_and_satisfaction(till):
    good = finished(till, channel="online")
    with day(3):
        Case.objects.filter(pk=good.pk).update(ended_at=None)
        good = till.fresh(good)
        attach(good, "part")
        attach(good, "result")
        Case.objects.filter(pk=good.pk).update(ended_at=clock.now())
    bad = finished(till)
    with day(4):
        cases.rate(till.counter.holder(bad), bad, 1, text="chậm")
    with day(5):
        waiting = till.waiting()
        till.paid(till.bill(waiting))
    found = counted()
    values = {key: (found.row(key).tally.good, found.row(key).tally.all) for key in ("3.3", "3.6", "4.1", "4.2", "5.4")}
    assert values == {"3.3": (1, 3), "3.6": (1, 1), "4.1": (1, 2), "4.2": (1, 2), "5.4": (1, 3)}
    assert found.row("3.5b").tally.good == 1
    assert found.row("3.6").points == 6


def test_nothing_counted_is_not_applicable_and_costs_nothing(till):
    found = counted()
    assert (found.row("2.1").share, found.row("2.1").points, found.row("4.1").points) == (None, None, None)
    assert found.row("1.1").points is None
    assert found.reachable < 100


def test_offices_are_counted_apart_and_add_up(till):
    finished(till)
    finished(till, place=till.counter.hd.elsewhere)
    counted()
    offices = queries.by_office(NOVEMBER)
    assert {one.office.code for one in offices} == {"UBND-26506", "UBND-26560"}
    assert sum(one.row("2.1").tally.all for one in offices) == queries.result(NOVEMBER).row("2.1").tally.all == 2


def test_reports_have_their_own_deadlines(till):
    from haidang.core.cases.tests.counter import domain

    till.counter.take(domain())
    with day(2):
        quick, slow, refused = (till.counter.open("rubbish") for _ in range(3))
    with day(3):
        for one in (quick, slow):
            cases.move(WHO, one, "take")
        cases.move(WHO, quick, "finish", text="xong")
    with day(6):
        cases.move(WHO, refused, "refuse", reason_key="false")  # after more than two working days
    with day(27):
        cases.move(WHO, till.fresh(slow), "finish", text="xong")
    found = counted()
    assert (found.row("5.2").tally.good, found.row("5.2").tally.all, found.row("5.1").value) == (1, 3, 3)


def test_counting_again_changes_nothing_but_the_moment(till):
    finished(till)
    first = counted()
    again = counted(on=29)
    assert (first.total, first.reachable) == (again.total, again.reachable)
    assert again.counted_at > first.counted_at
    assert Count.objects.filter(period="2026-11", office=None, indicator="on_time").count() == 1


def test_only_what_happened_since_is_read_again_and_what_no_longer_counts_goes(till):
    gone, stays = finished(till), finished(till)
    counted()
    before = Noted.objects.get().seq
    DossierFacts.objects.filter(case=stays).update(rating=1)  # stands until something happens to the dossier
    Case.objects.filter(pk=gone.pk).update(is_exercise=True)
    with day(5):
        cases.rate(till.counter.holder(gone), gone, 3, text="")
    row = counted().row("5.4")
    assert (row.tally.good, row.tally.all) == (0, 1)
    assert Noted.objects.get().seq > before
    with day(6):
        cases.rate(till.counter.holder(stays), stays, 3, text="")
    assert counted().row("5.4").tally.good == 1


def test_points_that_nobody_knows_are_written_down_with_their_source(till):
    finished(till, channel="online")
    with pytest.raises(Invalid, match="source"):
        actions.set_points(WHO, "3.3", 6, source=" ", trust="M")
    with pytest.raises(Invalid, match="12"):
        actions.set_points(WHO, "3.3", 13, source="x", trust="M")
    with pytest.raises(Invalid, match="indicator"):
        actions.set_points(WHO, "2.1", 5, source="x", trust="M")
    assert counted().row("3.3").points is None
    actions.set_points(WHO, "3.3", 6, source="Công văn thử", trust="S")
    assert queries.result(NOVEMBER).row("3.3").most == 6


def test_numbers_of_the_national_system_stand_beside_ours(till):
    finished(till)
    office = till.counter.hd.committee
    office.agencies = [{"code": "H99.17", "from": None, "to": None}]
    office.save()
    rows = [
        {
            "departmentCode": "H99.17",
            "timeType": "month",
            "year": 2026,
            "month": 11,
            "totalReceived": 4,
            "totalOnTime": "1",
        },
        {"departmentCode": "", "year": 2026, "totalReceived": 1},
        {"departmentCode": "H99.18", "year": 2026, "month": 11, "totalReceived": -1},
    ]
    told = actions.take_national(WHO, "a.json", json.dumps({"data": rows}).encode())
    assert (told["new"], [(one["row"], one["field"]) for one in told["bad"]]) == (
        2,
        [(2, "departmentCode"), (3, "totalReceived")],
    )
    assert actions.take_national(WHO, "a.json", json.dumps({"data": rows}).encode())["new"] == 0
    counted()
    found = {one.parameter: one for one in queries.compared(NOVEMBER)}
    assert (found["totalReceived"].there, found["totalReceived"].ours, found["totalReceived"].difference) == (4, 1, -3)
    assert queries.result(NOVEMBER, office).row("1.4").tally.all == 4


def test_a_csv_of_them_may_say_its_period_beside(till):
    body = b"departmentCode;totalReceived;avgProcessingDays\nH99.17;12;3,5\n"
    actions.take_national(WHO, "a.csv", body, period="2026-Q4")
    assert {one.parameter: one.value for one in National.objects.all()} == {
        "totalReceived": 12,
        "avgProcessingDays": 3.5,
    }


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"a,b\n1,2", b"[]", b"[1, 2]"])
def test_what_is_no_export_is_refused(till, body):
    with pytest.raises(Invalid):
        actions.take_national(WHO, "x", body)


def test_the_worker_counts_the_present_and_each_past_month_once(till):
    with day(28):
        assert [one.key for one in jobs.due()][:3] == ["2026-11", "2026-Q4", "2026"]
        number = len(jobs.due())
        actions.count(WHO, periods.read("2026-10"))
        assert len(jobs.due()) == number - 1
    assert timedelta(0) < NOVEMBER.end - NOVEMBER.start
