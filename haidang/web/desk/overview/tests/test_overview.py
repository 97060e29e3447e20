"""The operator's first page, through a browser's eyes."""

from datetime import timedelta

import pytest

from haidang.core.incidents.actions import open_incident
from haidang.core.rules.alerts import actions
from haidang.web.desk.overview.tiles import band_of, tiles
from haidang.web.desk.overview.views import PARTS
from haidang.web.tests.browsing import HTMX, read

MOST_QUERIES = 32
MAY_LOOK = ("leader", "shift_lead", "duty_officer", "department_officer", "commune_officer", "auditor", "wall")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("role", MAY_LOOK)
def test_everybody_who_has_an_overview_reads_it_in_their_language(room, role, language):
    room.raised()
    assert f'<html lang="{language}"' in read(room.client(role, language).get("/overview/"))


def test_a_field_unit_has_no_overview(room):
    assert room.client("field_unit").get("/overview/").status_code == 403


def test_what_is_wrong_stands_on_the_page(room):
    alert = room.raised()
    incident = open_incident(room.watched.officer, alert)
    page = read(room.officer.get("/overview/"))
    assert alert.link in page
    assert incident.link in page


def test_a_shelved_alert_is_counted_but_not_listed(room):
    alert = room.raised()
    actions.shelve(room.watched.officer, alert, lasting=timedelta(minutes=30), reason="bảo trì")
    page = read(room.officer.get("/overview/parts/alerts"))
    assert alert.link not in page
    assert "1 đang tạm hoãn" in page


@pytest.mark.parametrize("name", sorted(PARTS))
def test_every_part_is_fetched_by_itself(room, name):
    room.raised()
    assert f'id="overview-{name}"' in read(room.officer.get(f"/overview/parts/{name}", headers=HTMX))


def test_a_part_that_is_not_there_is_not_found(room):
    assert room.officer.get("/overview/parts/weather").status_code == 404


def test_an_open_alert_marks_the_tile_and_names_the_thing(room):
    alert = room.raised()
    shown = {one.key: one for one in tiles(room.watched.officer, [alert])}
    tile = shown["environment-pm25_max"]
    assert (tile.value, tile.sev, tile.why) == (60.0, 2, "Trạm AQ-001")


def test_the_worst_alerts_are_asked_for_when_none_are_given(room):
    alert = room.raised()
    assert tiles(room.watched.officer) == tiles(room.watched.officer, [alert])


def test_a_tile_without_readings_says_so_instead_of_being_blank(room):
    shown = {one.key: one for one in tiles(room.watched.officer, [])}
    assert shown["environment-pm25_max"].value is None
    assert shown["environment-pm25_max"].basis == "chưa có số liệu"


def test_a_band_holds_its_lower_edge_and_not_its_upper():
    from haidang.kernel import registry

    bands = registry.series("environment", "vn_aqi_h").bands
    assert [band_of(bands, value).key for value in (50.9, 51, 150, 301)] == ["good", "moderate", "poor", "hazardous"]


def test_the_page_asks_few_questions_however_many_alerts_there_are(room, django_assert_max_num_queries):
    room.many(40)
    with django_assert_max_num_queries(70):
        room.officer.get("/overview/")


def test_the_page_asks_the_database_a_bounded_number_of_times(room, django_assert_max_num_queries):
    room.raised()
    room.officer.get("/overview/")
    with django_assert_max_num_queries(MOST_QUERIES):
        room.officer.get("/overview/")


def test_who_cannot_see_the_watch_is_not_told_that_there_is_none(room):
    missing = "Không có ca trực nào lúc này"
    assert missing in read(room.client("duty_officer").get("/overview/"))
    assert missing not in read(room.client("department_officer").get("/overview/"))
