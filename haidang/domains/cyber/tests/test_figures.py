"""What the worker makes of the logs and the inventory, and what the demo begins with."""

from datetime import timedelta

import pytest

from haidang.domains.cyber import demo, jobs, queries
from haidang.domains.cyber.door.work import Work
from haidang.domains.cyber.models import Detection, LevelFile, LogSource, Vulnerability
from haidang.kernel import clock

from .test_door import TEXT, batch
from .world import World


@pytest.fixture
def busy(world: World) -> World:
    LogSource.objects.create(host="may01", thing=world.server, state="known")
    work = Work()
    work.begin()
    now = clock.now().strftime("%b %e %H:%M:%S").encode()
    work.take(
        batch(*[TEXT.replace(b"Nov 22 07:14:15", now)] * 12, "<4>fw: DROP SRC=198.51.100.9 DST=10.0.0.1 PROTO=TCP")
    )
    work.turn()
    return world


def test_the_day_is_told_as_figures(busy: World):
    said = {one.indicator: one.value for one in jobs.daily(clock.today())}
    found = float(Detection.objects.count())
    assert said == {
        "cyber.events": 13,
        "cyber.detections": found,
        "cyber.attacks_blocked": 1,
        "cyber.agencies_logging": 100,
    }
    assert jobs.daily(clock.today() - timedelta(days=3)) == []


def test_weaknesses_and_computers_are_told_by_office(busy: World):
    Vulnerability.objects.create(thing=busy.server, key="A", title="A", grade="critical", found_on="2026-01-01",
                                 due_on="2026-01-08")  # fmt: skip
    told = {
        (one.indicator, one.place): one.value for one in [*jobs.weekly(clock.today()), *jobs.monthly(clock.today())]
    }
    assert told == {
        ("cyber.vulnerabilities_open", "so-thu"): 1, ("cyber.vulnerabilities_critical_late", "so-thu"): 1,
        ("cyber.endpoints", "so-thu"): 1,
    }  # fmt: skip


def test_attacks_are_held_against_the_same_hour_of_other_days(busy: World):
    hours = queries.attacks(jobs.ACTOR, 24)
    assert len(hours) == 24
    assert all(one.usual is None for one in hours)


def test_a_system_without_logs_is_silent_and_nobody_else(busy: World):
    LogSource.objects.filter(host="may01").update(last_at=clock.now() - timedelta(hours=1))
    assert [one.host for one in queries.silent(jobs.ACTOR)] == ["may01"]
    found = {one.thing.code: one.is_silent for one in queries.assets(jobs.ACTOR)}
    assert found == {"MC-01": True, "HT-01": False}


def test_a_new_demo_has_a_past_that_is_marked(world: World):
    assert demo.fill() > 1000
    assert Detection.objects.filter(is_simulated=False).count() == 0
    assert LevelFile.objects.get().thing == world.system
    hours = queries.attacks(jobs.ACTOR, 24)
    assert all(one.usual for one in hours)
