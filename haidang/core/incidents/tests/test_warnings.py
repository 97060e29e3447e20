"""What the centre tells everybody."""

from datetime import timedelta

import pytest

from haidang.core.incidents import everybody, warnings
from haidang.kernel.action import PUBLIC, Invalid, NotPossible, Refused
from haidang.kernel.clock import frozen

from .watch_room import NINE, SCENE, after

pytestmark = pytest.mark.django_db
GIVEN = {"title": "Ngập sâu đường 30/4", "advice": "Tránh khu vực này.", "severity": 1, "until": after(hours=3)}


@pytest.fixture(autouse=True)
def _at_nine():
    with frozen(NINE):
        yield


@pytest.fixture
def incident(desk):
    return desk.open()


def published(desk, incident, **given):
    return warnings.publish(desk.officer, incident, **(GIVEN | given))


def test_everybody_reads_the_title_the_advice_and_nothing_of_the_incident(desk, incident):
    warning = published(desk, incident)
    (found,) = everybody.warnings()
    assert (found.title, found.advice, found.code) == (warning.title, warning.advice, warning.code)
    assert incident.code not in repr(found)
    assert found.is_around(incident.place)


def test_it_ends_by_itself_and_by_hand(desk, incident):
    warning = published(desk, incident)
    with frozen(after(hours=3, seconds=1)):
        assert everybody.warnings() == []
    warnings.end(desk.officer, warning)
    assert everybody.warnings() == []
    with pytest.raises(NotPossible):
        warnings.end(desk.officer, warning)


def test_the_log_of_the_incident_says_so(desk, incident):
    published(desk, incident)
    assert any("Ngập sâu" in str(line.text) for line in incident.log.all())


def test_an_exercise_is_told_to_nobody(desk):
    drill = desk.open(is_exercise=True)
    with pytest.raises(NotPossible):
        published(desk, drill)


@pytest.mark.parametrize("given", [{"title": " "}, {"advice": ""}, {"severity": 5}, {"title": "x" * 121},
    {"until": NINE - timedelta(minutes=1)}, {"until": after(days=8)}])  # fmt: skip
def test_a_wrong_warning_is_refused(desk, incident, given):
    with pytest.raises(Invalid):
        published(desk, incident, **given)
    assert everybody.warnings() == []


def test_the_public_publishes_nothing(incident):
    with pytest.raises(Refused):
        warnings.publish(PUBLIC, incident, **GIVEN)


def test_a_warning_is_around_those_within_ten_kilometres(desk, incident):
    published(desk, incident, point=SCENE)
    (found,) = everybody.warnings()
    far = desk.hd.elsewhere
    far.lon, far.lat = SCENE.lon + 0.05, SCENE.lat
    assert found.is_around(far)
    far.lon = SCENE.lon + 0.2
    assert not found.is_around(far)
    far.lon = None
    assert not found.is_around(far)
