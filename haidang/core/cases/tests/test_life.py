"""A case from its first word to its rating, and who may do what with it."""

import pytest
from django.utils.translation import override

from haidang.core.audit.models import Event
from haidang.core.cases import actions, queries
from haidang.core.cases.models import Case
from haidang.core.cases.opening import Someone
from haidang.core.directory.models import Person
from haidang.core.directory.permissions import decide, scope_of, visible
from haidang.kernel.action import PUBLIC, Invalid, NotPossible, Refused
from haidang.kernel.clock import frozen
from haidang.kernel.geo import Point

from .counter import MONDAY, SCENE, after, domain, procedure


@pytest.fixture(autouse=True)
def _monday():
    with frozen(MONDAY):
        yield


def test_anybody_may_open_one_and_it_goes_to_the_commune_with_the_reason(counter):
    case = counter.open()
    assert (case.code, case.state, case.office) == ("PA-261116-0001", "new", counter.hd.committee)
    assert case.why.vi == "xã nhận việc của mình: Phường Vũng Tàu"
    assert [line.kind for line in queries.lines(case, for_citizen=True)] == ["auto", "citizen"]
    assert [event.action for event in counter.events()] == ["case.open"]


def test_a_route_of_the_file_may_name_an_office(counter):
    assert counter.open("drain").office == counter.hd.department


def test_the_province_chooses_before_the_file_does(counter):
    from haidang.core.cases.models import RouteChoice

    RouteChoice.objects.create(
        procedure=counter.procedure(), place=counter.hd.here, office=counter.hd.branch, why_vi="theo quy chế",
        why_en="by the rules", valid_from="2026-01-01",
    )  # fmt: skip
    case = counter.open()
    assert (case.office, case.why.vi) == (counter.hd.branch, "theo quy chế")


def test_it_goes_its_way_to_an_answer_and_a_rating(counter):
    case = counter.open()
    actions.move(counter.centre, case, "take")
    with pytest.raises(NotPossible, match="viết câu trả lời"):
        actions.move(counter.clerk, case, "finish")
    case = actions.move(counter.clerk, case, "finish", text="Đã dọn")
    assert (case.state, case.answer, case.on_time, case.is_open) == ("done", "Đã dọn", True, False)
    case = actions.rate(counter.holder(case), case, 2, text="tạm được")
    assert case.rating == 2
    with pytest.raises(Refused):
        actions.rate(PUBLIC, case, 1)


def test_the_citizen_says_that_it_is_not_done(counter):
    case = counter.open()
    actions.move(counter.centre, case, "take")
    actions.move(counter.clerk, case, "finish", text="Đã dọn")
    with pytest.raises(Invalid, match="Ghi lý do"):
        actions.respond(counter.holder(case), case, "reopen")
    case = actions.respond(counter.holder(case), case, "reopen", text="Rác vẫn còn")
    assert (case.state, case.reopened, case.ended_at, case.on_time) == ("handling", 1, None, None)
    assert case.timers.get(key="handle").stopped_at is None


def test_moves_of_the_citizen_are_not_for_officers_nor_the_other_way_round(counter):
    case = counter.open()
    with pytest.raises(Invalid):
        actions.respond(counter.holder(case), case, "take")
    actions.move(counter.centre, case, "ask", text="Ở đâu?")
    with pytest.raises(Invalid):
        actions.move(counter.centre, case, "supply")


def test_a_move_may_take_a_right_of_its_own(counter):
    case = counter.open()
    with pytest.raises(Refused):
        actions.move(counter.clerk, case, "take")


def test_a_refusal_needs_a_reason_from_the_list(counter):
    case = counter.open()
    with pytest.raises(NotPossible, match="chọn lý do"):
        actions.move(counter.clerk, case, "refuse", reason_key="mood")
    assert actions.move(counter.clerk, case, "refuse", reason_key="false").refusal == "false"


def test_two_officers_at_once_the_second_is_told(counter):
    case = counter.open()
    actions.move(counter.centre, case, "take", seen="new")
    with pytest.raises(NotPossible, match="Người khác vừa chuyển"):
        actions.move(counter.clerk, case, "ask", text="Ở đâu?", seen="new")


