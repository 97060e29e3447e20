"""The demo province in the tables; slow, because the directory comes first."""

import pytest

from haidang.core.audit.models import Event
from haidang.core.directory import sync as directory
from haidang.core.things import actions, queries
from haidang.core.things.models import Series, Thing
from haidang.core.things.sync import sync
from haidang.kernel.action import system

SYSTEM = system("test")


@pytest.mark.django_db
def test_the_demo_province_is_taken_in_and_edits_stay():
    directory.sync()
    sync()
    station = Thing.objects.get(code="AQ-001")
    pm25 = station.series.get(key="pm25")
    assert (station.domain, station.place.key, pm25.unit, pm25.is_simulated) == ("environment", "26506", "µg/m³", True)
    assert Thing.objects.filter(code="WL-001").exists()
    events = Event.objects.count()

    sync()
    assert Event.objects.count() == events, "syncing again changes nothing and says nothing"

    actions.change_thing(SYSTEM, station, name_vi="Tên mới", lon=107.1, lat=10.35)
    actions.change_series(SYSTEM, pm25, why="cảm biến mới", valid_max=2000.0)
    Thing.objects.filter(code="AQ-002").update(code="AQ-OLD")
    sync()
    station.refresh_from_db()
    assert (station.name_vi, station.lon) == ("Tên mới", 107.1)
    assert "ten moi" in station.folded
    assert Series.objects.get(thing=station, key="pm25").valid_max == 2000.0
    assert Thing.objects.get(code="AQ-OLD").state == "retired"
    assert not queries.things(SYSTEM, words="AQ-OLD").exists()
    assert queries.thing(SYSTEM, "AQ-OLD") is not None
