"""What everybody is told of alerts, and what people near one answer."""

from datetime import timedelta

import pytest

from haidang.core.rules.alerts import actions
from haidang.core.rules.models import Sighting
from haidang.core.rules.reading import everybody
from haidang.kernel import clock
from haidang.kernel.action import PUBLIC, Invalid, NotPossible
from haidang.kernel.geo import Point

from .watched import minute, says, words

pytestmark = pytest.mark.django_db
ASKS = {
    "question": words("Có ngập không?"),
    "within_m": 3000,
    "choices": [{"key": "no", "name": words("Không"), "is_yes": False}, {"key": "knee", "name": words("Đầu gối")}],
}


def raised(watched, **facts):
    watched.start(says(**facts))
    watched.measured((0, 70.0))
    return watched.alert()


@pytest.fixture
def asked(watched):
    return raised(watched, public=words("Ở trong nhà"), asks=ASKS)


def test_an_alert_is_everybodys_only_where_its_rule_has_words_for_them(watched):
    raised(watched)
    assert everybody.public_alerts() == []


def test_what_holds_is_told(watched, asked):
    assert everybody.public_alerts() == [asked]


def test_what_an_officer_set_aside_is_not_told(watched, asked):
    actions.shelve(watched.officer, asked, lasting=timedelta(hours=1), reason="máy đo hỏng")
    assert everybody.public_alerts() == []


def test_what_is_not_public_data_is_not_told(watched, asked):
    asked.data_class = "internal"
    asked.save()
    assert everybody.public_alerts() == []


def answer(alert, voice="a", **given):
    facts = {"choice": "knee", "place": alert.place, "voice": voice}
    return everybody.answer(PUBLIC, alert, **(facts | given))


def test_a_voice_is_counted_once_as_it_spoke_last(watched, asked):
    answer(asked)
    answer(asked, choice="no")
    answer(asked, voice="b", point=Point(107.08123, 10.35123))
    found = everybody.answers(watched.officer, asked)
    assert found.total == 2
    assert [(choice.key, count) for choice, count in found.choices] == [("no", 1), ("knee", 1)]
    assert found.places == [(asked.place, {"no": 1, "knee": 1})]
    assert Sighting.objects.get(voice="b").lon == 107.081


def test_the_journal_says_what_was_answered_and_not_by_whom(watched, asked):
    watched.actions()
    answer(asked, voice="geheim")
    assert watched.actions() == ["alert.answer"]


@pytest.mark.parametrize(("field", "value"), [("choice", "waist"), ("place", "elsewhere")])
def test_a_wrong_answer_is_refused(watched, asked, field, value):
    wrong = watched.hd.elsewhere if value == "elsewhere" else value
    with pytest.raises(Invalid) as refused:
        answer(asked, **{field: wrong})
    assert refused.value.field == field


def test_after_the_alert_nobody_is_asked(watched, asked):
    with clock.frozen(minute(5)):
        actions.close(watched.officer, asked, reason="đã rút")
        with pytest.raises(NotPossible):
            answer(asked)


def test_those_near_the_thing_are_asked(watched, asked):
    thing, near = asked.thing, watched.hd.elsewhere
    thing.lon, thing.lat = 107.08, 10.35
    thing.save()
    near.lon, near.lat = 107.09, 10.35
    near.save()
    alert = everybody.public_alert(asked.code)
    assert {one.key for one in everybody.asked_places(alert)} == {asked.place.key, near.key}
