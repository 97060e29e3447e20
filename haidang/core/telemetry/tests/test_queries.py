from datetime import timedelta

import numpy as np
import pytest
from django.db import connection

from haidang.core.telemetry import downsample, queries, rollups
from haidang.core.telemetry.readings import microseconds
from haidang.core.telemetry.record import Reading, record
from haidang.kernel import clock
from haidang.kernel.action import PUBLIC, Invalid, system

from .world import NOW, SENDER

EYE = system("test")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_the_latest_of_everything_comes_as_columns_and_as_rows(world):
    world.series("AQ-001", "pm25", unit="µg/m³")
    world.series("WL-001", "level", cadence_seconds=600)
    world.send((12, 37.2))
    world.send((12, 1.5), thing="WL-001", series="level")

    found = queries.latest(EYE)

    assert [(one.name, one.value, one.freshness) for one in found] == [
        ("AQ-001/pm25", 37.2, "lost"),
        ("WL-001/level", 1.5, "live"),
    ]
    assert found.by_name()["AQ-001", "pm25"].at == NOW - timedelta(minutes=12)


def test_the_latest_can_be_narrowed(world):
    world.series("AQ-001", "pm25")
    world.series("AQ-001", "so2")
    world.series("AQ-002", "pm25")
    for thing, series in (("AQ-001", "pm25"), ("AQ-001", "so2"), ("AQ-002", "pm25")):
        world.send((1, 1.0), thing=thing, series=series)

    assert len(queries.latest(EYE, things=["AQ-001"])) == 2
    assert len(queries.latest(EYE, series="pm25")) == 2
    assert len(queries.latest(EYE, place="hd/26506/", things=["AQ-002"])) == 1
    assert len(queries.latest(EYE, place="hd/1/")) == 0


def test_nobody_sees_what_is_not_theirs(world):
    world.series("AQ-001", "pm25", data_class="internal")
    world.send((1, 1.0))

    assert len(queries.latest(PUBLIC)) == 0
    assert queries.numbers_of(PUBLIC, ["AQ-001/pm25"]) == []
    with pytest.raises(queries.Unseen):
        queries.points(PUBLIC, "AQ-001", "pm25", NOW - HOUR, NOW)


def test_a_week_at_one_minute_is_thinned_for_a_chart(world):
    world.series("AQ-001", "pm25", valid_max=900)
    minutes = 7 * 24 * 60
    readings = [
        Reading("AQ-001", "pm25", NOW - timedelta(minutes=minutes - at), 50 + 10 * np.sin(at / 200))
        for at in range(minutes)
    ]
    readings[5000] = Reading("AQ-001", "pm25", readings[5000].at, 800.0)
    readings[6000] = Reading("AQ-001", "pm25", readings[6000].at, 9999.0)
    record(SENDER, readings, NOW)

    found = queries.points(EYE, "AQ-001", "pm25", NOW - 7 * DAY, NOW)

    assert (len(found), found.of) == (500, minutes - 1)
    assert found.value.max() == 800.0
    assert (np.diff(found.at_us) > 0).all()
    assert queries.points(EYE, "AQ-001", "pm25", NOW - 7 * DAY, NOW, how="minmax").value.max() == 800.0
    assert queries.points(EYE, "AQ-001", "pm25", NOW - 7 * DAY, NOW, flagged=True).value.max() == 9999.0
    assert len(queries.points(EYE, "AQ-001", "pm25", NOW - 7 * DAY, NOW, how="all")) == minutes - 1


def test_buckets_of_any_length_agree_with_the_hours(world):
    world.series("AQ-001", "pm25")
    world.send(*[(ago, float(ago)) for ago in range(180, 0, -1)])

    hours = queries.hours(EYE, "AQ-001", "pm25", NOW - 3 * HOUR, NOW)
    quarters = queries.every(EYE, "AQ-001", "pm25", NOW - 3 * HOUR, NOW, timedelta(minutes=15))

    assert hours.mean.tolist() == [150.5, 90.5, 30.5]
    assert (hours.low.tolist(), hours.high.tolist(), hours.last.tolist()) == (
        [121.0, 61.0, 1.0],
        [180.0, 120.0, 60.0],
        [121.0, 61.0, 1.0],
    )
    assert quarters.n.tolist() == [15] * 12
    assert quarters.sum.sum() == hours.sum.sum()


def test_a_place_is_summed_over_its_things(world):
    for thing, value in (("AQ-001", 10.0), ("AQ-002", 30.0)):
        world.series(thing, "pm25")
        world.send((1, value), thing=thing)

    together = queries.aggregate(EYE, "pm25", NOW - HOUR, NOW, place="hd/")
    apart = queries.aggregate(EYE, "pm25", NOW - HOUR, NOW, place="hd/", apart=True)

    assert (together.mean.tolist(), together.n.tolist()) == ([20.0], [2])
    assert apart.mean.tolist() == [10.0, 30.0]


def test_days_are_local(world):
    world.series("AQ-001", "pm25")
    midnight = clock.start_of(NOW.date())
    record(
        SENDER,
        [Reading("AQ-001", "pm25", midnight - timedelta(minutes=1), 1.0), Reading("AQ-001", "pm25", midnight, 3.0)],
        NOW,
    )

    days = queries.days(EYE, "AQ-001", "pm25", NOW - 2 * DAY, NOW)

    assert days.start_us.tolist() == [microseconds(midnight - DAY), microseconds(midnight)]
    assert days.sum.tolist() == [1.0, 3.0]


def test_long_ranges_say_the_same_from_closed_days_as_from_hours(world):
    world.series("AQ-001", "pm25")
    record(
        SENDER, [Reading("AQ-001", "pm25", NOW - timedelta(hours=ago), float(ago)) for ago in range(400, 0, -1)], NOW
    )
    start = clock.start_of(NOW.date()) - 100 * DAY
    before = queries.days(EYE, "AQ-001", "pm25", start, NOW)
    rollups.close_days()
    world.send((3 * 24 * 60 + 7, 5000.0))  # changes a closed day

    after = queries.days(EYE, "AQ-001", "pm25", start, NOW)
    rollups.close_days()
    settled = queries.days(EYE, "AQ-001", "pm25", start, NOW)

    assert after.sum.sum() == before.sum.sum() + 5000.0
    assert settled.sum.tolist() == after.sum.tolist()
    assert settled.start_us.tolist() == before.start_us.tolist()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM dirty_day")
        assert cursor.fetchone() == (0,)


def test_senseless_questions_are_refused(world):
    world.series("AQ-001", "pm25")
    with pytest.raises(Invalid):
        queries.points(EYE, "AQ-001", "pm25", NOW, NOW - HOUR)
    with pytest.raises(Invalid):
        queries.points(EYE, "AQ-001", "pm25", NOW - HOUR, NOW, points=1)
    with pytest.raises(Invalid):
        queries.every(EYE, "AQ-001", "pm25", NOW - DAY, NOW, timedelta(milliseconds=1))
    with pytest.raises(Invalid):
        queries.aggregate(EYE, "pm25", NOW - DAY, NOW, length=timedelta(minutes=5))


def test_thinning_keeps_ends_and_order():
    at = np.arange(1000, dtype=np.int64)
    value = np.random.default_rng(7).normal(size=1000)

    for chosen in (downsample.lttb(at, value, 100), downsample.min_max(at, value, 100)):
        assert (chosen[0], chosen[-1]) == (0, 999)
        assert (np.diff(chosen) > 0).all()
        assert len(chosen) <= 100
    assert value[downsample.min_max(at, value, 100)].max() == value.max()
