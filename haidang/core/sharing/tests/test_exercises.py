"""Scenarios are played by an action and stand in a row the simulator reads."""

from datetime import datetime, timedelta

import pytest

from haidang.core.sharing import queries
from haidang.core.sharing.actions import start_exercise, stop_exercise
from haidang.core.sharing.scenarios import scenarios
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible, Refused
from haidang.kernel.clock import HO_CHI_MINH

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 21, 9, 0, tzinfo=HO_CHI_MINH)


@pytest.fixture
def lead(hd):
    return hd.officer("shift_lead", hd.centre, hd.province)


@pytest.fixture
def station(hd):
    words = {"name_vi": "Trạm", "name_en": "Station", "folded": "tram", "sort_key": "tram"}
    return Thing.objects.create(code="AQ-001", domain="environment", type="air_station", place=hd.here, **words)


def test_a_started_exercise_is_active_until_it_ends(hd, lead):
    with clock.frozen(NINE):
        exercise = start_exercise(lead, hd.province, scenario_key="flood_at_high_tide", parameters={"hours": 2}, seed=7)
        assert queries.active_exercises(lead) == [exercise]
    assert (exercise.code, exercise.seed, exercise.parameters) == (
        "DT-261121-0001",
        7,
        {"surge_m": 0.6, "rain_mm_per_hour": 45.0, "hours": 2.0},
    )
    with clock.frozen(NINE + timedelta(hours=2)):
        assert queries.active_exercises(lead) == []


def test_stopping_ends_it_at_once(hd, lead):
    exercise = start_exercise(lead, hd.province, scenario_key="pm25_episode")
    stop_exercise(lead, exercise)
    assert queries.active_exercises(lead) == []
    with pytest.raises(NotPossible, match="đã kết thúc"):
        stop_exercise(lead, exercise)


def test_the_same_scenario_is_not_played_twice_at_once(hd, lead):
    start_exercise(lead, hd.province, scenario_key="pm25_episode")
    with pytest.raises(NotPossible, match="đang chạy"):
        start_exercise(lead, hd.province, scenario_key="pm25_episode")


def test_a_place_of_before_the_reform_has_nothing_to_play_on(hd, lead):
    hd.here.valid_to = clock.today()
    hd.here.save()
    with pytest.raises(Invalid, match="hết hiệu lực") as caught:
        start_exercise(lead, hd.here, scenario_key="pm25_episode")
    assert caught.value.field == "place"


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"hours": 0}, "hours"),
        ({"hours": "nan"}, "hours"),
        ({"peak": 9999}, "peak"),
        ({"peak": "cao"}, "peak"),
        ({"colour": 1}, "colour"),
    ],
)
def test_wrong_parameters_are_named(hd, lead, parameters, field):
    with pytest.raises(Invalid) as caught:
        start_exercise(lead, hd.province, scenario_key="pm25_episode", parameters=parameters)
    assert caught.value.field == field


def test_an_unknown_scenario_names_the_known_ones(hd, lead):
    with pytest.raises(Invalid, match="flood_at_high_tide"):
        start_exercise(lead, hd.province, scenario_key="earthquake")


def test_a_scenario_of_one_thing_needs_one_that_is_there(hd, lead, station):
    with pytest.raises(Invalid, match="thing"):
        start_exercise(lead, hd.elsewhere, scenario_key="station_dead", parameters={"thing": "AQ-001"})
    with pytest.raises(Invalid, match="thing"):
        start_exercise(lead, hd.here, scenario_key="waste_water_breach", parameters={"thing": "AQ-001"})
    exercise = start_exercise(lead, hd.here, scenario_key="station_dead", parameters={"thing": "AQ-001"})
    assert exercise.parameters == {"hours": 1.0, "thing": "AQ-001"}


def test_a_duty_officer_may_not_start_one(hd, officer):
    with pytest.raises(Refused):
        start_exercise(officer, hd.province, scenario_key="pm25_episode")


def test_every_scenario_lasts_some_hours():
    assert all("hours" in {one.key for one in scenario.parameters} for scenario in scenarios().values())
