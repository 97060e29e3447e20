"""A province on the morning after a day with things in it: a directive waits, a report was answered, a figure is bad."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from haidang.core.directives import actions as directives
from haidang.core.directives.models import Directive
from haidang.core.directives.tests.world import World, photo
from haidang.core.directives.tests.world import build as build_world
from haidang.core.directory.models import Person
from haidang.core.indicators import actions as indicators
from haidang.core.indicators import sync
from haidang.core.indicators.actions import Entry
from haidang.core.indicators.bringing.taking import Given
from haidang.core.indicators.tests.world import domain
from haidang.kernel import clock
from haidang.kernel.action import Actor, system
from haidang.kernel.clock import HO_CHI_MINH

AT = datetime(2026, 11, 20, 6, 30, tzinfo=HO_CHI_MINH)
BAD = {"key": "bad", "name": {"vi": "Quá cao", "en": "Too high"}, "from": 80, "severity": 2}


@dataclass
class Morning:
    world: World
    leader: Actor
    waiting: Directive

    def person(self) -> Person:
        return Person.objects.get(pk=self.leader.id)


def build() -> Morning:
    with clock.frozen(AT - timedelta(days=1)):
        world = build_world()
        waiting = world.given()
        directives.finish(world.branch, world.part(waiting, world.branch), text="Xong", files=[photo()])
        late = world.given(sentence="Nộp báo cáo quý", due_on=clock.today())
    assert late.case is not None
    beds = {"key": "beds", "unit": "%", "bands": [BAD], "over_time": "mean", "over_places": "mean"}
    owed = {"key": "visits", "unit": "lượt"}
    sync.sync_domains([domain(beds, owed)], "demo")
    indicators.take(system("test"), Entry(None), [Given("farm.beds", "HD", "2026-10", 91.0)])
    return Morning(world, world.hd.officer("leader", world.hd.department, world.hd.province, "internal"), waiting)
