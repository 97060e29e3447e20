"""Rules that combine conditions: and, or, not, sequences, over things and places."""

import pytest

from haidang.core.rules.combined.combiner import Combiner, Standing
from haidang.core.rules.conditions import checked
from haidang.core.rules.judging.judge import Judge
from haidang.core.rules.judging.phases import OPENED, RETURNED
from haidang.core.rules.models import CombinedState
from haidang.core.rules.tests.watched import domain_of, new_station, says, words
from haidang.kernel.action import Invalid

MIN = 60_000_000


def part(key, series, value, **more):
    return {"key": key, "name": words(key), "series": series, "when": {"kind": "threshold", "value": value}} | more


def both(logic="", parts=None, **more):
    """Dust above 50 and nitrogen above 10."""
    when = {"kind": "combination", "logic": logic} | more.pop("when", {})
    parts = parts or [part("dust", "pm25", 50.0, clear=45.0), part("gas", "no2", 10.0)]
    return says(key="fire", name=words("Nghi cháy"), series="", when=when, clear=None, parts=parts, severity=1, **more)


def combiner(**facts):
    return Combiner(domain_of(both(**facts)).rules[0])


def test_both_parts_open_it_and_the_end_of_one_returns_it():
    judge, one = combiner(), Standing(version=1)
    assert judge.begin(one, "dust", 1, 0, 60.0) == []
    assert judge.begin(one, "gas", 2, MIN, 11.0) == [(OPENED, MIN)]
    assert judge.end(one, "dust", 1, 2 * MIN) == [(RETURNED, 2 * MIN)]


def test_a_part_counts_for_a_while_after_it_has_ended():
    judge, one = combiner(when={"within": "10m"}), Standing(version=1)
    judge.begin(one, "dust", 1, 0, 60.0)
    judge.end(one, "dust", 1, MIN)
    assert judge.begin(one, "gas", 2, 9 * MIN, 11.0) == [(OPENED, 9 * MIN)]
    assert list(judge.advance(one, 20 * MIN)) == [(RETURNED, 11 * MIN)]


@pytest.mark.parametrize(
    ("logic", "parts", "fires"),
    [
        ("dust or gas", ["gas"], True),
        ("dust and not gas", ["dust"], True),
        ("dust and not gas", ["dust", "gas"], False),
    ],
)
def test_or_and_not(logic, parts, fires):
    judge, one = combiner(logic=logic), Standing(version=1)
    for number, key in enumerate(parts):
        judge.begin(one, key, number, 0, None)
    assert judge.holds(one, 0) is fires


def test_a_sequence_asks_for_the_order_and_the_time():
    order = {"order": ["gas", "dust"], "within": "10m"}
    judge, late, turned = combiner(when=order), Standing(version=1), Standing(version=1)
    judge.begin(turned, "dust", 1, 0, None)
    assert judge.begin(turned, "gas", 2, MIN, None) == []
    judge.begin(late, "gas", 2, 0, None)
    assert judge.begin(late, "dust", 1, 11 * MIN, None) == []
    good = Standing(version=1)
    judge.begin(good, "gas", 2, 0, None)
    assert judge.begin(good, "dust", 1, 9 * MIN, None) == [(OPENED, 9 * MIN)]


def test_enough_things_and_long_enough():
    parts = [part("dust", "pm25", 50.0, at_least=2), part("gas", "no2", 10.0)]
    judge, one = combiner(parts=parts, logic="dust", **{"for": "5m"}), Standing(version=1)
    judge.begin(one, "dust", 1, 0, None)
    assert list(judge.advance(one, 9 * MIN)) == []
    judge.begin(one, "dust", 2, 10 * MIN, None)
    assert list(judge.advance(one, 20 * MIN)) == [(OPENED, 15 * MIN)]


def test_readings_of_two_stations_at_a_place_raise_one_alert_that_tells_every_part(watched, at):
    new_station(watched.hd, "AQ-002", watched.station.source)
    watched.start(both())
    watched.measured((0, 60.0))
    assert watched.alerts() == []
    at(1)
    watched.measured((1, 11.0), series="no2", thing="AQ-002")
    alert = watched.alert()
    assert (alert.severity, alert.state, alert.title_vi) == (1, "new", "Nghi cháy")
    told = {part["key"]: [(thing["code"], thing["value"]) for thing in part["things"]] for part in alert.why["parts"]}
    assert told == {"dust": [("AQ-001", 60.0)], "gas": [("AQ-002", 11.0)]}
    assert [part["says"]["vi"] for part in alert.why["parts"]] == ["> 50\u00a0µg/m³", "> 10\u00a0µg/m³"]
    at(2)
    watched.measured((2, 1.0))
    assert watched.alert().state == "returned"


def test_a_restart_forgets_nothing_and_a_rule_that_goes_takes_its_alert_along(watched, at):
    watched.start(both())
    watched.measured((0, 60.0))
    watched.judge = Judge()
    at(1)
    watched.measured((1, 11.0), series="no2")
    watched.judge = Judge()
    assert watched.alert().state == "new"
    watched.start(says())
    assert [one.state for one in watched.alerts() if one.rule.key == "fire"] == ["returned"]
    assert CombinedState.objects.count() == 0


def test_another_version_hears_the_parts_anew(watched, at):
    watched.start(both())
    watched.measured((0, 60.0))
    watched.measured((0, 11.0), series="no2")
    watched.start(both(logic="dust and not gas"))
    assert watched.alert().state == "returned"


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"logic": "dust and"}, "when.logic"), ({"logic": "dust and smoke"}, "when.logic"),
     ({"logic": "__import__('os')"}, "when.logic"), ({"when": {"order": ["dust"]}}, "when.within"),
     ({"parts": [part("dust", "pm25", 50.0)]}, "parts"), ({"parts": [part("a", "pm25", 1.0), part("a", "no2", 1.0)]}, "parts[1].key"),
     ({"parts": [part("a", "pm25", 1.0), part("b", "no3", 1.0)]}, "parts[1].series")],
)  # fmt: skip
def test_what_contradicts_itself_is_refused_by_name(changed, field):
    with pytest.raises(Invalid) as refused:
        checked(both(**changed), None, {"pm25", "no2"})
    assert refused.value.field == field
