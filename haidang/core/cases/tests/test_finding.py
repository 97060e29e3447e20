"""Procedures are found by the words people have for them; questions_test.toml was not tuned on."""

import tomllib
from pathlib import Path

import pytest

from haidang.core.cases import finding
from haidang.core.cases.models import Procedure
from haidang.core.cases.sync import sync
from haidang.kernel import clock, registry

HERE = Path(__file__).parent


def questions(name):
    asked = tomllib.loads((HERE / name).read_text(encoding="utf-8"))
    return [(domain, key, one) for domain, of in asked.items() for key, many in of.items() for one in many]


@pytest.fixture(scope="module")
def procedures():
    return [(domain.key, one) for domain, one in registry.procedures() if one.kind == "dossier"]


@pytest.fixture(scope="module")
def index(procedures):
    return finding.index_of([(at, finding.fields(one)) for at, (_, one) in enumerate(procedures)])


def hits(index, procedures, asked):
    known = {(domain, one.key) for domain, one in procedures}
    assert not [one for one in asked if one[:2] not in known]
    best = [{(procedures[at.pk][0], procedures[at.pk][1].key) for at in index.find(one, 3)} for _, _, one in asked]
    found = [(domain, key) in three for (domain, key, _), three in zip(asked, best, strict=True)]
    return sum(found) / len(found)


@pytest.mark.parametrize("has_diacritics", [True, False])
def test_everyday_questions_find_their_procedure_among_the_first_three(index, procedures, has_diacritics):
    asked = [one for one in questions("questions_test.toml") if one[2].isascii() != has_diacritics]
    assert len(asked) >= 50
    assert hits(index, procedures, asked) >= 0.85


def test_no_question_is_both_tuned_on_and_measured_with():
    assert not {one[2] for one in questions("questions_dev.toml")} & {
        one[2] for one in questions("questions_test.toml")
    }


def small():
    said = {
        1: "Thủ tục đăng ký khai sinh",
        2: "Thủ tục đăng ký khai tử",
        3: "Chứng thực bản sao từ bản chính",
    }
    words = {2: "chết . báo tử . qua đời"}
    return finding.index_of([(key, [(3.0, name), (3.0, words.get(key, ""))]) for key, name in said.items()])


def test_diacritics_are_not_needed_and_help_where_they_are_given():
    index = small()
    assert index.find("khai sinh")[0].pk == index.find("KHAI SINH")[0].pk == 1
    assert index.find("chứng tử")[0].pk == 3
    assert index.find("khai tử")[0].pk == 2


def test_an_everyday_word_finds_what_the_name_does_not_say():
    assert [one.pk for one in small().find("ông nội qua đời")] == [2]


@pytest.mark.parametrize("question", ["khai sinh", "giay ket hon", "làm hộ chiếu", "con mới đẻ cần giấy tờ gì"])
def test_what_fits_far_worse_than_the_best_is_left_out(index, procedures, question):
    found = index.find(question, len(procedures))
    assert 1 <= len(found) <= 12
    assert min(one.score for one in found) >= finding.FAR * found[0].score


def test_nothing_is_found_for_words_nobody_knows():
    assert small().find("xyz") == []
    assert small().find("") == []


@pytest.mark.django_db
def test_a_procedure_is_found_under_its_new_words_once_it_has_changed(django_assert_max_num_queries):
    sync()
    assert finding.find("làm giấy khai sinh cho con")[0].key == "birth"
    with django_assert_max_num_queries(2):
        finding.find("lam khai sinh")
    row = Procedure.objects.get(domain="services", key="birth")
    row.state, row.changed_at = "retired", clock.now()
    row.save()
    assert "birth" not in [one.key for one in finding.find("làm giấy khai sinh cho con")]