def test_an_office_sees_and_holds_its_own_cases_only(counter):
    case = counter.open()
    assert queries.by_code(counter.clerk, case.code) == case
    assert queries.by_code(counter.other_clerk, case.code) is None
    with pytest.raises(Refused):
        actions.note(counter.other_clerk, case, "xem")
    actions.transfer(counter.clerk, case, counter.hd.other_committee, reason="ngoài ranh giới phường")
    assert queries.by_code(counter.clerk, case.code) is None
    assert queries.by_code(counter.other_clerk, case.code).why.vi.endswith("ngoài ranh giới phường")


def test_it_is_given_to_somebody_of_its_office(counter):
    case, stranger = counter.open(), Person.objects.get(pk=counter.other_clerk.id)
    with pytest.raises(Invalid, match="Chọn người làm việc ở"):
        actions.assign(counter.clerk, case, stranger)
    own = Person.objects.get(pk=counter.clerk.id)
    assert actions.assign(counter.clerk, case, own).officer == own


def test_sorting_brings_it_to_the_office_of_its_kind(counter):
    case = counter.open()
    case = actions.sort(counter.centre, case, counter.procedure("drain"), grade="urgent")
    assert (case.office, case.grade, case.version.procedure.key) == (counter.hd.department, "urgent", "drain")
    with pytest.raises(Invalid, match="Chọn một mức"):
        actions.sort(counter.centre, case, counter.procedure("drain"), grade="terrible")


def test_who_sent_it_is_kept_apart_from_it(counter):
    case = counter.open(people=[Someone("reporter", name="Trần Thị B", phone="0901 234 567")], is_anonymous=True)
    assert "Trần" not in str([line.text_vi for line in case.lines.all()])
    assert queries.parties(case)[0].phone == "0901234567"
    assert queries.may_know_people(counter.centre, case)
    assert not queries.may_know_people(counter.clerk, case)
    with pytest.raises(Invalid, match="8 đến 15"):
        counter.open(people=[Someone("reporter", phone="12")])


def test_the_link_opens_it_and_nothing_else_does(counter):
    case = counter.open()
    found, holder = queries.by_secret(case.code, case.secret)
    assert (found, str(holder)) == (case, f"public:{case.code}")
    assert queries.by_secret(case.code, "x" * 22) is None
    other = counter.open()
    with pytest.raises(Refused):
        actions.respond(holder, other, "reopen", text="?")


def test_the_same_matter_is_merged_and_its_voices_count(counter):
    first, second = counter.open(), counter.open(title="Rác chưa dọn")
    actions.publish(counter.centre, first)
    for voice in ("a", "b", "a"):
        actions.support(PUBLIC, counter.fresh(first), voice=voice)
    actions.merge(counter.clerk, second, into=first)
    assert counter.fresh(first).supporters == 3
    with pytest.raises(NotPossible, match="đã gộp"):
        actions.move(counter.centre, second, "take")
    with pytest.raises(NotPossible):
        actions.merge(counter.clerk, first, into=first)


def test_part_of_the_work_goes_to_another_office_and_holds_the_end_back(counter):
    case = counter.open()
    actions.move(counter.centre, case, "take")
    part = actions.split(counter.centre, case, counter.hd.department, text="Nạo vét cống")
    assert (part.parent, part.office) == (case, counter.hd.department)
    with pytest.raises(NotPossible, match="còn 1 phần việc"):
        actions.move(counter.clerk, case, "finish", text="Đã dọn")


def test_a_retired_procedure_takes_no_more_and_an_open_case_keeps_its_version(counter):
    case = counter.open()
    counter.take(domain(procedures=[procedure("rubbish", timers=[]), procedure("drain", state="retired")]))
    assert [one.number for one in counter.procedure().versions.order_by("number")] == [1, 2]
    assert len(counter.fresh(case).version.book.procedure.timers) == 2
    assert counter.open().version.number == 2
    with pytest.raises(NotPossible, match="không nhận hồ sơ mới"):
        counter.open("drain")


