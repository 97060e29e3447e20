"""The provinces that come with the program."""

import json
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from haidang.kernel.ids import is_code
from haidang.provinces import pack as provinces
from haidang.provinces.roster import turns, turns_at

LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)
FIRST_DAY_OF_TWO_LEVELS = date(2025, 7, 1)


@pytest.fixture(scope="module", params=provinces.packs())
def pack(request):
    return provinces.load(request.param)


@pytest.fixture(scope="module")
def demo():
    return provinces.load("demo")


def test_two_provinces_come_with_the_program():
    assert provinces.packs() == ["binhphuoc", "demo"]


def test_every_province_says_that_it_is_fictional(pack):
    assert pack.province.is_fictional
    assert "hư cấu" in pack.province.name.vi
    assert "fictional" in pack.province.texts.fictional.en
    assert "fictional" in (pack.folder / "NOTICE").read_text()


def test_all_old_wards_of_both_provinces_map_to_communes_of_today():
    mapped, wards = set(), []
    for key in provinces.packs():
        pack = provinces.load(key)
        today = {place.code for place in pack.current_communes()}
        assert {merger.new for merger in pack.mergers} == today
        mapped |= {merger.old for merger in pack.mergers}
        wards += [
            place.code for place in pack.places if place.kind in ("ward", "commune", "township") and place.valid_to
        ]
    assert len(wards) == 188
    assert set(wards) <= mapped


def test_con_dao_had_no_wards_and_its_district_maps_as_a_whole(demo):
    assert demo.places_by_code["77.755"].successors == ["26732"]
    assert demo.places_by_code["26732"].kind == "special_zone"


def test_a_code_given_again_by_the_reform_names_two_places(demo):
    old, new = demo.places_by_code["77.747.26506"], demo.places_by_code["26506"]
    assert old.gso == new.gso == "26506"
    assert (old.name.vi, new.name.vi) == ("Phường 1", "Phường Vũng Tàu")


def test_districts_are_there_until_30_june_2025_and_gone_the_next_day(pack):
    assert any(place.kind == "district" for place in pack.places_on(LAST_DAY_OF_DISTRICTS))
    assert not any(place.kind == "district" for place in pack.places_on(FIRST_DAY_OF_TWO_LEVELS))
    assert any(office.kind == "district_committee" for office in pack.offices_on(LAST_DAY_OF_DISTRICTS))
    assert not any(office.kind == "district_committee" for office in pack.offices_on(FIRST_DAY_OF_TWO_LEVELS))


def test_there_is_one_province_on_every_day(pack):
    for day in (LAST_DAY_OF_DISTRICTS, FIRST_DAY_OF_TWO_LEVELS):
        assert len([place for place in pack.places_on(day) if place.kind == "province"]) == 1


def test_the_environment_departments_became_one_on_1_march_2025(demo):
    for code in ("so-tnmt", "so-nnptnt"):
        office = demo.offices_by_code[code]
        assert office.successors == ["so-nnmt"]
        assert not office.is_valid_on(date(2025, 3, 1))
    assert demo.offices_by_code["so-nnmt"].is_valid_on(date(2025, 3, 1))


@pytest.mark.parametrize(
    ("gone", "heir"), [("so-gtvt", "so-xay-dung"), ("so-tttt", "so-khcn"), ("so-khdt", "so-tai-chinh")]
)
def test_departments_that_ended_name_who_took_over(demo, gone, heir):
    assert demo.offices_by_code[gone].successors == [heir]


def test_each_commune_has_committee_police_and_public_service_centre(pack):
    for place in pack.current_communes():
        for prefix in ("ubnd", "ca", "hcc"):
            office = pack.offices_by_code[f"{prefix}-{place.code}"]
            assert office.place == place.code
            assert office.valid_to is None


def test_an_old_ward_committee_hands_over_to_the_commune_of_today(demo):
    assert demo.offices_by_code["ubnd-77.747.26506"].successors == ["ubnd-26506"]
    assert demo.offices_by_code["ubnd-26506"].name.vi == "UBND phường Vũng Tàu"
    assert demo.offices_by_code["ubnd-26506"].name.en == "People's Committee of Vũng Tàu Ward"


def test_every_code_may_stand_in_a_topic_and_an_address(pack):
    codes = [one.code for one in [*pack.places, *pack.offices, *pack.units, *pack.things]]
    assert all(is_code(code) for code in codes)


