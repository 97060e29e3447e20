"""Many things on one map: rings in place of heaps, each with its number and its worst, and only what lies in view."""

import numpy as np
import pytest
from django.urls import reverse

from haidang.core.things.models import Thing
from haidang.kernel.action import Invalid
from haidang.web.desk.map.clusters import View, drawn
from haidang.web.tests.copying import copied

WHOLE = View(106.5, 10.0, 108.0, 11.0, 9.0)


def rings(lon, lat, severity, view=WHOLE):
    lon, lat = np.array(lon, np.float64), np.array(lat, np.float64)
    x, y = (lon + 180) / 360, (1 - np.log(np.tan(np.pi / 4 + np.radians(lat) / 2)) / np.pi) / 2
    one = lambda row: {"properties": {"id": row}}  # noqa: E731
    return list(drawn(view, np.arange(len(lon)), lon, lat, x, y, np.array(severity, np.int8), one))


def test_six_on_one_spot_are_one_ring_in_the_colour_of_the_worst():
    [ring] = rings([107.1] * 6, [10.4] * 6, [0, 4, 2, 0, 3, 0])
    assert ring["properties"] == {
        "cluster": True,
        "point_count": 6,
        "worst": 2,
        "to": "107.10000,10.40000,107.10000,10.40000",
    }


def test_five_stay_points_and_so_does_a_heap_seen_from_near():
    assert len(rings([107.1] * 5, [10.4] * 5, [0] * 5)) == 5
    assert len(rings([107.1] * 50, [10.4] * 50, [0] * 50, View(107.0, 10.3, 107.2, 10.5, 16.0))) == 50


def test_nothing_is_lost_or_doubled_between_the_cells():
    draw = np.random.default_rng(7)
    found = rings(draw.uniform(106.6, 107.9, 5000), draw.uniform(10.1, 10.9, 5000), draw.integers(0, 5, 5000))
    assert sum(one["properties"].get("point_count", 1) for one in found) == 5000
    assert len(found) < 1000


@pytest.fixture
def crowded(room):
    first = room.watched.station
    Thing.objects.filter(pk=first.pk).update(lon=107.08, lat=10.35)
    first.refresh_from_db()
    Thing.objects.bulk_create(copied(first, code=f"AQ-1{number:02}", lon=107.08 + number / 1e5) for number in range(20))
    return room


def layer(client, **asked):
    return client.get(reverse("map_layer", args=["environment"]), asked)


def test_a_view_gets_rings_and_the_whole_number(crowded):
    answer = layer(crowded.officer, box="106.5,10.0,108.0,11.0", zoom="9").json()
    assert answer["total"] == 21
    assert [one["properties"]["point_count"] for one in answer["features"]] == [21]
    assert layer(crowded.officer, box="100,10.0,101,11.0", zoom="9").json() == {
        "type": "FeatureCollection", "features": [], "total": 21,
    }  # fmt: skip


def test_a_thing_that_has_just_moved_is_drawn_where_it_is(crowded):
    assert layer(crowded.officer).json()["total"] == 21
    Thing.objects.filter(code="AQ-001").update(lon=107.5)
    by_code = {
        one["properties"]["id"]: one["geometry"]["coordinates"] for one in layer(crowded.officer).json()["features"]
    }
    assert by_code["AQ-001"][0] == 107.5


def test_a_box_that_is_none_is_refused_and_says_why(crowded):
    answer = layer(crowded.officer, box="1,2,3", zoom="9")
    assert answer.status_code in (400, 422)
    with pytest.raises(Invalid):
        View.asked("108,10,107,11", "9")


def test_who_may_not_see_a_thing_does_not_see_it_counted(crowded):
    crowded.watched.station.source.data_class = "restricted"
    crowded.watched.station.source.save()
    assert layer(crowded.client("commune_officer")).json()["total"] == 0
