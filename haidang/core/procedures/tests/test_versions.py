"""Drafting, checking, publishing, retiring and restoring what a procedure says."""

from copy import deepcopy
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haidang.core.cases import actions as cases
from haidang.core.cases.facts import Book, bound
from haidang.core.cases.models import Procedure
from haidang.core.cases.tests.counter import MONDAY, domain, procedure, words
from haidang.core.procedures import actions, jobs, queries, routes, templates
from haidang.core.procedures.as_text import facts_in, text_of
from haidang.core.procedures.changes import changes
from haidang.core.procedures.checking import Problems, checked
from haidang.kernel import registry
from haidang.kernel.action import Invalid, NotPossible, Refused
from haidang.kernel.clock import frozen
from haidang.kernel.facts import Words


@pytest.fixture(autouse=True)
def _monday():
    with frozen(MONDAY):
        yield


def facts_with(counter, **more):
    facts = deepcopy(queries.current(counter.procedure()).facts)
    facts["procedure"] |= more
    return facts


def shorter(counter):
    """The same with two days for handling."""
    facts = facts_with(counter)
    facts["procedure"]["timers"][1]["limit"] = "2wd"
    return facts


def test_a_case_keeps_the_version_it_began_with(counter, keepers):
    writer, publisher = keepers
    before = cases.move(counter.centre, counter.open(), "take")
    actions.save_draft(writer, counter.procedure(), shorter(counter), why="QĐ 12/2026")
    assert counter.open().version.number == 1
    actions.publish(publisher, counter.procedure(), seen=1)
    later = cases.move(counter.centre, counter.open(), "take")
    assert (before.version.number, later.version.number) == (1, 2)
    assert later.due_at < counter.fresh(before).due_at
    assert (counter.procedure().number, queries.draft(counter.procedure())) == (2, None)


def test_who_drafts_does_not_publish_alone(counter, keepers, monkeypatch):
    writer, publisher = keepers
    actions.save_draft(writer, counter.procedure(), shorter(counter), why="QĐ 12/2026")
    with pytest.raises(NotPossible, match="không tự ban hành"):
        actions.publish(writer, counter.procedure(), seen=1)
    with pytest.raises(Refused):
        actions.publish(counter.centre, counter.procedure(), seen=1)
    assert actions.publish(publisher, counter.procedure(), seen=1).number == 2


def test_whoever_saves_or_publishes_second_is_told(counter, keepers):
    one, two = keepers
    actions.save_draft(one, counter.procedure(), shorter(counter), why="a")
    with pytest.raises(NotPossible, match="vừa lưu"):
        actions.save_draft(two, counter.procedure(), facts_with(counter), why="b")
    actions.save_draft(one, counter.procedure(), shorter(counter), why="c", seen=1)
    with pytest.raises(NotPossible, match="vừa lưu"):
        actions.publish(two, counter.procedure(), seen=1)


def test_it_is_published_on_the_day_somebody_chose(counter, keepers):
    writer, publisher = keepers
    actions.save_draft(writer, counter.procedure(), shorter(counter), why="từ thứ tư")
    assert actions.publish(publisher, counter.procedure(), at=MONDAY + timedelta(days=2), seen=1) is None
    with pytest.raises(NotPossible, match="hẹn ngày"):
        actions.save_draft(writer, counter.procedure(), shorter(counter), why="khác", seen=1)
    jobs.publish_due()
    assert counter.procedure().number == 1
    with frozen(MONDAY + timedelta(days=2)):
        jobs.publish_due()
    assert counter.procedure().number == 2
    assert [event.action for event in counter.events()][-2:] == ["procedure.publish", "procedure.begin"]


def test_a_day_of_publication_can_be_taken_back(counter, keepers):
    writer, publisher = keepers
    actions.save_draft(writer, counter.procedure(), shorter(counter), why="từ thứ tư")
    actions.publish(publisher, counter.procedure(), at=MONDAY + timedelta(days=2), seen=1)
    actions.unschedule(writer, counter.procedure())
    with frozen(MONDAY + timedelta(days=3)):
        jobs.publish_due()
    assert counter.procedure().number == 1


