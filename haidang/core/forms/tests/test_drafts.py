"""A form that is begun, left, found again, overtaken and sent once."""

import re
from datetime import timedelta

import httpx
import pytest

from haidang.core.cases.models import Case, Paper
from haidang.core.files.models import File
from haidang.core.forms import actions, consenting, jobs, queries
from haidang.core.forms.models import Draft
from haidang.core.forms.people import people
from haidang.kernel.action import PUBLIC, Actor, Invalid, NotPossible, Refused
from haidang.kernel.clock import frozen, now

from .office import FORM, IDENTITY, a_file, question, when


def who(draft: Draft) -> Actor:
    return queries.holder(draft, PUBLIC)


def test_a_form_that_is_complete_becomes_a_dossier_with_its_people_answers_and_papers(office):
    draft = office.fill(office.begin())
    case = office.submit(draft)
    assert (case.kind, case.channel, case.state, case.place) == ("dossier", "online", "new", office.counter.hd.here)
    assert case.answers["child_name"] == "Nguyễn An"
    assert "filer" not in case.answers
    applicant = case.parties.get(role="applicant")
    assert (applicant.name, applicant.identity, applicant.phone) == ("Nguyễn Thị Hương", IDENTITY, "0901234567")
    assert "dossier/1" in applicant.consent
    paper = case.papers.get()
    assert (paper.role, paper.part, paper.file.office) == ("part", "attestation", case.office.code)


def test_the_second_sending_gives_the_same_dossier(office):
    draft = office.fill(office.begin())
    assert office.submit(draft) == office.submit(draft)
    assert Case.objects.count() == 1
    with pytest.raises(NotPossible, match="đã nộp"):
        actions.save_draft(who(draft), draft, step="child", answers={})


def test_nothing_is_sent_while_something_is_missing(office):
    draft = office.fill(office.begin(), {"married": "yes"})
    missing = [one.key for one in queries.problems(draft, draft.version.book)]
    assert missing == ["certificate", "place_of_marriage", "wedding"]
    with pytest.raises(Invalid) as error:
        office.submit(draft)
    assert error.value.field == "certificate"
    assert not Case.objects.exists()


def test_what_was_said_to_a_question_that_does_not_arise_is_not_sent(office):
    draft = office.fill(
        office.begin(), {"certificate": "12/2020", "place_of_marriage": "Vũng Tàu", "post_address": "x"}
    )
    actions.attach(who(draft), draft, a_file("cuoi.pdf", "Cưới"), part="wedding")
    case = office.submit(draft)
    assert not {"certificate", "place_of_marriage", "post_address"} & set(case.answers)
    assert [one.part for one in case.papers.all()] == ["attestation"]
    assert File.objects.filter(state="forgotten").count() == 1


def test_it_takes_agreement_to_the_words_in_force(office):
    draft = office.fill(office.begin())
    with pytest.raises(Invalid, match="Lời đồng ý"):
        office.submit(draft, agreed=0)


def test_a_paper_may_come_to_the_counter_and_the_officer_reads_so(office):
    draft = office.fill(office.begin(), file=False)
    actions.save_draft(who(draft), draft, step="papers", answers={}, brought=["attestation"])
    case = office.submit(office.fresh(draft))
    assert "Giấy chứng sinh" in case.text
    assert not case.papers.exists()


def test_the_same_content_is_kept_once_and_taken_away_with_its_content(office):
    draft = office.begin()
    actions.attach(who(draft), draft, a_file(), part="attestation")
    again = actions.attach(who(draft), draft, a_file("khac.pdf"), part="attestation")
    assert draft.files.count() == 1
    actions.detach(who(draft), draft, again.pk)
    assert not draft.files.exists()
    assert File.objects.get().state == "forgotten"
    actions.detach(who(draft), draft, again.pk)


def test_another_device_is_told_when_it_comes_second_and_the_same_one_may_go_back(office):
    draft = office.begin(device="phone")
    actions.save_draft(who(draft), draft, step="applicant", answers={"name": "A"}, seen=0, device="phone")
    actions.save_draft(who(draft), draft, step="applicant", answers={"name": "B"}, seen=0, device="phone")
    actions.save_draft(who(draft), draft, step="applicant", answers={"name": "C"}, seen=2, device="tablet")
    with pytest.raises(actions.Overtaken, match="máy khác"):
        actions.save_draft(who(draft), draft, step="applicant", answers={"name": "D"}, seen=2, device="phone")
    with pytest.raises(actions.Overtaken):
        office.submit(office.fill(draft), seen=1, device="phone")
    actions.save_draft(who(draft), draft, step="applicant", answers={"name": "D"}, seen=9, device="phone")
    assert office.fresh(draft).answers["name"] == "D"


