from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from haidang.domains.environment import aqi, rain, sources, tide
from haidang.kernel import manifest
from haidang.kernel.clock import duration
from haidang.kernel.manifest import Limit, Rule, Series

DOMAIN = manifest.read(Path(__file__).parents[1] / "domain.toml")
SERIES = {one.key: one for one in DOMAIN.series}
RULES = {one.key: one for one in DOMAIN.rules}


def limits(series: str, key: str) -> list[Limit]:
    return sorted((one for one in SERIES[series].limits if one.key == key), key=lambda one: one.valid_from)


@pytest.mark.parametrize("thing", DOMAIN.things, ids=lambda thing: thing.key)
def test_no_symbol_means_two_series_of_one_kind_of_thing(thing: manifest.ThingType) -> None:
    names = Counter(
        key for name in thing.series for key in {sources.symbol_key(symbol) for symbol in (name, *SERIES[name].symbols)}
    )
    assert [key for key, count in names.items() if count > 1] == []


@pytest.mark.parametrize("series", DOMAIN.series, ids=lambda one: one.key)
def test_versions_of_a_limit_follow_each_other(series: Series) -> None:
    for key in {one.key for one in series.limits}:
        for earlier, later in pairwise(limits(series.key, key)):
            assert earlier.valid_to == later.valid_from


def test_the_daily_limit_of_pm25_became_stricter_in_2026() -> None:
    assert [(one.value, one.valid_from.year) for one in limits("pm25", "qcvn05_24h")] == [(50, 2023), (45, 2026)]


@pytest.mark.parametrize(("series", "edges"), [("pm25", "pm25"), ("pm10", "pm10")])
def test_bands_follow_the_breakpoints_of_vn_aqi(series: str, edges: str) -> None:
    assert [band.from_ for band in SERIES[series].bands[1:]] == aqi.TABLE.breakpoints[edges][1:6]


@pytest.mark.parametrize("series", ["pm25", "pm10", "vn_aqi_h"])
def test_bands_carry_the_legal_names_and_colours(series: str) -> None:
    assert [(band.key, band.colour, band.name) for band in SERIES[series].bands] == [
        (level.key, level.colour, level.name) for level in aqi.LEVELS
    ]


def test_bands_of_rain_are_those_of_the_decision() -> None:
    day = [band for band in rain.TABLE.classes if band.hours == 24]
    assert [(band.key, band.from_) for band in SERIES["rain_24h"].bands[1:]] == [(band.key, band.from_) for band in day]


def alarms(series: str, kind: str = "threshold") -> list[Rule]:
    return [one for one in DOMAIN.rules if one.series == series and one.when.kind == kind and one.enabled]


def test_one_reading_of_180_raises_one_grave_alert_at_once_and_it_clears() -> None:
    at_once = [rule for rule in alarms("pm25") if rule.when.over is None and rule.for_ == "0s"]
    (rule,) = [rule for rule in at_once if rule.when.value is not None and rule.when.value < 180]
    assert rule.severity <= 2
    assert rule.clear is not None
    assert rule.clear < 180
    assert SERIES["pm25"].valid_max is not None
    assert SERIES["pm25"].valid_max > 180
    assert SERIES["pm25"].max_step_per_minute is None


def test_the_tide_alone_never_floods() -> None:
    highest = tide.vung_tau().datums["HAT"]
    flood = [rule for rule in alarms("level") if "water_gauge" in rule.things]
    assert all(rule.when.value is not None and rule.when.value > highest for rule in flood)
    assert {rule.severity for rule in flood} == {1, 2}
    assert SERIES["level"].max_step_per_minute is None


@pytest.mark.parametrize("rule", [one for one in DOMAIN.rules if not one.parts], ids=lambda rule: rule.key)
def test_a_rule_returns_on_the_calm_side_and_names_its_things(rule: Rule) -> None:
    if rule.clear is not None and rule.when.value is not None:
        assert rule.clear <= rule.when.value if rule.when.op in (">", ">=") else rule.clear >= rule.when.value
    types = {one.key: one for one in DOMAIN.things}
    assert rule.things
    assert all(rule.series in types[thing].series for thing in rule.things)
    if rule.when.expected and rule.when.expected != "hour_of_week":
        assert all(rule.when.expected in types[thing].series for thing in rule.things)


@pytest.mark.parametrize("rule", [one for one in DOMAIN.rules if one.when.limit], ids=lambda rule: rule.key)
def test_a_rule_on_a_limit_finds_a_number(rule: Rule) -> None:
    for limit in limits(rule.series, rule.when.limit):
        assert (limit.low if rule.when.op in ("<", "<=") else limit.value) is not None


@pytest.mark.parametrize("series", DOMAIN.series, ids=lambda one: one.key)
def test_unknown_numbers_are_empty_and_marked(series: Series) -> None:
    for limit in series.limits:
        assert limit.value is not None or limit.low is not None or limit.trust in ("M", "X")


@pytest.mark.parametrize("playbook", DOMAIN.playbooks, ids=lambda one: one.key)
def test_playbooks_have_five_to_eight_steps_in_time(playbook: manifest.Playbook) -> None:
    assert 5 <= len(playbook.steps) <= 8
    assert all(duration(step.within) for step in playbook.steps)
    assert len({step.key for step in playbook.steps}) == len(playbook.steps)


def test_every_playbook_is_somebodys() -> None:
    assert {rule.playbook for rule in DOMAIN.rules if rule.playbook} == {playbook.key for playbook in DOMAIN.playbooks}
