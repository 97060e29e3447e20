from collections.abc import Iterator
from datetime import timedelta

import pytest

from haidang.domains.environment import jobs, queries, tide, tiles
from haidang.kernel import clock
from haidang.kernel.action import PUBLIC, system

from .province import NOW, Province

US = system("test")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_nine(db: None) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def test_vn_aqi_of_the_last_hour_is_by_station_and_worst_first(province: Province) -> None:
    for code, level in (("AQ-001", 30.0), ("AQ-002", 80.0)):
        province.station(code, "air_station")
        province.send_every(code, "pm25", 5 * MINUTE, 14 * HOUR, lambda at, level=level: level)
    found = queries.air(US)
    assert [(one.thing, one.hour and one.hour.index) for one in found] == [("AQ-002", 150), ("AQ-001", 60)]
    assert found[0].until == NOW.replace(minute=0)
    assert found[0].hour is not None
    assert found[0].hour.highest.parameter == "pm25"


def test_calibrating_and_faulty_readings_do_not_enter(province: Province) -> None:
    province.station("AQ-001", "air_station")
    province.send_every("AQ-001", "pm25", 5 * MINUTE, 14 * HOUR, lambda at: 30.0)
    province.send("AQ-001", "pm25", [(NOW - 30 * MINUTE + 2 * MINUTE, 900.0)], quality=1)
    (found,) = queries.air(US)
    assert found.hour is not None
    assert found.hour.index == 60


def test_vn_aqi_of_today_counts_the_hours_that_have_ended(province: Province) -> None:
    province.station("AQ-001", "air_station")
    province.send_every("AQ-001", "pm25", 5 * MINUTE, 20 * HOUR, lambda at: 25.0 if at.date() == NOW.date() else 200.0)
    found = queries.air_of_day(US, NOW.date())
    assert (found["AQ-001"].index, found["AQ-001"].hours) == (50, 9)


def test_a_station_without_dust_has_no_index(province: Province) -> None:
    province.station("AQ-001", "air_station")
    province.send_every("AQ-001", "no2", 5 * MINUTE, 3 * HOUR, lambda at: 50.0)
    (found,) = queries.air(US)
    assert found.hour is None


def test_vn_wqi_comes_from_the_last_hours_means(province: Province) -> None:
    province.station("SW-001", "surface_water_station")
    for series, value in (("ph", 7.0), ("cod", 15.0), ("nh4_n", 0.6)):
        province.send_every("SW-001", series, 5 * MINUTE, 2 * HOUR, lambda at, value=value: value)
    (found,) = queries.water(US)
    assert found.index is not None
    assert (found.index.index, found.index.complete) == (63, False)  # (75 + 50) / 2, half up


def test_the_sea_shows_measured_against_predicted(province: Province) -> None:
    province.station("WL-002", "tide_gauge")
    province.send("WL-002", "level", [(NOW - MINUTE, tide.level(NOW - MINUTE) + 0.42)])
    (found,) = queries.sea(US)
    assert found.predicted == pytest.approx(tide.level(NOW))
    assert found.surge == pytest.approx(0.42)
    assert found.coming[0].at > NOW


def test_a_stale_gauge_has_no_surge(province: Province) -> None:
    province.station("WL-002", "tide_gauge")
    province.send("WL-002", "level", [(NOW - HOUR, 2.0)])
    (found,) = queries.sea(US)
    assert found.surge is None


def test_rain_is_summed_over_1_12_and_24_hours(province: Province) -> None:
    province.station("RG-001", "rain_gauge")
    province.send_every("RG-001", "rain_10m", 10 * MINUTE, 30 * HOUR, lambda at: 1.0)
    (found,) = queries.rains(US)
    assert [(one.hours, one.amount, one.complete) for one in found.sums] == [
        (1, 6, True),
        (12, 72, True),
        (24, 144, True),
    ]


def test_the_public_sees_nothing_internal(province: Province) -> None:
    province.source.data_class = "internal"
    province.source.save()
    province.station("AQ-001", "air_station")
    province.place.things.get().series.update(data_class="internal")
    province.send_every("AQ-001", "pm25", 5 * MINUTE, 3 * HOUR, lambda at: 30.0)
    assert queries.air(PUBLIC) == []


def test_computed_series_are_recorded_and_a_second_run_changes_nothing(province: Province) -> None:
    province.station("AQ-001", "air_station")
    province.station("WL-002", "tide_gauge")
    province.station("RG-001", "rain_gauge")
    province.send_every("AQ-001", "pm25", 5 * MINUTE, 14 * HOUR, lambda at: 30.0)
    province.send_every("WL-002", "level", MINUTE, 2 * HOUR, lambda at: tide.level(at) + 0.3)
    province.send_every("RG-001", "rain_10m", 10 * MINUTE, 26 * HOUR, lambda at: 0.5)
    for _run in range(2):
        jobs.compute_air()
        jobs.compute_tide()
        jobs.compute_water()
        newest = queries.queries.latest(US).by_name()
        assert (newest["AQ-001", "vn_aqi_h"].value, newest["AQ-001", "vn_aqi_h"].at) == (60, NOW.replace(minute=0))
        assert newest["WL-002", "surge"].value == pytest.approx(0.3, abs=0.01)
        assert newest["WL-002", "level_predicted"].at > NOW
        assert (newest["RG-001", "rain_1h"].value, newest["RG-001", "rain_24h"].value) == (3, 72)
    hours = queries.queries.hours(US, "AQ-001", "vn_aqi_h", NOW - 24 * HOUR, NOW)
    assert hours.n.tolist() == [1] * len(hours)


def test_late_readings_correct_the_computed_ones(province: Province) -> None:
    province.station("RG-001", "rain_gauge")
    province.send("RG-001", "rain_10m", [(NOW.replace(minute=0), 5.0)])
    jobs.compute_water()
    province.send("RG-001", "rain_10m", [(NOW.replace(hour=8, minute=30), 7.0)])
    jobs.compute_water()
    assert queries.queries.latest(US).by_name()["RG-001", "rain_1h"].value == 12


def test_stations_online_of_all(province: Province) -> None:
    for code in ("RG-001", "RG-002"):
        province.station(code, "rain_gauge")
    province.send("RG-001", "rain_10m", [(NOW, 0.0)])
    assert tiles.stations_online(US) == tiles.Answer(1, 2, severity=3)


@pytest.mark.parametrize(
    ("series", "value", "over"), [("cod", 151.0, 1), ("cod", 149.0, 0), ("ph", 5.4, 1), ("ph", 8.0, 0)]
)
def test_waste_water_breaches_count_stations_beyond_column_b(
    province: Province, series: str, value: float, over: int
) -> None:
    province.station("WW-001", "wastewater_station")
    province.send("WW-001", series, [(NOW, value)])
    answer = tiles.wastewater_breaches(US)
    assert (answer.value, answer.of, answer.severity) == (over, 1, 2 if over else 0)