def test_near_by_ones_are_found_nearest_first(counter):
    near = counter.open(point=Point(SCENE.lon + 0.0005, SCENE.lat))
    far = counter.open(point=Point(SCENE.lon + 0.01, SCENE.lat))
    found = queries.near(SCENE, metres=200, kind="report")
    assert [one.case for one in found] == [near]
    assert far in [one.case for one in queries.near(SCENE, metres=2000, kind="report")]


def test_lists_are_paged_without_gaps_by_deadline_and_by_age(counter):
    made = []
    for minute, tree in enumerate(("bàng", "dầu", "lim", "mít", "ổi", "sấu", "xoài")):
        with frozen(after(minutes=minute)):
            made.append(counter.open(title=f"Cây {tree} đổ"))
    seen, after_ = [], ""
    while True:
        page = queries.inbox(counter.centre, after=after_, limit=3)
        seen += page.rows
        after_ = page.after
        if not after_:
            break
    assert seen == made
    newest = queries.newest(counter.centre, limit=4)
    assert newest.rows + queries.newest(counter.centre, after=newest.after, limit=4).rows == made[::-1]
    assert [one.title for one in queries.inbox(counter.centre, queries.Filters(words="do mit")).rows] == ["Cây mít đổ"]


@pytest.mark.parametrize("lately", [1, 3, 5, 100])
def test_words_find_the_newest_whether_often_said_or_rarely(counter, monkeypatch, lately):
    monkeypatch.setattr(queries.lists, "LATELY", lately)
    made = []
    for minute, tree in enumerate(("bàng", "dầu", "lim", "dầu", "dầu", "sấu", "dầu")):
        with frozen(after(minutes=minute)):
            made.append(counter.open(title=f"Cây {tree} đổ"))
    said = queries.Filters(words="dau do")
    often = queries.newest(counter.centre, said, limit=2)
    assert often.rows == [made[6], made[4]]
    rest = queries.newest(counter.centre, said, after=often.after, limit=2)
    assert (rest.rows, rest.after) == ([made[3], made[1]], "")
    assert queries.newest(counter.centre, queries.Filters(words="lim")).rows == [made[2]]
    assert queries.newest(counter.centre, queries.Filters(words=f" {made[3].code.lower()} ")).rows == [made[3]]
    assert queries.inbox(counter.centre, queries.Filters(words=made[3].code)).rows == [made[3]]
    assert made[3] in queries.inbox(counter.centre, queries.Filters(words=made[3].code[:-4])).rows


def test_nothing_is_taken_without_a_title_or_off_the_earth(counter):
    for wrong in ({"title": " "}, {"point": Point(200, 95)}, {"title": "x" * 6000}):
        with pytest.raises(Invalid):
            counter.open(**wrong)
    assert not Case.objects.exists()


def test_a_case_called_like_its_procedure_is_called_so_in_the_readers_language(counter):
    called, written = counter.open(title="rubbish"), counter.open(title="Rác tràn ra đường")
    with override("en"):
        assert str(called) == f"{called.code} rubbish (en)"
        assert str(written) == f"{written.code} Rác tràn ra đường"
    english = counter.open(title="rubbish (en)")  # as somebody who reads English sent it
    assert english.titled.vi == "rubbish"


def test_a_field_unit_sees_the_reports_of_its_office_and_no_dossiers(counter):
    counter.take(domain(procedures=[procedure("rubbish"), procedure("permit", kind="dossier")]))
    report, dossier = counter.open(), counter.open("permit")
    crew = counter.hd.officer("field_unit", counter.hd.committee, counter.hd.here)
    assert queries.inbox(crew).rows == [report]
    assert [bool(decide(crew, "case.note", one)) for one in (report, dossier)] == [True, False]
    assert not decide(crew, "case.read", dossier)
    seen = Event.objects.filter(visible(crew, Event), subject_kind="case").values_list("subject_id", flat=True)
    assert set(seen) == {str(report.pk)}
    told = [
        scope_of(crew).covers(one.scope_place, one.scope_office, kind="case", matter=one.kind)
        for one in (report, dossier)
    ]
    assert told == [True, False]
