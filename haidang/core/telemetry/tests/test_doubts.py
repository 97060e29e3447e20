"""Numbers that others contradict: when they are doubted, when no more, and what a verdict does."""

from datetime import date, timedelta

import msgspec
import pytest

from haidang.core.telemetry import actions, doubts
from haidang.core.telemetry.models import Doubt
from haidang.core.telemetry.record import Reading, record
from haidang.kernel import clock, manifest, registry
from haidang.kernel.action import Invalid, NotPossible, system
from haidang.kernel.manifest.checks import Check

from .world import NOW, SENDER

HOUR = timedelta(hours=1)


def check(kind, **facts):
    said = {
        "key": "c", "name": {"vi": "c", "en": "c"}, "kind": kind, "things": ["air_station"], "series": "pm25",
        "hours": 2, "differs": 5, "source": "t", "valid_from": date(2025, 7, 1), "trust": "X",
    }  # fmt: skip
    return msgspec.convert(said | facts, Check)


@pytest.fixture
def judged(world, monkeypatch):
    """Judges one check at the end of an hour."""

    def judge(one, end=NOW):
        with clock.frozen(end):
            doubts._judge("environment", one, end)
        return list(Doubt.objects.order_by("pk"))

    return judge


def hourly(thing, key, *values, end=NOW):
    """Values of the hours before `end`, the last one last."""
    rows = [
        Reading(thing, key, end - (len(values) - n) * HOUR + HOUR / 2, float(value))
        for n, value in enumerate(values)
        if value is not None
    ]
    record(SENDER, rows, end)


def test_a_part_that_is_more_than_the_whole_is_doubted_after_two_hours(world, judged):
    number = world.series("AQ-001", "pm25").pk
    world.series("AQ-001", "pm10")
    hourly("AQ-001", "pm25", 20, 90)
    hourly("AQ-001", "pm10", 30, 60)
    assert judged(check("at_most", other="pm10")) == [], "one hour is not enough"

    hourly("AQ-001", "pm25", 95, end=NOW + HOUR)
    hourly("AQ-001", "pm10", 60, end=NOW + HOUR)
    (doubt,) = judged(check("at_most", other="pm10"), NOW + HOUR)

    assert (doubt.series_id, doubt.since, doubt.until, doubt.state) == (number, NOW - HOUR, NOW + HOUR, "open")
    assert (doubt.value, doubt.expected, doubt.allowed, doubt.compared) == (95.0, 60.0, 5.0, ["AQ-001/pm10"])
    assert doubts.open_of(["AQ-001"]) == {("AQ-001", "pm25"): doubt}


def test_a_station_far_from_the_median_of_its_neighbours_is_doubted_and_they_are_not(world, judged):
    for number, (code, value) in enumerate([("AQ-001", 20), ("AQ-002", 22), ("AQ-003", 90), ("AQ-004", 24)]):
        world.thing(code, lat=10.4 + number / 100, lon=107.1)
        world.series(code, "pm25")
        hourly(code, "pm25", value, value)
    found = judged(check("neighbour", within_m=5000))
    assert [str(one.series) for one in found] == ["AQ-003/pm25"]
    assert found[0].expected == 22.0


def test_the_sum_of_parts_and_the_gauge_upstream_are_asked(world, judged):
    for key in ("nox", "no", "no2"):
        world.series("AQ-001", key)
    hourly("AQ-001", "nox", 50, 50)
    hourly("AQ-001", "no", 10, 10)
    hourly("AQ-001", "no2", 20, 20)
    (sum_,) = judged(check("sum", series="nox", parts=["no", "no2"]))
    assert sum_.expected == 30.0
    sum_.delete()
    world.thing("G-UP")
    world.thing("G-DOWN", fields={"upstream": "G-UP"})
    for code, values in (("G-UP", (1, 9, 1)), ("G-DOWN", (0, 1, 9))):
        world.series(code, "level")
        hourly(code, "level", *values)
    follows = check("downstream", series="level", field="upstream", differs=0.5)
    assert judged(msgspec.structs.replace(follows, lag="1h")) == []
    assert len(judged(msgspec.structs.replace(follows, hours=1))) == 1


def test_a_doubt_ends_by_itself_when_the_numbers_agree_again(world, judged):
    one = check("at_most", other="pm10")
    world.series("AQ-001", "pm25")
    world.series("AQ-001", "pm10")
    hourly("AQ-001", "pm25", 90, 90)
    hourly("AQ-001", "pm10", 60, 60)
    judged(one)
    assert [row.state for row in judged(one, NOW + HOUR)] == ["open"], "silence says nothing"
    hourly("AQ-001", "pm25", 30, end=NOW + 2 * HOUR)
    hourly("AQ-001", "pm10", 60, end=NOW + 2 * HOUR)
    assert [row.state for row in judged(one, NOW + 2 * HOUR)] == ["over"]


@pytest.fixture
def doubt(world, judged):
    world.series("AQ-001", "pm25")
    world.series("AQ-001", "pm10")
    hourly("AQ-001", "pm25", 20, 90, 90)
    hourly("AQ-001", "pm10", 60, 60, 60)
    return judged(check("at_most", other="pm10"))[0]


def test_a_wrong_number_is_marked_bad_and_leaves_the_averages(doubt, rows):
    actions.settle_doubt(system("t"), doubt, is_wrong=True, why="đầu đo bẩn")
    assert rows("SELECT value, quality FROM reading WHERE series_id = %s ORDER BY at", doubt.series_id) == [
        (20.0, 6), (90.0, 7), (90.0, 7),
    ]  # fmt: skip
    assert rows("SELECT count(*), min(by) FROM correction") == [(2, f"doubt:{doubt.pk}")]
    with pytest.raises(NotPossible):
        actions.settle_doubt(system("t"), doubt, is_wrong=False, why="lại")


def test_a_number_found_true_is_not_doubted_again_for_the_same_hours(doubt, judged):
    with pytest.raises(Invalid, match="căn cứ"):
        actions.settle_doubt(system("t"), doubt, is_wrong=False, why=" ")
    actions.settle_doubt(system("t"), doubt, is_wrong=False, why="cháy rừng gần trạm")
    assert [one.state for one in judged(check("at_most", other="pm10"))] == ["right"]


def test_a_check_names_what_it_lacks():
    domain = registry.domains()["environment"]
    wrong = msgspec.structs.replace(domain, checks=[check("sum"), check("twin", other="none")])
    told = [(where, value) for where, value, _remedy in manifest.contradictions(wrong)]
    assert ("checks[0].parts", "") in told
    assert ("checks[1]", "none") in told
