"""Self-assessments: every question, no name, one answer a browser, into indicators."""

from datetime import timedelta

import msgspec
import pytest

from haidang.core.indexes import surveys
from haidang.core.indexes.models import Answer
from haidang.core.indicators import queries
from haidang.core.indicators.tests.world import NOW, WHO
from haidang.kernel import clock, survey
from haidang.kernel.action import Invalid
from haidang.kernel.survey import surveys as declared

SME = msgspec.structs.replace(declared()["sme_digital"], counts="farm.assessed", mean="farm.level")
GROUPS = {"size": "small", "sector": "trade"}


def levels(level):
    return {one.key: level for one in SME.questions}


def answered(province, level, voice="a", at=0):
    return surveys.answer(WHO, surveys.Form(SME), province.communes[at], levels(level), GROUPS, voice=voice)


def test_an_answer_has_a_mean_by_pillar_and_a_later_one_takes_its_place(province):
    row = answered(province, 3)
    assert (row.mean, set(row.pillars.values()), SME.level(row.mean).vi) == (3, {3}, "Nâng cao")
    answered(province, 1)
    assert [one.mean for one in Answer.objects.all()] == [1]


def test_a_question_without_an_answer_is_named(province):
    with pytest.raises(Invalid) as error:
        surveys.answer(WHO, surveys.Form(SME), province.communes[0], levels(1) | {"tools": 9}, GROUPS, voice="a")
    assert error.value.field == "tools"
    with pytest.raises(Invalid):
        surveys.answer(WHO, surveys.Form(SME), province.communes[0], levels(1), {"size": "small"}, voice="a")


def test_few_answers_of_a_group_tell_no_mean(province):
    for number in range(4):
        answered(province, 2, voice=str(number))
    found = surveys.results(SME)
    assert (found.count, found.mean) == (4, 2)
    assert ("size", "small", 4, None) in found.groups
    answered(province, 1, voice="e")
    found = surveys.results(SME)
    assert (found.mean, set(found.pillars.values())) == (1.8, {1.8})
    assert ("size", "small", 5, 1.8) in found.groups


def test_answers_become_values_of_indicators_of_the_last_period(province, monkeypatch):
    monkeypatch.setattr(surveys, "surveys", lambda: {"sme_digital": SME})
    count = {"key": "assessed", "unit": "doanh nghiệp", "period": "quarter", "over_time": "last", "level": "commune",
             "over_places": "sum", "source": "pulled"}  # fmt: skip
    mean = {"key": "level", "unit": "điểm", "decimals": 2, "period": "quarter", "over_time": "last", "source": "pulled"}
    province.declare(count, mean)
    with clock.frozen(NOW - timedelta(days=90)):
        for number in range(3):
            answered(province, number, voice=str(number), at=number % 2)
    assert surveys.feed(WHO) == 3
    assert surveys.feed(WHO) == 0
    province.compute()
    now = queries.latest(WHO, ["farm.assessed", "farm.level"])
    assert (now["farm.assessed"].value, now["farm.level"].value) == (3, 1)


def test_a_survey_that_names_an_unknown_pillar_is_refused():
    wrong = msgspec.structs.replace(SME.questions[0], pillar="ghost")
    found = list(survey.problems(msgspec.structs.replace(SME, questions=[wrong, *SME.questions[1:]])))
    assert found[0][0] == "questions[0].pillar"
