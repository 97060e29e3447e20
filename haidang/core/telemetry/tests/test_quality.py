from datetime import timedelta

from haidang.core.telemetry import quality
from haidang.core.things.models import Thing
from haidang.kernel.action import PUBLIC, system

from .world import NOW

EYE = system("test")


def old(world, thing):
    """The thing has stood there long enough to be judged on a whole day."""
    Thing.objects.filter(code=thing).update(created_at=NOW - timedelta(days=30))


def test_a_series_is_right_complete_and_alive(world):
    world.series("AQ-001", "pm25", cadence_seconds=3600, valid_min=0)
    old(world, "AQ-001")
    world.send(*[(ago * 60, -1.0 if ago == 3 else float(ago)) for ago in range(11, -1, -1)])

    (one,) = quality.series_quality(EYE, ["AQ-001"])

    assert (one.expected, one.good, one.bad, one.freshness) == (24, 11, 1, "live")
    assert (one.scores.right, one.scores.complete, one.scores.alive) == (11 / 12, 0.5, 1.0)
    assert one.scores.worst == ("complete", 0.5)


def test_calibration_counts_for_uptime(world):
    world.series("AQ-001", "pm25", cadence_seconds=3600)
    old(world, "AQ-001")
    world.send(*[(ago * 60, 1.0, 1) for ago in range(24)])

    (one,) = quality.series_quality(EYE, ["AQ-001"])

    assert (one.scores.right, one.scores.complete, one.down) == (None, 1.0, 24)


def test_sources_come_with_the_worst_first(world):
    silent = world.new_source("im-lang")
    for thing, source in (("AQ-001", world.source), ("AQ-002", silent)):
        world.thing(thing, source=source)
        world.series(thing, "pm25", cadence_seconds=3600)
    world.send((1, 5.0))
    world.send((1, 5.0))
    world.send((600, 5.0), thing="AQ-002")

    first, second = quality.sources_by_fault(EYE)

    assert (first.source, first.quality.scores.alive, first.quality.states["lost"]) == (silent, 0.0, 1)
    assert (second.source, second.quality.scores.alive, second.quality.scores.clean) == (world.source, 1.0, 0.5)
    assert second.quality.counts["duplicate"] == 1


def test_a_source_without_any_reading_is_not_alive(world):
    world.series("AQ-001", "pm25")

    (only,) = quality.sources_by_fault(EYE)

    assert (only.quality.scores.alive, only.quality.last_at, only.quality.states["none"]) == (0.0, None, 1)


def test_things_out_of_service_are_not_judged(world):
    series = world.series("AQ-001", "pm25")
    series.thing.state = "out_of_service"
    series.thing.save()

    (only,) = quality.sources_by_fault(EYE)

    assert (only.quality.series, only.quality.scores.worst) == (0, None)


def test_the_public_sees_no_source_of_the_inside(world):
    world.series("AQ-001", "pm25", data_class="internal")
    assert quality.series_quality(PUBLIC, ["AQ-001"]) == []
