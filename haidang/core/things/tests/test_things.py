from datetime import date, timedelta

import pytest

from haidang.core.audit.models import Event
from haidang.core.directory.models import Place
from haidang.core.things import actions, queries
from haidang.core.things.jobs import end_outages
from haidang.core.things.models import Source
from haidang.kernel import clock
from haidang.kernel.action import PUBLIC, Invalid, NotPossible, Refused, system
from haidang.kernel.geo import Point

SYSTEM = system("test")
pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    Place.objects.create(
        key="26506", code="26506", kind="ward", name_vi="Phường Vũng Tàu", name_en="Vũng Tàu", folded="phuong vung tau",
        sort_key="phuong vung tau", path="HD/26506/", valid_from=date(2025, 7, 1),
    )  # fmt: skip
    Source.objects.create(key="demo_air", name_vi="Trạm khí", name_en="Air", door="ingest", is_simulated=True)


@pytest.fixture
def station(province):
    return new_station(code="AQ-001", name_vi="Trạm Vũng Tàu", lon=107.0843, lat=10.346)


def new_station(**facts):
    values = {
        "code": "AQ-900",
        "type": "air_station",
        "place": Place.objects.get(key="26506"),
        "name_vi": "Trạm thử",
        "source": Source.objects.get(key="demo_air"),
    }
    return actions.create_thing(SYSTEM, **{**values, **facts})


def test_a_new_thing_has_the_series_of_its_kind_and_leaves_an_event(province):
    thing = new_station(lon=107.08, lat=10.35)

    assert thing.series.filter(key="pm25").exists()
    assert thing.cell
    assert Event.objects.filter(action="thing.create", subject_id=str(thing.pk)).exists()


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("code", {"code": "trạm 1"}),
        ("code", {"code": "AQ-001"}),
        ("type", {"type": "spaceship"}),
        ("name_vi", {"name_vi": " "}),
        ("lat", {"lon": 107.0}),
        ("lat", {"lon": 200.0, "lat": 10.0}),
        ("fields.no_such", {"fields": {"no_such": 1}}),
    ],
)
def test_a_wrong_thing_is_refused_by_field(station, field, facts):
    with pytest.raises(Invalid) as caught:
        new_station(**facts)
    assert caught.value.field == field


def test_the_public_creates_nothing(province):
    with pytest.raises(Refused):
        actions.create_thing(
            PUBLIC, code="X", type="air_station", place=Place.objects.get(key="26506"), name_vi="x",
            source=Source.objects.get(key="demo_air"),
        )  # fmt: skip


def test_an_outage_needs_a_reason_and_ends_by_itself(station):
    with pytest.raises(Invalid):
        actions.take_out_of_service(SYSTEM, station, why=" ")
    until = clock.now() + timedelta(hours=1)
    actions.take_out_of_service(SYSTEM, station, why="bảo dưỡng", until=until)
    with pytest.raises(NotPossible):
        actions.take_out_of_service(SYSTEM, station, why="nữa")

    end_outages()
    station.refresh_from_db()
    assert station.state == "out_of_service"
    with clock.frozen(until + timedelta(minutes=1)):
        end_outages()
    station.refresh_from_db()
    assert (station.state, station.state_why) == ("active", "")


def test_bounds_that_contradict_are_refused(station):
    series = station.series.get(key="pm25")
    with pytest.raises(Invalid):
        actions.change_series(SYSTEM, series, why="thử", valid_min=10.0, valid_max=1.0)
    with pytest.raises(Invalid):
        actions.change_series(SYSTEM, series, why="", valid_min=1.0)


def test_things_are_found_without_diacritics_and_by_place_and_nearness(station):
    assert station in queries.things(SYSTEM, words="vung tau")
    assert station in queries.things(SYSTEM, place=station.place.path, types=["air_station"])
    (metres, nearest), *_ = queries.near(SYSTEM, Point(station.lon, station.lat), 2_000, types=["air_station"])
    assert (metres, nearest) == (0.0, station)


def test_a_source_says_how_much_it_brings(station):
    air = next(one for one in queries.sources(SYSTEM) if one.key == "demo_air")
    assert air.thing_count == 1
    assert air.series_count > 1
    assert queries.has_simulated_sources()
