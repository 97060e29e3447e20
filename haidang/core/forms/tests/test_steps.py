"""Which questions arise from which answers, whatever somebody answers."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haidang.core.cases.facts import Book, bound
from haidang.core.cases.tests.counter import domain
from haidang.core.forms import asked, checking, steps
from haidang.kernel.manifest.procedure import Question

from .office import FILLED, FORM, PARTS, facts, question, when


def book_of(**more: Any) -> Book:
    one = domain(procedures=[facts(**more)])
    return bound(one, one.procedures[0])


BOOK = book_of()
KEYS = sorted({one.key for one in steps.every_question(BOOK, {"together": "yes"})} | {asked.COUNT})
ANYTHING = st.one_of(
    st.none(), st.text(max_size=6), st.integers(-5, 5), st.sampled_from(["yes", "no", "self", "proxy", "post", "lost", "written"]),
    st.lists(st.sampled_from(["copy", "extract", "x"]), max_size=2), st.booleans(), st.floats(allow_nan=True),
)  # fmt: skip
ANSWERS = st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=12)


def keys(page: steps.Step) -> list[str]:
    return [one.key for one in page.shown]


def pages(answers: dict[str, Any], book: Book = BOOK) -> dict[str, list[str]]:
    return {one.key: keys(one) for one in steps.shown_steps(book, answers)}


@settings(max_examples=150, deadline=None)
@given(ANSWERS)
def test_whatever_is_answered_hidden_questions_keep_nothing_and_no_page_is_empty(answers: dict[str, Any]):
    counting = steps.counting(BOOK, answers)
    for one in steps.every_question(BOOK, answers):
        if one.key in counting:
            assert steps.arises(one, counting)
    shown = steps.shown_steps(BOOK, answers)
    assert all(page.shown for page in shown)
    asked_for = {one.key for page in shown for one in page.shown}
    assert set(counting) <= asked_for
    assert steps.counting(BOOK, counting | {k: v for k, v in answers.items() if k == asked.COUNT}) == counting
    assert {one.key for one in steps.shown_parts(BOOK, answers)} >= {"attestation"}


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["certificate", "weight", "married", "result_by", "email", "phone", "born"]), ANYTHING
    )
)
def test_reading_a_page_never_fails_and_each_answer_is_kept_or_refused_with_words(given_answers: dict[str, Any]):
    questions = [one for one in steps.every_question(BOOK, {}) if one.type != "place"]
    kept, refused = checking.read(questions, given_answers)
    assert not set(kept) & set(refused)
    assert all(refused.values())
    blank = {key for key, value in given_answers.items() if value in (None, "", [])}
    assert set(kept) | set(refused) | blank == set(given_answers)


def test_a_condition_reaches_across_pages_and_falls_with_its_first_link():
    said = {"married": "yes", "certificate": "lost", "needs": ["copy"]}
    assert pages(said)["marriage"] == ["place_of_marriage", "needs"]
    assert "marriage" not in pages(said | {"married": "no"})
    assert "needs" not in steps.counting(BOOK, said | {"married": "no"})


def test_what_would_arise_on_the_same_page_waits_there():
    child = next(one for one in steps.shown_steps(BOOK, {}) if one.key == "child")
    assert child.waiting == {"certificate"}
    assert [one.key for one in child.questions][3] == "certificate"


def test_a_representative_says_by_which_right_and_a_helper_who_agreed_how_and_when():
    filer = pages({"filer": "representative"})["filer"]
    assert {"filer_role", "filer_name", "filer_identity"} <= set(filer)
    assert "consent_form" not in filer
    helper = pages({"filer": "proxy"})["filer"]
    assert {"helper_kind", "consent_form"} <= set(helper)
    assert {"consent_from", "consent_on"} <= set(pages({"filer": "proxy", "consent_form": "written"})["filer"])
    assert "filer_name" not in pages({"filer": "self"})["filer"]


def test_papers_about_who_files_are_asked_where_they_are_needed():
    def parts(**answers: str) -> set[str]:
        return {one.key for one in steps.shown_parts(BOOK, answers)}

    assert "representation" in parts(filer="representative")
    assert "consent_paper" in parts(filer="proxy", consent_form="written")
    assert "together_paper" in parts(together="yes", co1_name="A", co1_consent="written")
    assert "together_paper" not in parts(together="yes", co1_name="A", co1_consent="code")
    assert not parts(filer="self") & {"representation", "consent_paper"}


def test_each_who_applies_too_is_asked_and_agrees_for_themselves():
    assert "together" not in pages({})
    asked_of_two = pages({"together": "yes", asked.COUNT: 2})["together"]
    assert "co2_consent" in asked_of_two
    assert len(asked_of_two) == 2 * (len(asked.facts().together.questions) - 1)
    assert "co2_contact" in pages({"together": "yes", asked.COUNT: 2, "co2_consent": "code"})["together"]


def test_when_one_of_them_is_taken_out_the_others_move_up():
    answers = {asked.COUNT: 3, "co1_name": "A", "co2_name": "B", "co2_contact": "1", "co3_name": "C", "name": "X"}
    assert asked.without(answers, 1) == {
        asked.COUNT: 2,
        "co1_name": "B",
        "co1_contact": "1",
        "co2_name": "C",
        "name": "X",
    }


@pytest.mark.parametrize(
    ("audience", "there", "missing"),
    [
        ("people", set(), {"applicant_kind", "organisation_name"}),
        ("both", {"applicant_kind"}, {"organisation_name"}),
        ("business", {"organisation_name", "organisation_number"}, {"applicant_kind"}),
    ],
)
def test_people_and_businesses_are_asked_their_own(audience: str, there: set[str], missing: set[str]):
    filer = set(pages({}, book_of(audience=audience))["filer"])
    assert there <= filer
    assert not missing & filer


def test_a_form_that_asks_for_its_business_itself_is_not_asked_twice():
    own = [{"key": "business", "name": {"vi": "Cơ sở", "en": "Business"}, "questions": [
        {"key": "business_name", "name": {"vi": "Tên", "en": "Name"}},
    ]}]  # fmt: skip
    assert "organisation_name" not in pages({}, book_of(audience="business", form=own, parts=[]))["filer"]


def test_the_facts_about_applicants_are_read_and_name_known_questions():
    known = {one.key for one in asked.facts().filer.questions}
    known.add(asked.TOGETHER_WRITTEN)
    for one in (*asked.facts().filer.questions, *asked.facts().papers):
        assert one.when is None or one.when.question in known
    assert msgspec.to_builtins(asked.facts().together)["questions"]
    assert isinstance(FILLED, dict)
    assert all(isinstance(one, Question) for one in asked.facts().together.questions)


ACTING = question(
    "acting", type="choice",
    choices=[{"key": key, "name": {"vi": key, "en": f"{key} "}} for key in ("myself", "relative", "authorised")],
)  # fmt: skip
WITH_ACTING = book_of(
    form=[FORM[0] | {"questions": [*FORM[0]["questions"], ACTING]}, *FORM[1:]],
    parts=[*PARTS, {"key": "power", "name": {"vi": "Ủy quyền", "en": "Power"}, "when": when("acting", "authorised")}],
)


@pytest.mark.parametrize(
    ("said", "answer", "papers"),
    [
        ({"filer": "self"}, "myself", set()),
        ({"filer": "proxy", "consent_form": "code"}, "myself", set()),
        ({"filer": "representative", "filer_role": "parent"}, "relative", {"representation"}),
        ({"filer": "representative", "filer_role": "authorised"}, "authorised", {"power"}),
    ],
)
def test_who_files_is_asked_once_and_answers_the_forms_own_question(
    said: dict[str, str], answer: str, papers: set[str]
):
    assert "acting" not in pages(said, WITH_ACTING)["applicant"]
    assert steps.counting(WITH_ACTING, said)["acting"] == answer
    assert {one.key for one in steps.shown_parts(WITH_ACTING, said)} & {"representation", "power"} == papers


def test_the_counter_asks_the_form_as_it_stands():
    shown = steps.shown_steps(WITH_ACTING, {}, with_filer=False)
    assert [one.key for one in shown] == ["applicant", "child", "delivery"]
    assert "acting" in keys(shown[0])