def test_what_the_province_made_is_left_alone_by_its_file_and_flagged(counter, keepers):
    writer, publisher = keepers
    actions.save_draft(writer, counter.procedure(), shorter(counter), why="QĐ 12/2026")
    actions.publish(publisher, counter.procedure(), seen=1)
    counter.take(domain())
    assert counter.procedure().differs_since is None
    counter.take(domain(procedures=[procedure("rubbish", about=words("mới")), procedure("drain")]))
    row = counter.procedure()
    assert (row.number, row.differs_since) == (2, MONDAY)
    assert {one.label for one in queries.from_file(row, queries.current(row).book)} == {
        "Nội dung",
        "Thời hạn handle · limit",
    }
    restored = actions.restore(writer, row, why="theo tệp")
    row = counter.procedure()
    assert (restored.origin, restored.book.procedure.about.vi, row.differs_since, row.number) == (
        "manifest",
        "mới",
        None,
        3,
    )


def test_retired_stays_retired_and_its_cases_go_on(counter, keepers):
    case = counter.open()
    actions.retire(keepers[0], counter.procedure(), why="TTHC bị bãi bỏ")
    counter.take(domain())
    with pytest.raises(NotPossible):
        counter.open()
    assert cases.move(counter.centre, case, "take").state == "handling"
    actions.reopen(keepers[0], counter.procedure(), why="nhận lại")
    assert counter.open().version.number == 3


def test_a_file_that_lets_go_of_it_retires_only_what_is_its_own(counter, keepers):
    writer, publisher = keepers
    actions.save_draft(writer, counter.procedure(), shorter(counter), why="QĐ 12/2026")
    actions.publish(publisher, counter.procedure(), seen=1)
    counter.take(domain(procedures=[procedure("other")]))
    assert (counter.procedure().state, counter.procedure("drain").state) == ("published", "retired")
    assert counter.procedure().differs_since == MONDAY