def test_code_and_telephone_open_it_together_and_neither_alone(office):
    draft = actions.leave(who(office.begin()), Draft.objects.get(), "+84 901 234 567")
    assert queries.by_code(draft.code.lower().replace("-", " "), "0901234567") == draft
    assert queries.by_code(draft.code, "0901234568") is None
    assert queries.by_code("2222-2222", "0901234567") is None
    assert queries.by_code(office.begin().code, "") is None


def test_nobody_else_changes_it(office):
    draft, other = office.begin(), office.begin()
    with pytest.raises(Refused):
        actions.save_draft(who(other), draft, step="child", answers={})
    with pytest.raises(Refused):
        actions.save_draft(PUBLIC, draft, step="child", answers={})


def test_somebody_with_an_account_finds_their_own(office):
    person = office.counter.hd.person("huong")
    draft = actions.begin(person.as_actor(), office.procedure, person=person)
    office.begin()
    assert queries.drafts_of(person.as_actor(), person) == [draft]
    assert queries.drafts_of(office.counter.clerk, person) == []
    assert queries.holder(draft, person.as_actor()) == person.as_actor()


def test_after_thirty_days_it_is_forgotten_with_its_files_but_not_the_dossier_it_became(office):
    left, sent = office.fill(office.begin()), office.fill(office.begin())
    case = office.submit(sent)
    with frozen(now() + timedelta(days=31)):
        assert queries.by_token(left.token) is None
        jobs.forget_drafts()
    assert not Draft.objects.exists()
    assert [one.state for one in File.objects.order_by("pk")] == ["forgotten", "kept"]
    assert Paper.objects.get().case == case


def test_a_newer_version_keeps_what_fits_and_names_what_does_not(office):
    draft = office.fill(office.begin())
    assert not queries.is_overtaken(draft)
    shorter = [{**FORM[1], "questions": [one for one in FORM[1]["questions"] if one["key"] != "child_name"]}]
    office.publish(form=[FORM[0], *shorter, *FORM[2:]])
    draft = office.fresh(draft)
    assert queries.is_overtaken(draft)
    with pytest.raises(NotPossible, match="phiên bản mới"):
        office.submit(draft)
    moved = actions.renew(who(draft), draft)
    assert (moved.version.number, [one["typed"] for one in moved.lost]) == (2, ["Nguyễn An"])
    assert moved.answers["born"] == "2026-11-01"
    assert office.submit(office.fresh(moved)).version.number == 2


def test_an_answer_that_no_longer_passes_is_asked_again(office):
    draft = office.fill(office.begin(), {"result_by": "post", "post_address": "x"})
    delivery = {**FORM[3], "questions": [
        question("result_by", type="choice", choices=[
            {"key": "counter", "name": {"vi": "q", "en": "c"}}, {"key": "home", "name": {"vi": "nhà", "en": "home"}},
        ]),
        question("post_address", type="lines", when=when("result_by", "home")),
    ]}  # fmt: skip
    office.publish(form=[*FORM[:3], delivery])
    moved = actions.renew(who(draft), office.fresh(draft))
    assert "result_by" not in moved.answers
    assert [one.key for one in queries.problems(moved, moved.version.book)] == ["result_by"]


def test_a_procedure_that_takes_nothing_any_more_says_so(office):
    draft = office.fill(office.begin())
    office.publish(state="retired")
    with pytest.raises(NotPossible, match="không nhận hồ sơ mới"):
        office.submit(office.fresh(draft))


def test_whoever_files_for_somebody_and_whoever_applies_too_stand_in_their_roles(office):
    answers = {
        "filer": "proxy", "helper_kind": "team", "filer_name": "Lê Văn Giúp", "filer_identity": IDENTITY,
        "filer_phone": "0911111111", "consent_form": "written", "consent_from": "Nguyễn Thị Hương",
        "consent_on": "2026-11-20", "together": "yes", "co_count": 2, "co1_name": "Trần A", "co1_identity": IDENTITY,
        "co1_consent": "written", "co2_name": "Trần B", "co2_identity": IDENTITY, "co2_consent": "written",
    }  # fmt: skip
    draft = office.fill(office.begin(), answers)
    actions.attach(who(draft), draft, a_file("dong-y.pdf", "Đồng ý"), part="consent_paper")
    assert [one.key for one in queries.problems(office.fresh(draft), draft.version.book)] == ["together_paper"]
    actions.attach(who(draft), draft, a_file("cung-dong-y.pdf", "Cùng đồng ý"), part="together_paper")
    case = office.submit(draft)
    assert sorted((one.role, one.part) for one in case.papers.all()) == [
        ("consent", ""),
        ("consent", ""),
        ("part", "attestation"),
    ]
    roles = {one.role: one for one in case.parties.all()}
    assert set(roles) == {"applicant", "proxy", "co_applicant"}
    assert "Nguyễn Thị Hương, 2026-11-20" in roles["proxy"].consent
    assert case.parties.filter(role="co_applicant").count() == 2
    assert all(one.consent for one in case.parties.filter(role="co_applicant"))


