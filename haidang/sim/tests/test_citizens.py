"""Invented citizens: rare in calm times, about what an exercise does while one goes on, always marked as simulated."""

import pytest

from haidang.kernel import registry
from haidang.provinces import pack
from haidang.sim.citizens import MOST_IN_AN_EXERCISE, Citizens
from haidang.sim.scenarios import SCENARIOS, Exercise
from haidang.sim.world import World

START = 1_795_000_000.0
DAY = 24 * 60


class Post:
    """The door, as far as citizens use it."""

    def __init__(self):
        self.sent = []

    def report(self, service, text, point):
        self.sent.append((service, text, point))
        return "PA-1"


def day(citizens):
    return [one for step in range(DAY) if (one := citizens.told(step))]


@pytest.fixture
def citizens():
    return Citizens(World(pack.load("demo")), Post())


def test_each_kind_is_a_category_of_reports_a_known_scenario_and_known_things(citizens):
    categories = {f"{domain.key}.{one.key}" for domain, one in registry.procedures() if one.kind == "report"}
    kinds = {one.key for _domain, one in registry.thing_types()}
    for one in citizens.kinds:
        assert one.service in categories
        assert one.scenario == "" or one.scenario in SCENARIOS
        assert set(one.near) <= kinds


def test_in_calm_times_few_come_in_a_day_and_the_same_again(citizens):
    told = day(citizens)
    assert 10 < len(told) < 70
    again = Citizens(World(pack.load("demo")), Post())
    assert told == day(again)
    assert not any("flooding" in one.service for one in told)


def test_a_flood_is_reported_near_the_gauges_it_touches_and_not_without_end(citizens):
    world = citizens.world
    world.exercises = (Exercise("DT-1", "flood_at_high_tide", {}, 1, "HD", START, START + 7200),)
    first = int(START // 60)
    told = [one for step in range(first, first + 120) if (one := citizens.told(step))]
    floods = [one for one in told if one.service in ("reports.flooding", "reports.drain")]
    assert 3 <= len(floods) <= MOST_IN_AN_EXERCISE
    stations = [one for one in world.pack.things if one.lon is not None]
    for one in floods:
        assert min(abs(thing.lon - one.point.lon) + abs(thing.lat - one.point.lat) for thing in stations) < 0.02


def test_it_speaks_once_a_minute_at_most_and_not_when_it_starts(citizens):
    for second in range(3600):
        citizens.tick(START + second)
    assert len(citizens.web.sent) < 10
