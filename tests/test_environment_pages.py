"""The pages of the environment, through a browser's eyes."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from haidang.core.directory.tests.small_province import build
from haidang.core.telemetry import partitions
from haidang.domains.environment import aqi, jobs, tide, wqi
from haidang.domains.environment.pages.scale import WHITE, ink_on
from haidang.domains.environment.tests.province import NOW, Province
from haidang.kernel import clock
from haidang.web.tests.browsing import browser, read

AIR = "/p/environment/air/"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_nine(db: None) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def province(db: None) -> Province:
    partitions.ensure(partitions.around(NOW.date()))
    return Province()


@pytest.fixture
def two_stations(province: Province) -> Province:
    """AQ-001 moderate, AQ-002 poor."""
    for code, level in (("AQ-001", 30.0), ("AQ-002", 70.0)):
        station = province.station(code, "air_station")
        station.lon, station.lat = 107.08, 10.35
        station.save()
        province.send_every(code, "pm25", 5 * MINUTE, 14 * HOUR, lambda at, level=level: level)
        province.send_every(code, "no2", 5 * MINUTE, 14 * HOUR, lambda at: 110.0)
    return province


def air(client: Client, language: str = "vi") -> str:
    return read(client.get(AIR, headers={"accept-language": language}))


def articles(page: str) -> list[str]:
    return page.split("<article")[1:]


def test_everybody_may_see_the_air_and_the_worst_station_comes_first(two_stations: Province, client: Client) -> None:
    first, second = articles(air(client))
    assert "AQ-002" in first
    assert "AQ-001" in second


def test_each_station_has_its_official_colour_level_and_place(two_stations: Province, client: Client) -> None:
    worst = articles(air(client))[0]
    assert re.search(r"--level:#ff7e00;--ink:#000000", worst)
    assert "Kém" in worst
    assert "Phường Thử" in worst
    assert "10,35000; 107,08000" in worst


def test_all_parameters_are_shown_with_the_highest_marked(two_stations: Province, client: Client) -> None:
    worst = articles(air(client))[0]
    assert "Bụi PM2.5" in worst
    assert "NO₂" in worst
    assert worst.count("cao nhất") >= 1
    assert "NowCast 12 giờ" in worst
    assert "110" in worst


def test_advice_speaks_to_everyone_and_to_the_sensitive(two_stations: Province, client: Client) -> None:
    worst, level = articles(air(client))[0], aqi.level(130)
    assert level.everyone.vi in worst
    assert level.sensitive.vi in worst


def test_there_is_no_mean_over_stations(two_stations: Province, client: Client) -> None:
    """60 and 130: 95 would be a mean of two stations."""
    assert "95" not in re.findall(r'<b class="num">(\d+)</b>', air(client))
    assert "không lấy trung bình các trạm" in air(client)


def test_the_page_names_method_source_and_what_is_simulated(two_stations: Province, client: Client) -> None:
    page = air(client)
    for said in ("1459/QĐ-TCMT", "12/11/2019", "DỮ LIỆU MÔ PHỎNG", "Cách tính", "09:0"):
        assert said in page


def test_every_word_is_there_without_script(two_stations: Province, client: Client) -> None:
    bare = re.sub(r"<script.*?</script>", "", air(client), flags=re.DOTALL)
    for said in ("AQ-001", "AQ-002", "Kém", "Trung bình", "NO₂", "Nguy hại"):
        assert said in bare


def test_english_readers_read_english(two_stations: Province, client: Client) -> None:
    page = air(client, "en")
    for said in ("Poor", "Moderate", "Test ward", "Hazardous"):
        assert said in page


def test_a_station_that_cannot_be_judged_says_so(province: Province, client: Client) -> None:
    province.station("AQ-009", "air_station")
    (only,) = articles(air(client))
    assert "Chưa đủ số liệu" in only
    assert "Chưa có số đo" in only


def test_a_silent_station_says_since_when(two_stations: Province, client: Client) -> None:
    with clock.frozen(NOW + 2 * HOUR):
        assert "Trạm mất tín hiệu từ" in air(client)


def test_without_stations_the_page_stands(db: None, client: Client) -> None:
    assert "Chưa có trạm không khí nào công khai" in air(client)


def test_what_is_internal_is_not_published(two_stations: Province, client: Client) -> None:
    two_stations.source.data_class = "internal"
    two_stations.source.save()
    assert "AQ-001" not in air(client)


@pytest.mark.parametrize("colour", [*(one.colour for one in aqi.LEVELS), *(one.colour for one in wqi.CLASSES)])
def test_letters_can_be_read_on_every_official_colour(colour: str) -> None:
    def light(hexed: str) -> float:
        parts = (int(hexed[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    brighter, darker = sorted((light(colour), light(ink_on(colour))), reverse=True)
    assert (brighter + 0.05) / (darker + 0.05) >= 4.5


def test_letters_on_dark_colours_are_white() -> None:
    assert ink_on("#7e0023") == WHITE


@pytest.fixture
def officer(province: Province) -> Client:
    hd = build()
    return browser(hd.officer("duty_officer", hd.centre, hd.province, "public", "internal"))


OVERVIEW = "/d/environment/overview/"


def test_the_desks_page_is_for_the_desk(client: Client) -> None:
    assert client.get(OVERVIEW).status_code == 302


def test_the_desks_page_stands_without_any_data(officer: Client) -> None:
    assert "Chưa có trạm không khí nào gửi số liệu" in read(officer.get(OVERVIEW))


def test_the_desk_sees_air_sea_water_rain_and_waste_water(province: Province, officer: Client) -> None:
    province.place.path = "HD/26506/"
    for code, kind in (
        ("AQ-001", "air_station"),
        ("WL-002", "tide_gauge"),
        ("SW-001", "surface_water_station"),
        ("RG-001", "rain_gauge"),
        ("WW-001", "wastewater_station"),
    ):
        province.station(code, kind)
    province.send_every("AQ-001", "pm25", 5 * MINUTE, 14 * HOUR, lambda at: 70.0)
    province.send_every("WL-002", "level", MINUTE, 2 * HOUR, lambda at: tide.level(at) + 0.3)
    for series, value in (("ph", 7.0), ("cod", 15.0), ("nh4_n", 0.6)):
        province.send_every("SW-001", series, 5 * MINUTE, 2 * HOUR, lambda at, value=value: value)
    province.send_every("RG-001", "rain_10m", 10 * MINUTE, 26 * HOUR, lambda at: 1.0)
    province.send("WW-001", "cod", [(NOW, 180.0)])
    jobs.compute_water()
    page = read(officer.get(OVERVIEW))
    assert "--level:#ff7e00" in page, "the station's level"
    assert "Nước lớn" in page
    assert "Nước ròng" in page
    assert 'data-latest="WL-002/level"' in page
    assert "0,30" in page, "the surge"
    assert "công thức gộp nhóm: M" in page
    assert "100–200 mm trong 24 giờ" in page
    assert re.search(r'late">.*180,0', page, re.DOTALL), "beyond column B"
