"""The same for many: done one by one, refusals named, taken back where that is possible."""

import re

import pytest

from haidang.core.cases import actions
from haidang.core.cases.under_way import mark_of
from haidang.core.directory.models import Person

HTMX = {"HX-Request": "true"}


@pytest.fixture
def cases(counter):
    return [counter.open(title=f"Rác ở hẻm {number}") for number in range(3)]


@pytest.fixture
def clerk(counter, browser):
    return browser(counter.clerk)


def picked(*cases):
    return [f"{one.code}|{mark_of(one)}" for one in cases]


def send(client, what, cases, **given):
    return client.post("/cases/bulk", {"what": what, "picked": picked(*cases)} | given, headers=HTMX)


def text(answer):
    return answer.content.decode()


def test_a_commune_is_offered_what_it_may_do_with_its_own(counter, clerk, browser, cases):
    assert 'value="take"' in text(clerk.get("/cases/"))
    auditor = counter.hd.officer("auditor", counter.hd.centre, counter.hd.province)
    seen = text(browser(auditor).get("/cases/"))
    assert 'value="export"' in seen
    assert 'value="take"' not in seen


def test_those_that_refuse_are_named_and_the_others_done(counter, clerk, cases):
    actions.move(counter.clerk, cases[0], "refuse", reason_key="false")
    said = text(send(clerk, "take", [counter.fresh(cases[0]), *cases[1:]]))
    assert "Xong 2 hồ sơ." in said
    assert f"{cases[0].code}</a> {cases[0].code} đã kết thúc" in said
    assert [counter.fresh(one).officer_id for one in cases[1:]] == [int(counter.clerk.id)] * 2


def test_the_second_officer_is_told_who_was_first(counter, clerk, browser, cases):
    hd = counter.hd
    rival = hd.officer("commune_officer", hd.committee, hd.here)
    seen = picked(cases[0])
    assert "Xong 1" in text(browser(rival).post("/cases/bulk", {"what": "take", "picked": seen}, headers=HTMX))
    late = text(clerk.post("/cases/bulk", {"what": "take", "picked": seen}, headers=HTMX))
    assert "Xong 0" in late
    assert "Người khác vừa giao lại" in late
    assert rival.name in late
    assert counter.fresh(cases[0]).officer_id == int(rival.id)


def test_taking_is_undone_as_far_as_nobody_has_touched_it_since(counter, clerk, cases):
    said = text(send(clerk, "take", cases[:2]))
    token = re.search(r'name="undo" value="([^"]+)"', said)[1]
    actions.move(counter.centre, counter.fresh(cases[0]), "take")
    undone = text(clerk.post("/cases/bulk/undo", {"undo": token}, headers=HTMX))
    assert "Xong 1" in undone
    assert cases[0].code in undone
    assert [counter.fresh(one).officer_id for one in cases[:2]] == [int(counter.clerk.id), None]
    assert clerk.post("/cases/bulk/undo", {"undo": "x"}, headers=HTMX).status_code == 409


def undo(client, said):
    token = re.search(r'name="undo" value="([^"]+)"', said)[1]
    return text(client.post("/cases/bulk/undo", {"undo": token}, headers=HTMX))


def test_a_transfer_is_taken_back_as_far_as_nobody_has_gone_on(counter, clerk, cases):
    actions.assign(counter.clerk, cases[0], Person.objects.get(pk=counter.clerk.id))
    mine = [counter.fresh(one) for one in cases[:2]]
    said = text(send(clerk, "transfer", mine, sure="1", office=counter.hd.other_committee.pk, reason="nhầm"))
    assert clerk.get(f"/cases/{cases[0].code}/").status_code == 404  # it is not theirs to see any more
    actions.note(counter.other_clerk, counter.fresh(cases[1]), "đang đi xem")
    undone = undo(clerk, said)
    assert "Xong 1" in undone
    assert "Đã có người làm tiếp" in undone
    back = counter.fresh(cases[0])
    assert (back.office, back.officer_id, back.place) == (counter.hd.committee, int(counter.clerk.id), counter.hd.here)
    assert counter.fresh(cases[1]).office == counter.hd.other_committee


def test_what_was_merged_by_mistake_goes_on_with_its_clock(counter, clerk, cases):
    due = cases[1].due_at
    said = text(send(clerk, "merge", cases, sure="1", into=cases[0].code))
    assert counter.fresh(cases[0]).supporters == 2
    assert "Xong 2" in undo(clerk, said)
    alone = counter.fresh(cases[1])
    assert (alone.merged_into, alone.is_open, alone.due_at, alone.is_running) == (None, True, due, True)
    assert counter.fresh(cases[0]).supporters == 0


def test_they_are_transferred_with_one_reason(counter, clerk, cases):
    asked = text(send(clerk, "transfer", cases[:2]))
    assert "Vì sao là việc của cơ quan đó" in asked
    assert cases[1].code in asked
    wrong = send(clerk, "transfer", cases[:2], sure="1", office=counter.hd.department.pk, reason=" ")
    assert wrong.status_code == 422
    send(clerk, "transfer", cases[:2], sure="1", office=counter.hd.department.pk, reason="thuộc sở")
    assert {counter.fresh(one).office for one in cases[:2]} == {counter.hd.department}
    assert counter.fresh(cases[2]).office == counter.hd.committee


def test_they_are_assigned_extended_moved_and_merged(counter, clerk, browser, cases):
    centre = browser(counter.centre)
    assert "Xong 3" in text(send(clerk, "assign", cases, sure="1", officer=counter.clerk.id))
    cases = [counter.fresh(one) for one in cases]
    assert "Xong 3" in text(send(centre, "move", cases, sure="1", move="take"))
    cases = [counter.fresh(one) for one in cases]
    assert "Xong 3" in text(send(clerk, "extend", cases, sure="1", length=1, unit="wd", reason="mưa lớn"))
    assert all(one.due_at > one.original_due_at for one in map(counter.fresh, cases))
    assert "Xong 3" in text(send(clerk, "merge", cases, sure="1", into=cases[0].code))
    assert [counter.fresh(one).merged_into_id for one in cases] == [None, cases[0].pk, cases[0].pk]


def test_what_was_picked_is_exported_and_others_cases_are_not(counter, clerk, browser, cases):
    answer = clerk.post("/cases/bulk", {"what": "export", "picked": picked(*cases[:2])})
    rows = b"".join(answer.streaming_content).decode().splitlines()
    assert len(rows) == 3
    assert "Đúng hạn kể cả gia hạn" in rows[0]
    stranger = text(send(browser(counter.other_clerk), "take", cases[:1]))
    assert "không còn thấy được" in stranger


def test_without_script_it_asks_on_a_page_and_tells_on_the_list(counter, clerk, cases):
    page = text(clerk.post("/cases/bulk", {"what": "assign", "picked": picked(cases[0])}))
    assert "Giao người xử lý" in page
    given = {
        "what": "assign",
        "sure": "1",
        "picked": picked(cases[0]),
        "officer": counter.clerk.id,
        "back": "//evil.vn/",
    }
    done = clerk.post("/cases/bulk", given, follow=True)
    assert done.redirect_chain[0][0] == "/cases/"
    assert "Xong 1 hồ sơ." in text(done)
