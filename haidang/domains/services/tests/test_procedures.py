"""What the catalogue of procedures promises to whoever files, decides or searches."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from haidang.core.cases.facts import bound
from haidang.core.forms.steps import counting, shown_steps
from haidang.core.ui import icons
from haidang.kernel import registry, time_limit
from haidang.kernel.manifest.procedure import CLAIMS, Condition, Procedure, Question
from haidang.provinces import pack

DOMAIN = registry.domains()["services"]
PUBLISHED = [one for one in DOMAIN.procedures if one.state == "published"]
NATIONAL_CODE = re.compile(r"\d\.\d{6}")
WHO = {"name", "phone"}
OWN_FORMS = {
    "birth", "death", "marriage", "marital_status", "extract", "civil_change", "copy", "signature", "absence", "lodging",
    "certificate_renewal", "mediation", "house_permit", "household", "household_change", "household_cease", "allowance",
    "criminal_record", "food_service", "farm_food_safety", "diploma_copy", "permanent", "temporary", "driving_licence",
    "transfer",
}  # fmt: skip

each = pytest.mark.parametrize("one", PUBLISHED, ids=lambda one: one.key)


def test_at_least_sixty_procedures_are_published():
    assert len(PUBLISHED) >= 60


def test_every_field_of_daily_life_has_some():
    fields = Counter(one.field for one in PUBLISHED)
    assert len(fields) >= 18
    assert all(fields.values())


def test_no_two_share_a_national_code():
    codes = Counter(one.code for one in PUBLISHED)
    assert [code for code, times in codes.items() if times > 1] == []


@each
def test_a_published_page_has_everything_people_ask_for(one: Procedure):
    assert NATIONAL_CODE.fullmatch(one.code)
    assert one.kind == "dossier"
    assert one.field
    assert one.icon
    assert len(one.words) >= 2
    assert one.channels
    assert one.route
    assert one.parts
    assert one.results
    assert one.law


@each
def test_it_keeps_the_two_clocks_and_asks_for_supplements_once(one: Procedure):
    receive, resolve = one.timers
    assert (receive.key, receive.limit, receive.starts) == ("receive", "8wh", "registered")
    assert (resolve.key, resolve.is_main, resolve.starts) == ("resolve", True, "received")
    assert {"finished", "refused", "withdrawn", "stopped"} == set(resolve.stops)
    assert resolve.rules.supplements_at_most == 1


@each
def test_its_limits_are_read_and_stand_in_a_law(one: Procedure):
    for timer in one.timers:
        if timer.limit is not None:
            assert str(time_limit.parse(timer.limit)) == timer.limit
            assert timer.law is not None


@each
def test_its_fees_are_not_negative_and_stand_in_a_law(one: Procedure):
    for fee in one.fees:
        assert fee.law is not None
        if fee.amount is not None:
            assert fee.amount >= 0
        if fee.amount:
            assert fee.law.valid_from is not None


@each
def test_who_files_online_finds_a_form_that_asks_who_they_are(one: Procedure):
    if "online" not in one.channels:
        return
    assert not one.portal_only
    assert len(one.form) >= 2
    assert {question.key for question in one.questions() if question.required} >= WHO


@each
def test_its_required_questions_can_be_answered(one: Procedure):
    for question in one.questions():
        assert question.prefill in ("", *CLAIMS)
        assert question.min is None or question.max is None or question.min < question.max
        if question.choices:
            keys = [choice.key for choice in question.choices]
            assert len(keys) >= 2
            assert len(set(keys)) == len(keys)
        if question.pattern:
            assert question.example
            assert re.fullmatch(question.pattern, question.example)


@each
def test_its_conditions_ask_for_answers_that_can_be_given(one: Procedure):
    asked = {question.key: question for question in one.questions()}
    for condition in _conditions(one):
        assert set(condition.is_) <= _answers(asked[condition.question])


def _conditions(one: Procedure) -> Iterator[Condition]:
    for holder in (*one.questions(), *one.parts, *one.route):
        if holder.when is not None:
            yield holder.when


def _answers(question: Question) -> set[str]:
    assert question.type in ("choice", "many", "yes_no"), question.key
    return {"yes", "no"} if question.type == "yes_no" else {choice.key for choice in question.choices}


def test_more_than_twelve_have_a_form_of_their_own():
    own = {one.key for one in PUBLISHED if len(one.form) >= 2 and one.form[1].key != "request"}
    assert own == OWN_FORMS


def test_whoever_must_file_at_the_portal_is_not_offered_our_form():
    assert [one.key for one in PUBLISHED if one.portal_only and "online" in one.channels] == []
    assert all("portal" in one.channels for one in PUBLISHED if one.portal_only)


@each
def test_it_is_said_in_both_languages(one: Procedure):
    _in_both(one)


def test_flows_reasons_and_templates_are_said_in_both_languages():
    for listing in (DOMAIN.flows, DOMAIN.reasons, DOMAIN.templates):
        for one in listing:
            _in_both(one)


def _in_both(one: Any) -> None:
    for vi, en in _words(msgspec.to_builtins(one)):
        assert vi.strip()
        assert en.strip()
        assert vi != en


def _words(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if set(value) == {"vi", "en"}:
            yield value["vi"], value["en"]
        for one in value.values():
            yield from _words(one)
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)


@each
def test_a_fact_called_verified_names_the_page_it_was_read_on(one: Procedure):
    laws = [*one.law, *(fee.law for fee in one.fees), *(timer.law for timer in one.timers)]
    assert all(law.trust != "V" or "http" in law.source for law in laws if law is not None)


def test_every_icon_is_in_the_sprite():
    assert {one.icon for one in PUBLISHED} | {DOMAIN.icon} <= icons.names()


def test_every_office_named_exists_in_the_demo_province():
    offices = pack.load("demo").offices
    codes, kinds = {one.code for one in offices}, {one.kind for one in offices}
    for one in PUBLISHED:
        for route in one.route:
            assert route.office in codes if route.office else route.office_kind in kinds, (one.key, route)


MOST_USED = {
    "birth", "marriage", "permanent", "household", "house_permit", "transfer", "copy", "allowance", "driving_licence",
    "criminal_record",
}  # fmt: skip


@each
def test_somebody_can_fill_it_in_to_the_end(one: Procedure):
    """Whoever answers each question that arises gets to papers and the check, whatever their first choices are."""
    book = bound(DOMAIN, one)
    answers: dict[str, Any] = {"filing_place": "26506", "filer": "self", "together": "no"}
    for _round in range(len(list(one.questions())) + 12):
        steps = shown_steps(book, answers)
        missing = [asked for step in steps for asked in step.shown if asked.key not in answers]
        if not missing:
            break
        answers |= {asked.key: _some_answer(asked) for asked in missing}
    assert not missing
    assert set(counting(book, answers)) >= {asked.key for asked in one.questions() if asked.required and not asked.when}
    if one.key in MOST_USED:
        assert len(steps) >= 3
        assert any(asked.when for asked in one.questions())


def _some_answer(asked: Question) -> str:
    keys = [choice.key for choice in asked.choices] or ["yes"]
    return keys[0] if asked.type in ("choice", "many", "yes_no") else "1"
