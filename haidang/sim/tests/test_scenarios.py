from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from haidang.core.sharing.scenarios import scenarios
from haidang.kernel.clock import HO_CHI_MINH
from haidang.provinces import pack
from haidang.sim.process import FAST
from haidang.sim.scenarios import SCENARIOS, Exercise
from haidang.sim.world import World

START = datetime(2026, 11, 21, 9, 0, 7, tzinfo=HO_CHI_MINH).timestamp()
SOON = 60.0  # seconds within which a shift must see something


def exercise(scenario, seed=5, hours=2.0, place="HD", **parameters):
    declared = {one.key: one.default for one in scenarios()[scenario].parameters}
    given = declared | {"hours": hours} | parameters
    return Exercise("DT-261121-0001", scenario, given, seed, place, START, START + hours * 3600)


def play(played, thing, series, until=SOON, after=0.0):
    """What the station sends from `after` to `until` seconds after the start."""
    signal = next(one for one in played.signals if (one.thing, one.series) == (thing, series))
    return played.measure(signal, np.arange(START + after, START + until, FAST))


def test_every_scenario_that_can_be_started_is_played():
    assert set(SCENARIOS) == set(scenarios())


def test_a_flood_passes_the_flood_level_within_a_minute(played):
    played.exercises = (exercise("flood_at_high_tide"),)
    assert play(played, "WL-002", "level").values[-1] > 4.4


def test_a_flood_reaches_the_canal_and_brings_rain(played):
    played.exercises = (exercise("flood_at_high_tide"),)
    assert play(played, "WL-001", "level", until=3600).values.max() > 4.3
    rain = next(one for one in played.signals if one.thing == "RG-001")
    assert played.measure(rain, np.array([START + 1200])).values[0] > 4


def test_dust_passes_the_spike_limit_within_a_minute_and_spreads(played):
    played.exercises = (exercise("pm25_episode"),)
    stations = [one.thing for one in played.signals if one.series == "pm25"]
    heights = sorted(play(played, one, "pm25").values[-1] for one in stations)
    assert heights[-1] > 150
    assert heights[0] < 40  # Côn Đảo is far out at sea
    assert sum(height > 50 for height in heights) >= 3


def test_a_dead_station_sends_nothing_and_the_others_go_on(played):
    played.exercises = (exercise("station_dead", thing="WL-001"),)
    assert not len(play(played, "WL-001", "level").values)
    assert len(play(played, "WL-002", "level").values)


def test_waste_water_passes_its_limit_and_the_power_of_the_works_is_cut(played):
    played.exercises = (exercise("waste_water_breach", thing="WW-001"),)
    assert play(played, "WW-001", "cod").values[-1] > 2 * 150
    assert play(played, "PW-005", "power_state").values[-1] == 0
    assert play(played, "PW-008", "power_state").values[-1] == 1
    assert play(played, "WW-002", "cod").values[-1] < 75


def test_power_comes_back_before_the_breach_ends(played):
    played.exercises = (exercise("waste_water_breach", thing="WW-001"),)
    assert play(played, "PW-005", "power_state", after=1800, until=1900).values.min() == 1
    assert play(played, "WW-001", "cod", after=1800, until=1900).values.min() > 150


@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_the_same_seed_plays_the_same_way_and_nothing_before_its_start(scenario):
    one, two, calm = (World(pack.load("demo")) for _ in range(3))
    asked = exercise(scenario, thing="WW-001") if scenarios()[scenario].thing else exercise(scenario)
    one.exercises = two.exercises = (asked,)
    for signal in one.signals[::7]:
        moments = np.arange(START - 600, START + 600, 60.0)
        first, second = one.measure(signal, moments), two.measure(signal, moments)
        assert np.array_equal(first.values, second.values)
        before = calm.measure(signal, moments[moments < START])
        good = before.quality == 0
        assert np.isin(before.values[good], first.values).all()


def test_another_seed_puts_the_smoke_elsewhere(played):
    played.exercises = (exercise("pm25_episode", seed=1),)
    here = play(played, "AQ-002", "pm25").values
    played.exercises = (exercise("pm25_episode", seed=4),)
    assert here.tolist() != play(played, "AQ-002", "pm25").values.tolist()


def test_after_an_exercise_everything_is_as_if_it_had_not_been(played, world):
    played.exercises = (exercise("pm25_episode"),)
    play(played, "AQ-001", "pm25")
    played.exercises = ()
    assert play(played, "AQ-001", "pm25").values.tolist() == play(world, "AQ-001", "pm25").values.tolist()


def test_an_exercise_that_is_over_touches_nothing_though_nobody_stopped_it(played, world):
    played.exercises = (exercise("pm25_episode", hours=0.1),)
    late = {"after": 400, "until": 500}
    assert (
        play(played, "AQ-001", "pm25", **late).values.tolist() == play(world, "AQ-001", "pm25", **late).values.tolist()
    )


def test_touched_stations_report_more_often_but_sums_keep_their_cadence(played):
    played.exercises = (exercise("flood_at_high_tide"),)
    touched = {one.series for one in played.touched()}
    assert touched == {"level"}


def test_an_exercise_stays_within_its_place(played, world):
    commune = next(one.place for one in played.pack.things if one.code == "AQ-001")
    played.exercises = (exercise("pm25_episode", place=commune),)
    assert {one.thing for one in played.touched()} == {
        one.code for one in played.pack.things if one.type == "air_station" and one.place == commune
    }


def test_an_unknown_scenario_and_an_empty_thing_do_no_harm(played, world):
    strange = replace(exercise("station_dead"), scenario="meteor")
    played.exercises = (strange, exercise("station_dead"), exercise("waste_water_breach", thing="XX-9"))
    assert play(played, "AQ-001", "pm25").values.tolist() == play(world, "AQ-001", "pm25").values.tolist()
