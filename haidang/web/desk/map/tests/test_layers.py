"""What stands on the map: every alarm once, where it is, within what the asker may see."""

import pytest
from django.urls import reverse

from haidang.core.incidents import actions as incidents
from haidang.web.tests.browsing import browser


@pytest.fixture
def alert(room):
    """An open one, of a thing that has its place."""
    alert = room.raised()
    alert.thing.lon, alert.thing.lat = 107.0812, 10.3512
    alert.thing.save()
    return alert


def on_the_map(client, layer):
    features = client.get(reverse("map_layer", args=[layer])).json()["features"]
    return [one["properties"]["id"] for one in features]


def test_an_open_alert_stands_where_its_thing_is(room, alert):
    answer = room.officer.get(reverse("map_layer", args=["alerts"])).json()
    assert answer["features"][0]["geometry"]["coordinates"] == [107.0812, 10.3512]
    assert on_the_map(room.officer, "alerts") == [alert.code]


def test_an_alert_with_an_incident_stands_there_once_as_the_incident(room, alert):
    incident = incidents.open_incident(room.watched.officer, alert)
    assert on_the_map(room.officer, "alerts") == []
    assert on_the_map(room.officer, "incidents") == [incident.code]


def test_a_domain_still_shows_the_level_of_a_thing_whose_alert_has_an_incident(room, alert):
    incidents.open_incident(room.watched.officer, alert)
    answer = room.officer.get(reverse("map_layer", args=[alert.domain])).json()
    assert [one["properties"]["sev"] for one in answer["features"]] == [alert.severity]


def test_what_lies_elsewhere_is_not_on_the_map(room, alert):
    elsewhere = room.hd.officer("commune_officer", room.hd.other_committee, room.hd.elsewhere)
    assert on_the_map(browser(elsewhere), "alerts") == []


def test_a_layer_that_does_not_exist_is_not_found(room):
    assert room.officer.get(reverse("map_layer", args=["nothing"])).status_code == 404
