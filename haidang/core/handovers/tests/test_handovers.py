"""From the counter to the department and back: at once or not at all, confirmed or given back, and where the paper is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connections

from haidang.core.audit.models import Event
from haidang.core.cases import actions as cases
from haidang.core.cases import parts
from haidang.core.handovers import actions, queries
from haidang.core.handovers.models import Handover
from haidang.kernel.action import Invalid, NotPossible, Refused
from haidang.kernel.clock import HO_CHI_MINH, frozen


def send(hall, *picked, **given):
    return actions.send(hall.reception, hall.window, hall.department, list(picked), **given)


def test_a_list_is_numbered_and_takes_every_dossier_to_the_department(hall):
    first, second = hall.dossier(), hall.dossier()
    assert first.code == "H99.101-261116-0001"
    handover = send(hall, first, second)
    assert handover.code == "BG-261116-0001"
    assert [(one.number, one.case, one.state) for one in queries.items(handover)] == [
        (1, first, "waiting"), (2, second, "waiting"),
    ]  # fmt: skip
    for case in (hall.fresh(first), hall.fresh(second)):
        assert (case.state, case.office) == ("handed", hall.department)
    event = Event.objects.get(action="handover.send")
    assert event.facts["cases"] == [first.code, second.code]


def test_what_waits_to_go_stands_by_the_office_that_decides(hall):
    case = hall.dossier()
    hall.dossier(accepted=False)
    [bundle] = queries.to_hand(hall.reception, hall.window)
    assert (bundle.to, bundle.cases) == (hall.department, [case])
    send(hall, case)
    assert queries.to_hand(hall.reception, hall.window) == []


def test_one_that_cannot_go_holds_all_back_and_is_named(hall):
    good, early = hall.dossier(), hall.dossier(accepted=False)
    with pytest.raises(NotPossible, match=early.code):
        send(hall, good, early)
    assert hall.fresh(good).state == "received"
    assert not Handover.objects.exists()


@pytest.mark.parametrize("wrong", ["nothing", "twice", "to itself"])
def test_a_list_that_makes_no_sense_is_refused(hall, wrong):
    case = hall.dossier()
    picked = {"nothing": [], "twice": [case, case]}.get(wrong, [case])
    to = hall.window if wrong == "to itself" else hall.department
    with pytest.raises(Invalid):
        actions.send(hall.reception, hall.window, to, picked)


def test_only_who_gave_and_who_got_see_it_and_only_who_got_confirms(hall):
    handover = send(hall, hall.dossier())
    assert queries.by_code(hall.reception, handover.code) == handover
    assert queries.by_code(hall.officer, handover.code) == handover
    assert queries.by_code(hall.stranger, handover.code) is None
    assert list(queries.waiting_for(hall.officer)) == [handover]
    assert list(queries.waiting_for(hall.reception)) == []
    with pytest.raises(Refused):
        actions.receive(hall.reception, handover)
    with pytest.raises(Refused):
        actions.send(hall.officer, hall.window, hall.department, [hall.dossier()])
    assert actions.receive(hall.officer, handover).closed_at
    with pytest.raises(NotPossible, match="đã được xác nhận"):
        actions.receive(hall.officer, handover)


def test_one_is_given_back_with_the_reason_and_the_rest_stays(hall):
    kept, wrong = hall.dossier(), hall.dossier()
    handover = send(hall, kept, wrong)
    with pytest.raises(Invalid):
        actions.give_back(hall.officer, handover, 2, reason=" ")
    actions.give_back(hall.officer, handover, 2, reason="thiếu bản vẽ")
    case = hall.fresh(wrong)
    assert (case.state, case.office) == ("received", hall.window)
    assert [one.state for one in queries.items(handover)] == ["waiting", "returned"]
    assert queries.where(case).office == hall.window
    actions.receive(hall.officer, handover)
    assert [one.state for one in queries.items(handover)] == ["received", "returned"]
    send(hall, case)
    assert hall.fresh(case).office == hall.department


def test_it_is_known_where_the_paper_is(hall):
    case = hall.dossier(accepted=False)
    assert queries.where(case) is None
    cases.tick(hall.reception, case, [parts.Given("form", originals=1)])
    assert queries.where(case).office == hall.window
    cases.move(hall.reception, case, "receive")
    handover = send(hall, hall.fresh(case))
    assert (queries.where(case).office, queries.where(case).on_way) == (hall.department, True)
    assert queries.items(handover)[0].papers == "Tờ khai: 1 bản chính"
    actions.receive(hall.officer, handover)
    assert (queries.where(case).office, queries.where(case).on_way) == (hall.department, False)


def test_results_come_back_to_the_counter_that_took_the_dossier(hall):
    case = hall.dossier()
    actions.receive(hall.officer, send(hall, case))
    cases.move(hall.officer, hall.fresh(case), "sign")
    [bundle] = queries.results_to_hand(hall.officer, hall.department)
    assert (bundle.to, bundle.cases) == (hall.window, [case])
    back = actions.send(hall.officer, hall.department, hall.window, [hall.fresh(case)], carries="results")
    actions.receive(hall.reception, back)
    assert cases.move(hall.reception, hall.fresh(case), "hand_out").state == "handed_out"


def test_supplements_are_asked_for_once_and_the_second_try_says_why(hall):
    case = hall.dossier()
    send(hall, case)
    case = cases.move(hall.officer, hall.fresh(case), "ask", text="Bổ sung bản vẽ")
    assert case.paused_at
    case = cases.respond(hall.counter.holder(case), case, "supply", text="Đã gửi")
    assert case.paused_at is None
    with pytest.raises(NotPossible, match="Chỉ số 766 tính lần thứ hai là trễ hạn"):
        cases.move(hall.officer, case, "ask", text="Bổ sung thêm")


def test_what_is_missing_is_seen_part_by_part(hall):
    case = hall.dossier(accepted=False, answers={"more": "no"})
    cases.tick(hall.reception, case, [parts.Given("form", originals=1), parts.Given("photo", copies=1)])
    form, photo, other = parts.standings(case)
    assert (form.is_missing, photo.is_missing, photo.lacks_copies, other.is_missing) == (False, True, 1, False)
    cases.tick(hall.reception, case, [parts.Given("photo", electronic=1)])
    assert not any(one.is_missing for one in parts.standings(case))
    assert case.lines.order_by("-pk")[0].text_vi == "Giấy tờ đã nhận: Ảnh: 1 bản điện tử"
    with pytest.raises(Invalid, match="Chọn một thành phần"):
        cases.tick(hall.reception, case, [parts.Given("nothing", originals=1)])
    with pytest.raises(Invalid, match="từ 0 đến 99"):
        cases.tick(hall.reception, case, [parts.Given("form", originals=-1)])


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_the_second_is_told_and_nothing_goes_twice(monkeypatch):
    from haidang.kernel import registry

    from .hall import build, flows

    monkeypatch.setattr(registry, "domains", flows)
    nine = datetime(2026, 11, 16, 9, tzinfo=HO_CHI_MINH)
    with frozen(nine):
        hall = build()
        picked = [hall.dossier() for _ in range(3)]

    def one(order):
        try:
            with frozen(nine):
                return send(hall, *order).code
        except NotPossible as error:
            return str(error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as officers:
        said = sorted(officers.map(one, (picked, picked[::-1])))
    assert said[0] == "BG-261116-0001"
    assert "không còn ở nơi giao" in said[1]
    assert Handover.objects.count() == 1
