"""Weekly cases of communes become signals, and the newest of them readings of the health stations."""

from collections.abc import Iterator

import numpy as np
import pytest

from haidang.core.directory.models import Place
from haidang.core.indicators import actions, sync
from haidang.core.indicators.actions import Entry
from haidang.core.indicators.bringing.taking import Given
from haidang.core.indicators.tests.world import NOW, WHO, Province
from haidang.core.telemetry import partitions
from haidang.core.telemetry import queries as telemetry
from haidang.core.things.models import Series, Source, Thing
from haidang.domains.health import epidemics, leads, queries
from haidang.kernel import clock, registry
from haidang.kernel.action import PUBLIC, system
from haidang.kernel.periods import between, containing

CODE, SERIES = "health.dengue_cases", "dengue_excess"
US = system("test")


@pytest.fixture
def province(db: None) -> Iterator[Province]:
    with clock.frozen(NOW):
        made = Province()
        sync.sync_domains([registry.domains()["health"]], "demo")
        partitions.ensure(partitions.around(NOW.date()))
        source = Source.objects.create(key="tyt", name_vi="Thử", name_en="Test", door="internal", is_simulated=True)
        for place in made.communes:
            _station(place, source)
        yield made


def _station(place: Place, source: Source) -> None:
    code = f"TYT-{place.key}"
    thing = Thing.objects.create(
        code=code, domain="health", type="health_station", name_vi=code, name_en=code, folded=code, sort_key=code,
        place=place, source=source,
    )  # fmt: skip
    Series.objects.create(thing=thing, key=SERIES, source=source, unit="lần", cadence_seconds=604_800, decimals=2)


def give(weeks: int, newest: dict[str, float]) -> None:
    """About six cases a week in each commune; in the newest week what is said."""
    random = np.random.default_rng(5)
    last = containing(clock.today(), "week").previous
    periods = between(last.moved(1 - weeks), last)
    given = [
        Given(CODE, key, period.text, newest[key] if period == last else float(random.poisson(6)), "thử")
        for period in periods
        for key in newest
    ]
    actions.take(WHO, Entry(None), given, is_simulated=True)
    actions.compute_marked(WHO)


def test_a_commune_with_far_more_than_in_other_years_is_found(province: Province) -> None:
    give(230, {"X1": 6, "X2": 31, "X3": 7})
    assert epidemics.judge(US) > 0
    found = queries.by_place(US, "dengue", NOW.date().replace(day=9))
    assert [(one.place.key, one.is_alarm, one.method) for one in found] == [
        ("X2", True, "farrington"), ("X3", False, "farrington"), ("X1", False, "farrington"),
    ]  # fmt: skip
    assert found[0].score > 1
    assert found[0].is_simulated
    told = {one.named.thing: one.value for one in telemetry.latest(US, domain="health")}
    assert told["TYT-X2"] == pytest.approx(found[0].score, abs=0.01)
    assert told["TYT-X1"] < 1
    assert epidemics.judge(US) == 0
    drawn = leads.epidemics(US)
    assert drawn is not None
    assert [one["place"].key for one in drawn["alarms"]] == ["X2"]
    assert leads.epidemics(PUBLIC) is None


def test_a_late_correction_takes_the_alarm_back(province: Province) -> None:
    give(230, {"X1": 6, "X2": 31, "X3": 7})
    epidemics.judge(US)
    week = containing(clock.today(), "week").previous
    actions.take(WHO, Entry(None), [Given(CODE, "X2", week.text, 5.0, "nhập trùng")], is_simulated=True)
    assert epidemics.judge(US) == 1
    assert not queries.alarms(US)
    told = {one.named.thing: one.value for one in telemetry.latest(US, domain="health")}
    assert told["TYT-X2"] < 1


def test_with_weeks_only_the_early_method_judges(province: Province) -> None:
    give(20, {"X1": 6, "X2": 31})
    epidemics.judge(US)
    [found] = queries.alarms(US)
    assert (found.place.key, found.method) == ("X2", "ears")
