"""Official vectors are the samples printed in Quyết định 1459/QĐ-TCMT; the others are worked by hand from its tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haidang.domains.environment import aqi

SAMPLE_HOURS = [26.9, 24.7, 20.5, 23.5, 19.5, 16.5, 19.0, 16.5, 20.3, 22.4, 19.6, 20.6]

concentrations = st.floats(-5, 2000, allow_nan=False)
hours = st.lists(st.none() | concentrations, min_size=0, max_size=24)


def test_nowcast_of_the_decisions_sample_is_20_3() -> None:
    cast = aqi.nowcast(SAMPLE_HOURS)
    assert cast is not None
    assert round(cast.value, 1) == 20.3
    assert round(cast.weight, 3) == 0.613
    assert not cast.reads_low


@pytest.mark.parametrize(
    ("column", "concentration", "index"),
    [
        ("o3_1h", 136.1, 43),
        ("pm25", 20.3, 41),
        ("o3_8h", 89.3, 45),
        ("o3_1h", 114.6, 36),
        ("no2", 130.8, 65),
        ("pm25", 55.7, 110),
    ],
)
def test_sub_indices_of_the_decisions_samples(column: str, concentration: float, index: int) -> None:
    assert aqi.sub_index(column, concentration) == index


def test_the_decision_prints_60_for_no2_118_7_but_its_formula_gives_59() -> None:
    """(100-50)/(200-100) * (118.7-100) + 50 = 59.35. Its other samples round normally (65.4 -> 65), so 60 is a misprint."""
    assert aqi.sub_index("no2", 118.7) == 59


def test_the_hourly_sample_is_59_because_of_no2_and_shows_every_part() -> None:
    result = aqi.of_hour({"pm25": SAMPLE_HOURS, "o3": [136.1], "no2": [118.7]})
    assert result is not None
    assert [(part.parameter, part.index) for part in result.parts] == [("no2", 59), ("o3", 43), ("pm25", 41)]
    assert result.highest.parameter == "no2"
    assert result.level.key == "moderate"


def test_the_daily_sample_is_110_because_of_pm25() -> None:
    eight = [89.3] * 8 + [None] * 15 + [114.6]
    result = aqi.of_day({"pm25": [55.7] * 24, "o3": eight, "no2": [130.8, 12.0]})
    assert result is not None
    assert {(part.parameter, part.averaging): part.index for part in result.parts} == {
        ("pm25", "24h"): 110,
        ("no2", "1h"): 65,
        ("o3", "8h"): 45,
        ("o3", "1h"): 36,
    }
    assert (result.index, result.level.key, result.hours) == (110, "poor", 24)


@pytest.mark.parametrize("column", list(aqi.TABLE.breakpoints))
def test_indices_meet_at_every_breakpoint_and_stop_at_the_last(column: str) -> None:
    points = aqi.TABLE.breakpoints[column]
    assert [aqi.sub_index(column, point) for point in points] == aqi.TABLE.index[: len(points)]
    assert aqi.sub_index(column, points[-1] * 10) == aqi.TABLE.index[len(points) - 1]


def test_levels_have_no_gaps() -> None:
    assert [aqi.level(index).key for index in (0, 50, 51, 100, 101, 150, 151, 200, 201, 300, 301, 500)] == [
        "good", "good", "moderate", "moderate", "poor", "poor", "bad", "bad", "very_bad", "very_bad", "hazardous", "hazardous"
    ]  # fmt: skip


def test_without_dust_there_is_no_index() -> None:
    assert aqi.of_hour({"no2": [300.0], "o3": [400.0]}) is None
    assert aqi.of_day({"no2": [300.0] * 24}) is None
    assert aqi.of_hour({"pm25": [None] * 12, "no2": [300.0]}) is None


def test_nowcast_needs_two_of_the_last_three_hours() -> None:
    assert aqi.nowcast([10.0, None, 12.0]) is not None
    assert aqi.nowcast([10.0] * 9 + [None, None, 12.0]) is None
    assert aqi.nowcast([]) is None


def test_a_missing_hour_drops_its_term() -> None:
    """c1=20, c2 missing, c3=30: w = 20/30, (20 + 30 w^2) / (1 + w^2) = 300/13."""
    cast = aqi.nowcast([30.0, None, 20.0])
    assert cast is not None
    assert cast.value == pytest.approx(300 / 13)
    assert (cast.missing, cast.reads_low) == (10, False)


def test_a_steep_change_takes_weight_one_half_and_says_when_it_reads_low() -> None:
    full = aqi.nowcast([10.0] * 11 + [100.0])
    assert full is not None
    assert full.value == pytest.approx(100 / 2 + 10 * (1 / 2 - 1 / 4096))
    assert (full.weight, full.reads_low) == (0.5, False)
    holed = aqi.nowcast([10.0] * 9 + [None, 10.0, 100.0])
    assert holed is not None
    assert holed.reads_low
    assert holed.value < full.value


def test_clean_air_has_index_zero() -> None:
    result = aqi.of_hour({"pm25": [0.0] * 12})
    assert result is not None
    assert result.index == 0


def test_no_eight_hour_ozone_index_above_400() -> None:
    result = aqi.of_day({"pm10": [10.0] * 24, "o3": [401.0] * 24})
    assert result is not None
    assert [part.averaging for part in result.parts if part.parameter == "o3"] == ["1h"]


def test_eight_hours_must_follow_each_other() -> None:
    assert aqi.highest_of_eight([60.0] * 7 + [None] + [60.0] * 7) is None
    assert aqi.highest_of_eight([0.0] * 4 + [80.0] * 8 + [0.0] * 4) == 80


@given(hours)
def test_nowcast_stays_within_what_was_measured(values: list[float | None]) -> None:
    cast = aqi.nowcast(values)
    if cast is not None:
        known = [value for value in values[-12:] if value is not None]
        assert min(0, *known) - 1e-6 <= cast.value <= max(0, *known) + 1e-6
        assert 0.5 <= cast.weight <= 1


@given(st.sampled_from(list(aqi.TABLE.breakpoints)), concentrations, concentrations)
def test_more_pollution_never_lowers_an_index(column: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= aqi.sub_index(column, low) <= aqi.sub_index(column, high) <= 500


@given(st.dictionaries(st.sampled_from(aqi.PARAMETERS), hours))
def test_any_hours_give_a_day_or_none(values: dict[str, list[float | None]]) -> None:
    for result in (aqi.of_day(values), aqi.of_hour(values)):
        assert result is None or result.index == max(part.index for part in result.parts)
