from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haidang.domains.environment import tide
from haidang.kernel import registry
from haidang.kernel.clock import HO_CHI_MINH, duration
from haidang.provinces import pack
from haidang.sim.models.water import GAUGES
from haidang.sim.noise import Noise
from haidang.sim.weather import DAY, Spot
from haidang.sim.world import World, due

NOON = datetime(2026, 8, 12, 12, 0, tzinfo=HO_CHI_MINH).timestamp()
COMPUTED_HERE = {
    "vn_aqi_h", "level_predicted", "surge", "rain_1h", "rain_24h", "stock_days", "lots_expiring", "doses_left",
    "disbursement_lag",
}  # fmt: skip
COUNTED_AT_A_DOOR = {
    "log_rate",
    "failed_logins",
}  # of logs that simulated machines write; and `found_...`, what rules find in them


def find(world, thing, series):
    return next(one for one in world.signals if (one.thing, one.series) == (thing, series))


def day_of(world, signal, start=NOON - DAY, step=None):
    return world.measure(signal, np.arange(start, start + DAY, step or signal.cadence))


def test_every_series_that_a_demo_station_measures_has_a_model(world):
    simulated = {(one.thing, one.series) for one in world.signals}
    internal = {one.key for one in world.pack.sources if one.door == "internal"}
    for thing in world.pack.things:
        if thing.source in internal:
            continue
        _, kind = registry.thing_type(thing.type)
        own = {key for key in kind.series if key.startswith("found_")} | COMPUTED_HERE | COUNTED_AT_A_DOOR
        missing = [key for key in kind.series if (thing.code, key) not in simulated and key not in own]
        assert not missing, f"{thing.code} ({thing.type}) says nothing about {missing}"


def test_what_the_centre_computes_itself_is_not_sent_to_it(world):
    assert not COMPUTED_HERE & {one.series for one in world.signals}


def test_the_same_seed_gives_the_same_province(world):
    again = World(pack.load("demo"))
    for here, there in zip(world.signals[::17], again.signals[::17], strict=True):
        assert np.array_equal(day_of(world, here).values, day_of(again, there).values)


def test_another_seed_gives_another_province(world):
    other = World(pack.load("demo"), seed=7)
    assert (
        day_of(world, find(world, "AQ-001", "pm25")).values.tolist()
        != day_of(other, find(other, "AQ-001", "pm25")).values.tolist()
    )


def test_a_history_and_live_values_agree(world):
    for signal in world.signals[::11]:
        moments = np.arange(NOON, NOON + 6 * signal.cadence, signal.cadence)
        whole = world.measure(signal, moments)
        live = [value for one in moments for value in world.measure(signal, np.array([one])).values.tolist()]
        assert live == whole.values.tolist(), f"{signal.thing}/{signal.series}"


def test_no_value_lies_outside_what_its_series_may_be(world):
    for signal in world.signals:
        domain, _ = registry.thing_type(signal.site.type)
        facts = registry.series(domain.key, signal.series)
        found = day_of(world, signal)
        good = found.values[found.quality == 0]
        if not len(good):  # a school on a free day
            continue
        where = f"{signal.thing}/{signal.series}: {good.min()} to {good.max()}"
        assert facts.valid_min is None or good.min() >= facts.valid_min, where
        assert facts.valid_max is None or good.max() <= facts.valid_max, where


def test_no_signal_jumps_faster_than_its_series_may(world):
    for signal in world.signals:
        domain, _ = registry.thing_type(signal.site.type)
        step = registry.series(domain.key, signal.series).max_step_per_minute
        if step is not None:
            found = day_of(world, signal)
            good = found.quality == 0
            minutes = np.diff(found.seconds[good]) / 60
            assert (np.abs(np.diff(found.values[good])) <= step * minutes).all(), f"{signal.thing}/{signal.series}"


def test_no_signal_sticks_longer_than_its_series_may(world):
    for signal in world.signals:
        domain, _ = registry.thing_type(signal.site.type)
        longest = registry.series(domain.key, signal.series).stuck_for
        if longest:
            values = day_of(world, signal).values
            runs = np.diff(np.flatnonzero(np.r_[True, np.diff(values) != 0, True]))
            assert runs.max() * signal.cadence < duration(longest).total_seconds() / 3, (
                f"{signal.thing}/{signal.series}"
            )


