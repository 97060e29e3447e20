"""What was measured near a place at a moment."""

from datetime import timedelta

import pytest
from msgspec import structs

from haidang.core.rules.reading.beside import beside
from haidang.core.telemetry.archive import engine, files, packing
from haidang.kernel import clock, registry
from haidang.kernel.action import PUBLIC
from haidang.kernel.geo import Point

from .watched import domain_of, minute, says

pytestmark = pytest.mark.django_db
HERE = Point(107.08, 10.35)


@pytest.fixture
def gauge(watched, monkeypatch):
    facts = domain_of(says())
    kind = structs.replace(facts.things[0], series=["pm25"])
    monkeypatch.setattr(
        registry, "series", lambda domain, key: next((one for one in facts.series if one.key == key), None)
    )
    monkeypatch.setattr(registry, "thing_types", lambda: iter([(facts, kind)]))
    watched.station.lon, watched.station.lat = 107.081, 10.35
    watched.station.save()
    watched.start(says())
    return watched


def test_the_reading_nearest_to_the_minute_with_its_curve_distance_and_thresholds(gauge):
    gauge.send((-30, 20.0), (-1, 30.0), (0, 44.0))
    (one,) = beside(PUBLIC, HERE, minute(0), ["environment/pm25"], 5000)
    assert (one.value, one.at, one.thing) == (44.0, minute(0), gauge.station)
    assert 100 < one.metres < 120
    assert [value for _at, value in one.points] == [20.0, 30.0, 44.0]
    assert [(limit.value, limit.severity) for limit in one.thresholds] == [(50.0, 2)]


def test_what_was_measured_long_before_says_nothing_of_the_minute(gauge):
    gauge.send((-45, 20.0))
    assert beside(PUBLIC, HERE, minute(0), ["environment/pm25"], 5000) == []


def test_too_far_is_not_beside(gauge):
    gauge.send((0, 44.0))
    assert beside(PUBLIC, HERE, minute(0), ["environment/pm25"], 50) == []


def test_what_nobody_measures_is_left_out(gauge):
    gauge.send((0, 44.0))
    assert beside(PUBLIC, HERE, minute(0), ["environment/unknown"], 5000) == []


def test_what_lies_in_a_damaged_file_is_not_taken_for_what_nobody_measured(gauge, tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "folder", lambda: tmp_path / "archive")
    gauge.send((0, 44.0))
    with clock.frozen(minute(0) + timedelta(days=5)):
        packing.keep()
        files.path_of(minute(0).date()).unlink()
        (one,) = beside(PUBLIC, HERE, minute(0), ["environment/pm25"], 5000)
        assert (one.value, one.at, list(one.lacking)) == (None, None, [minute(0).date()])