def test_maps_of_every_province_show_hoang_sa_and_truong_sa(pack):
    features = json.loads(pack.archipelagos_path.read_text())["features"]
    assert {feature["properties"]["archipelago"] for feature in features} == {"Hoàng Sa", "Trường Sa"}


def test_outlines_say_that_they_have_no_legal_value(pack):
    features = json.loads(pack.communes_path.read_text())["features"]
    assert {feature["properties"]["label"] for feature in features} == {"ranh giới minh hoạ, không có giá trị pháp lý"}
    assert pack.land_path.stat().st_size < 200_000


def test_the_crest_is_a_picture_without_script(pack):
    assert "<script" not in pack.crest_path.read_text()


def test_the_demo_has_the_stations_of_the_tutorial(demo):
    things = {thing.code: thing for thing in demo.things}
    assert (things["AQ-001"].type, things["AQ-001"].place) == ("air_station", "26506")
    assert things["WL-001"].type == "water_gauge"
    assert [thing.name.en for thing in demo.things if thing.type == "tide_gauge"] == ["Vũng Tàu tide gauge"]
    assert all(source.simulated for source in demo.sources)


def test_every_role_has_somebody_in_the_demo(demo):
    roles = {duty.role for person in demo.people for duty in person.duties}
    assert roles >= {
        "leader", "secretary", "shift_lead", "duty_officer", "department_officer", "commune_officer", "team_lead",
        "reception", "community_team", "accountant", "field_unit", "administrator", "auditor", "integrator",
        "procedure_keeper", "data_protection", "wall",
    }  # fmt: skip


def test_agency_codes_of_a_fictional_province_are_marked_as_such_and_cover_every_counter(pack):
    today = next(one for one in pack.agencies if one.valid_to is None)
    assert today.trust == "F"
    assert {f"ubnd-{place.code}" for place in pack.current_communes()} <= set(today.codes)
    known = {code[:3] for one in pack.agencies if one.trust == "M" for code in one.codes.values()}
    assert known.isdisjoint({code[:3] for code in today.codes.values()})


def test_culture_day_is_decided_but_does_not_count_before_the_statute(pack):
    days = [holiday for holiday in pack.holidays if (holiday.on.month, holiday.on.day) == (11, 24)]
    assert days
    assert not any(holiday.counts for holiday in days)


@pytest.mark.parametrize("new_year", [date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6)])
def test_the_lunar_new_year_stops_the_clock(demo, new_year):
    day = next(holiday for holiday in demo.holidays if holiday.on == new_year)
    assert day.counts
    assert day.name.vi == "Tết Nguyên đán: mùng 1"


def test_swapped_days_make_a_saturday_work(demo):
    swaps = {swap.off_on: swap.worked_on for swap in demo.swapped_days}
    assert swaps[date(2026, 1, 2)] == date(2026, 1, 10)
    assert all(off.weekday() < 5 <= worked.weekday() for off, worked in swaps.items())


def test_holidays_of_every_year_have_eleven_days_by_law(demo):
    for year in (2024, 2025, 2026, 2027):
        days = [one for one in demo.holidays if one.on.year == year and one.counts and one.kind == "public"]
        assert len(days) == 11


def test_three_shifts_cover_the_day_without_a_gap(demo):
    for day in (date(2026, 11, 21), date(2026, 11, 22)):
        spans = [(turn.starts_at.time(), turn.ends_at.time()) for turn in turns(demo.roster, day)]
        assert spans == [(time(6), time(14)), (time(14), time(22)), (time(22), time(6))]


def test_after_midnight_the_night_crew_of_the_evening_before_is_on(demo):
    vietnam = ZoneInfo("Asia/Ho_Chi_Minh")
    evening, night = (
        turns_at(demo.roster, datetime(2026, 11, day, hour, tzinfo=vietnam)) for day, hour in ((21, 23), (22, 5))
    )
    assert [turn.crew.key for turn in evening] == [turn.crew.key for turn in night]


def test_nobody_works_two_shifts_in_a_row(demo):
    days = [date(2026, 11, day) for day in range(1, 17)]
    worked = [(turn.crew.key, turn.starts_at, turn.ends_at) for day in days for turn in turns(demo.roster, day)]
    ends = {(crew, ends_at) for crew, _, ends_at in worked}
    assert not any((crew, starts_at) in ends for crew, starts_at, _ in worked)