def test_the_tide_gauge_follows_the_predicted_tide(world):
    found = day_of(world, find(world, "WL-002", "level"))
    assert np.abs(found.values - tide.levels(found.seconds)).max() < 0.3


def test_afternoons_are_warmer_than_mornings(world):
    warm = world.weather.temperature(Spot(0, 0), np.array([NOON + 2 * 3600]))
    cold = world.weather.temperature(Spot(0, 0), np.array([NOON - 7 * 3600]))
    assert warm > cold + 2


def test_the_rainy_season_is_wetter_than_the_dry_one(world):
    def rain(month):
        start = datetime(2026, month, 1, tzinfo=HO_CHI_MINH).timestamp()
        return world.weather.rain(Spot(0, 0), np.arange(start, start + 28 * DAY, 600.0)).sum()

    assert rain(8) > 5 * rain(2)


def test_rain_washes_the_dust_out_of_the_air(world):
    site = find(world, "AQ-001", "pm25").site
    moments = np.arange(NOON - 90 * DAY, NOON, 1800.0)
    wet = world.weather.wet(site.spot, moments, 4 * 3600)
    pm25 = world.measure(find(world, "AQ-001", "pm25"), moments)
    wet = wet[np.isin(moments, pm25.seconds)]
    assert pm25.values[wet > 5].mean() < pm25.values[wet < 0.1].mean()


def test_rivers_rise_after_rain(world):
    signal = find(world, "WL-003", "level")
    moments = np.arange(NOON - 60 * DAY, NOON, 3600.0)
    stored = world.weather.wet(GAUGES["WL-003"].catchment, moments - 1800, GAUGES["WL-003"].memory)
    level = world.measure(signal, moments).values
    tide_only = 0.35 * tide.levels(moments - 5400)
    assert np.corrcoef(stored, level - tide_only)[0, 1] > 0.6


def test_stations_close_together_agree_more_than_stations_far_apart(world):
    def curve(code):
        return world.measure(find(world, code, "pm25"), np.arange(NOON - 30 * DAY, NOON, 3600.0))

    one, near = curve("AQ-003"), curve("AQ-004")
    both = np.intersect1d(one.seconds, near.seconds)
    a, b = one.values[np.isin(one.seconds, both)], near.values[np.isin(near.seconds, both)]
    assert np.corrcoef(a, b)[0, 1] > 0.6


def test_calibration_and_faults_are_marked_and_rare(world):
    quality = np.concatenate([day_of(world, one).quality for one in world.signals if one.door == "files"])
    assert set(quality.tolist()) == {0, 1, 2}
    assert (quality == 0).mean() > 0.95


def test_due_moments_are_met_once_however_the_clock_ticks(world):
    signals = world.signals[::9]
    whole = {(one.thing, one.series): moments.tolist() for one, moments in due(signals, NOON, NOON + 1800)}
    ticked: dict = {}
    edges = [NOON, NOON + 0.4, NOON + 61.7, NOON + 300, NOON + 300.5, NOON + 1111, NOON + 1800]
    for after, until in pairwise(edges):
        for one, moments in due(signals, after, until):
            ticked.setdefault((one.thing, one.series), []).extend(moments.tolist())
    assert ticked == whole


def test_stations_do_not_all_speak_in_the_same_second(world):
    assert len({one.phase for one in world.signals if one.door != "files"}) > 10


@given(seed=st.integers(0, 2**63), index=st.integers(-(2**53), 2**53))
@settings(max_examples=200)
def test_chance_stays_within_its_bounds(seed, index):
    noise = Noise(seed)
    at = np.array([index], np.int64)
    assert 0 <= noise.uniform(at, "a")[0] < 1
    assert abs(noise.normal(at, "a")[0]) < 3.5


@pytest.mark.parametrize("hours", [48])
def test_two_days_of_the_province_are_made_in_seconds(world, hours):
    number = sum(
        len(world.measure(one, moments).values) for one, moments in due(world.signals, NOON - hours * 3600, NOON)
    )
    assert 150_000 < number < 500_000