AGREEING = {
    "filer": "proxy", "helper_kind": "family", "filer_name": "Lê Văn Giúp", "filer_identity": IDENTITY,
    "filer_phone": "0911111111", "consent_form": "code", "together": "yes", "co_count": 1, "co1_name": "Trần A",
    "co1_identity": IDENTITY, "co1_consent": "code", "co1_contact": "tran.a@thu.vn",
}  # fmt: skip


def test_whoever_is_helped_and_whoever_applies_too_agree_for_themselves(office, outside):
    draft = office.fill(office.begin(), AGREEING)
    assert [one.key for one in queries.problems(draft, draft.version.book)] == [consenting.FIELD] * 2
    ask(draft, 0)
    with pytest.raises(Invalid, match="không đúng"):
        consenting.confirm(who(draft), office.fresh(draft), 0, "12")
    consenting.confirm(who(draft), office.fresh(draft), 0, read_from(outside)[0])
    row = ask(draft, 1)
    assert read_from(outside)[1] == f"https://here/{row.token}"
    row = consenting.by_token(row.token)
    with pytest.raises(Refused):
        consenting.answer(who(draft), row, is_agreed=True)  # whoever files cannot say it for them
    consenting.answer(consenting.holder(row), row, is_agreed=False)
    assert "Trần A không đồng ý" in queries.problems(office.fresh(draft), draft.version.book)[0].text
    consenting.answer(consenting.holder(row), row, is_agreed=True)
    case = office.submit(office.fresh(draft))
    assert case.parties.get(role="proxy").consent_how == "code"
    assert "filing/1" in case.parties.get(role="proxy").consent
    too = case.parties.get(role="co_applicant")
    assert (too.email, too.consent_how, "together/1" in too.consent) == ("tran.a@thu.vn", "code", True)
    row = consenting.by_token(row.token)
    with pytest.raises(NotPossible, match="đã nộp"):
        consenting.answer(consenting.holder(row), row, is_agreed=False)


def test_an_answer_holds_for_one_name_at_one_address(office, outside):
    said = AGREEING | {"filer": "self"}
    draft = office.fill(office.begin(), said)
    row = ask(draft, 0)
    consenting.answer(consenting.holder(row), row, is_agreed=True)
    assert not queries.problems(office.fresh(draft), draft.version.book)
    draft = office.fill(draft, said | {"co1_contact": "0905000111"}, file=False)
    assert [one.key for one in queries.problems(draft, draft.version.book)] == [consenting.FIELD]
    assert consenting.by_token(row.token) is None


def test_nobody_is_asked_by_somebody_without_a_name(office):
    draft = office.fill(office.begin(), AGREEING | {"filer": "self", "name": ""}, file=False)
    with pytest.raises(Invalid, match="tên người nộp"):
        ask(draft, 0)


def ask(draft, number):
    return consenting.ask(who(draft), draft, number, sender="127.0.0.1", link="https://here/{}".format)


def read_from(outside: str) -> tuple[str, str]:
    """The code and the link in the newest message that asks whether somebody agrees."""
    page = httpx.get(f"{outside}/messages/", trust_env=False).text
    found = re.findall(r"(\d{6}) là mã để bạn đồng ý [^<]*?Xem và trả lời: (https://here/[\w-]+)", page)
    return found[0]


def test_an_organisation_is_the_applicant_and_who_speaks_for_it_its_representative(office):
    office.publish(audience="both")
    said = {"applicant_kind": "business", "organisation_name": "Công ty A", "organisation_number": "3500123456"}
    case = office.submit(office.fill(office.begin(), said))
    assert case.parties.get(role="applicant").name == "Công ty A"
    assert case.parties.get(role="representative").name == "Nguyễn Thị Hương"


def test_only_what_an_issuer_said_of_name_and_number_is_verified(office):
    book = office.procedure.versions.get().book
    person = office.counter.hd.person("huong")
    answers = {"name": "A", "identity": IDENTITY}
    proven = people(book, answers, person=person, sources={"name": "identity", "identity": "identity"}, consent="")
    half = people(book, answers, person=person, sources={"identity": "identity"}, consent="")
    assert (proven[0].is_verified, half[0].is_verified) == (True, False)