WRONG = {
    "timers[1].stops": ({"timers": 1, "stops": ["nowhere"]}, "procedure.timers[1].stops", "nowhere"),
    "limit": ({"timers": 1, "limit": "soon"}, "procedure.timers[1].limit", "soon"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_fact_is_named_with_its_value_and_remedy(counter, keepers, name):
    change, path, value = WRONG[name]
    facts = facts_with(counter)
    at = change.pop("timers", None)
    facts["procedure"]["timers"][1 if at is None else at] |= change
    with pytest.raises(Problems) as error:
        actions.save_draft(keepers[0], counter.procedure(), facts, why="thử")
    problem = error.value.problems[0]
    assert (problem.path, problem.value) == (path, value)
    assert problem.remedy
    assert queries.draft(counter.procedure()) is None


def test_every_contradiction_is_told_at_once(counter):
    facts = facts_with(counter, key="else", route=[{"office": "NOBODY", "why": words("x")}], grade="mild")
    facts["flow"]["moves"][0] |= {"needs": ["luck"], "right": "case.fly"}
    facts["templates"] = [{"key": "a", "name": words("a"), "moves": ["away"], "text": words("Kính gửi {ten}")}]
    with pytest.raises(Problems) as error:
        checked(facts, key="rubbish", kind="report")
    assert {one.path for one in error.value.problems} == {
        "procedure.key", "procedure.grade", "flow.moves[0].needs[0]", "flow.moves[0].right", "templates[0].moves[0]",
        "templates[0].text.vi", "procedure.route[0].office",
    }  # fmt: skip


def test_the_text_of_every_procedure_of_the_files_says_the_same_again():
    for one, facts in registry.procedures():
        book = bound(one, facts)
        assert msgspec.convert(facts_in(text_of(book)), Book) == book


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(lambda text: "\ud800" not in text and text.strip()))
def test_any_words_survive_being_text(text):
    one = domain(procedures=[procedure("rubbish", about={"vi": text, "en": text}, words=[text])])
    book = bound(one, one.procedures[0])
    assert msgspec.convert(facts_in(text_of(book)), Book) == book


def test_text_that_is_no_toml_is_refused_with_the_line():
    with pytest.raises(Problems, match="line 1"):
        facts_in("[procedure\nkey=")


def test_changes_go_by_keys_not_by_positions(counter):
    book = queries.current(counter.procedure()).book
    facts = facts_with(counter)
    facts["procedure"]["timers"].reverse()
    after = checked(facts, key="rubbish", kind="report")
    assert changes(book, after) == []


def test_a_choice_of_office_counts_from_its_day_and_is_tried_before(counter, keepers):
    row, hd = counter.procedure(), counter.hd
    routes.choose(keepers[0], row, hd.branch, place=hd.here, why="theo quy chế", starts=date(2026, 11, 18))
    book = queries.current(row).book
    assert routes.tried(row, book.procedure.route, hd.here).office == hd.committee
    with frozen(MONDAY + timedelta(days=2)):
        way = routes.tried(row, book.procedure.route, hd.here)
        assert (way.office, way.why.vi) == (hd.branch, "theo quy chế")
        with pytest.raises(Invalid, match="Đã có"):
            routes.choose(keepers[0], row, hd.department, place=hd.here, why="khác", starts=date(2026, 12, 1))
        routes.end(keepers[0], row, row.routes.get())
        assert counter.open().office == hd.committee


def test_conflicts_of_choices_are_told(counter, keepers):
    row, hd = counter.procedure(), counter.hd
    routes.choose(keepers[0], row, hd.department, place=None, why="cả tỉnh", starts=date(2026, 1, 1))
    routes.choose(keepers[0], row, hd.branch, place=hd.here, why="riêng", starts=date(2026, 1, 1))
    hd.branch.valid_to = date(2026, 11, 1)
    hd.branch.save()
    said = [one.why for one in routes.conflicts(routes.of(row))]
    assert any("Phường Vũng Tàu" in one for one in said)
    assert any("ngừng hoạt động" in one for one in said)


def test_words_of_ones_own_office_are_offered_and_those_for_all_take_a_keeper(counter, keepers):
    hd, case = counter.hd, counter.open()
    lead = hd.officer("team_lead", hd.committee, hd.here)
    own = templates.add(lead, office=hd.committee, kind="report", name="Hẹn", text="Phản ánh {code} hẹn {due}")
    with pytest.raises(Refused):
        templates.add(lead, office=None, kind="report", name="Chung", text="Chào")
    templates.add(keepers[0], office=None, kind="report", name="Chung", text="Chào", moves=["finish"])
    with pytest.raises(Invalid, match="Chỗ điền"):
        templates.add(keepers[0], office=None, kind="report", name="Sai", text="{ten}")
    assert [one.name for one in templates.for_case(case, "finish")] == ["Hẹn", "Chung"]
    assert [one.name for one in templates.for_case(case, "ask")] == ["Hẹn"]
    templates.drop(lead, own)
    assert [one.name for one in templates.for_case(case, "finish")] == ["Chung"]


def test_a_new_procedure_takes_cases_only_once_somebody_else_has_published_it(counter, keepers):
    writer, publisher = keepers
    named = Words(vi="Đào hè, lề đường", en="Digging up a pavement")
    made = actions.create(writer, counter.procedure(), name=named, why="QĐ 20/2026")
    assert (made.key, made.state, made.code) == ("dao_he_le_duong", "draft", "")
    with pytest.raises(NotPossible, match="không nhận hồ sơ mới"):
        counter.open(made.key)
    for alone in (actions.reopen, actions.retire):
        with pytest.raises(NotPossible, match="chưa ban hành"):
            alone(writer, made, why="một mình")
    with pytest.raises(NotPossible, match="không tự ban hành"):
        actions.publish(writer, made, seen=1)
    actions.publish(publisher, made, seen=1)
    counter.take(domain())  # the file of the domain knows nothing of it
    assert counter.open(made.key).title
    assert counter.procedure(made.key).state == "published"


def test_a_source_that_is_copied_has_to_be_checked_again(counter, keepers):
    law = {"source": "QĐ 1/2026", "trust": "V"}
    counter.take(domain(procedures=[procedure("rubbish", law=[law]), procedure("drain")]))
    made = actions.create(keepers[0], counter.procedure(), name=Words(vi="Mới", en="New"), why="thử")
    assert [one.trust for one in queries.draft_book(made.draft).procedure.law] == ["M"]


def test_a_new_procedure_that_is_given_up_leaves_nothing(counter, keepers):
    named = Words(vi="Mới", en="New")
    made = actions.create(keepers[0], counter.procedure(), name=named, why="thử")
    for taken in (named, Words(vi="123", en="x")):
        with pytest.raises(Invalid):
            actions.create(keepers[0], counter.procedure(), name=taken, why="nữa")
    actions.discard_draft(keepers[1], made)
    assert not Procedure.objects.filter(key="moi").exists()
