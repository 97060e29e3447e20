"""Rules: taken from the domains' files, changed by the province, narrowed to a place or a thing."""

import pytest

from haidang.core.rules import editing
from haidang.core.rules.models import Rule
from haidang.core.rules.reading import queries
from haidang.core.rules.tests.watched import new_station, says, take_facts, words
from haidang.kernel.action import Invalid, NotPossible, Refused


def test_a_manifest_rule_gets_a_version_only_when_its_facts_change(watched):
    take_facts(says())
    take_facts(says())
    assert watched.rule().version == 1
    take_facts(says(severity=1))
    assert [(one.number, one.facts["severity"]) for one in watched.rule().versions.all()] == [(2, 1), (1, 2)]


def test_a_rule_that_left_the_file_is_retired_and_comes_back(watched):
    take_facts(says())
    take_facts()
    assert watched.rule().retired_at is not None
    take_facts(says())
    assert (watched.rule().retired_at, watched.rule().version) == (None, 1)


def test_an_override_outlives_sync_and_is_flagged_when_the_file_changes(watched):
    take_facts(says())
    changed = editing.change_rule(watched.lead, watched.rule(), facts=watched_facts(severity=1), why="mùa khô")
    assert (changed.version, changed.is_overridden) == (2, True)
    take_facts(says(severity=3))
    rule = watched.rule()
    assert (rule.current.says.severity, rule.differs_since is not None) == (1, True)
    restored = editing.restore_rule(watched.lead, rule, why="theo tệp")
    assert (restored.current.says.severity, restored.is_overridden, restored.differs_since) == (3, False, None)


def watched_facts(**changed):
    facts = Rule.objects.get(key="pm25_high").current.facts
    return facts | changed


def test_two_editors_do_not_overwrite_each_other(watched):
    take_facts(says())
    editing.change_rule(watched.lead, watched.rule(), facts=watched_facts(severity=1), why="a", version=1)
    with pytest.raises(NotPossible, match=watched.lead.name):
        editing.change_rule(watched.lead, watched.rule(), facts=watched_facts(severity=3), why="b", version=1)


def test_a_duty_officer_does_not_change_rules(watched):
    take_facts(says())
    with pytest.raises(Refused):
        editing.enable_rule(watched.officer, watched.rule(), on=False, why="ồn")


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("clear", {"clear": 60.0}),
        ("for", {"for": "5 phút"}),
        ("acknowledge_within", {"acknowledge_within": "0s"}),
        ("when.value", {"when": {"kind": "threshold", "op": ">"}}),
        ("when.limit", {"when": {"kind": "threshold", "limit": "khong_co"}}),
        ("when.over", {"when": {"kind": "threshold", "value": 1.0, "over": "48h"}}),
        ("when.expected", {"when": {"kind": "deviation", "value": 1.0, "expected": "khong_co"}}),
        ("series", {"series": "khong_co"}),
        ("severity", {"severity": 9}),
        ("when.kind", {"when": {"kind": "maybe", "value": 1.0}}),
    ],
)
def test_a_wrong_rule_is_refused_by_field(watched, field, changed):
    take_facts(says())
    with pytest.raises(Invalid) as refused:
        editing.change_rule(watched.lead, watched.rule(), facts=watched_facts(**changed), why="thử")
    assert refused.value.field == field


def test_a_change_needs_a_reason(watched):
    take_facts(says())
    with pytest.raises(Invalid):
        editing.change_rule(watched.lead, watched.rule(), facts=watched_facts(severity=1), why="")


def test_a_rule_of_the_province_judges_like_any_other(watched):
    watched.start()
    facts = says(key="no2_high", series="no2", name=words("NO₂ cao"))
    rule = editing.create_rule(watched.lead, watched.hd.province, domain="environment", facts=facts, why="mùa khô")
    assert (rule.scope, rule.current.origin, watched.judge.is_outdated()) == ("type", "province", True)
    watched.judge.take_up()
    watched.measured((0, 99.0), series="no2")
    assert watched.alert().rule == rule
    with pytest.raises(Invalid):
        editing.create_rule(watched.lead, watched.hd.province, domain="environment", facts=facts, why="lại")


def test_a_narrower_rule_takes_the_place_of_the_wider_one(watched):
    new_station(watched.hd, "AQ-002", watched.station.source, watched.hd.elsewhere)
    take_facts(says())
    editing.narrow_rule(watched.lead, watched.hd.here, watched.rule(), changes={"when": {"value": 200.0}}, why="cảng")
    editing.narrow_rule(
        watched.lead,
        watched.station,
        watched.rule(),
        changes={"when": {"value": 80.0}, "clear": 70.0},
        why="trường học",
    )
    watched.start(says())
    watched.send((0, 60.0), thing="AQ-002")
    watched.measured((0, 75.0))
    assert [one.thing.code for one in watched.alerts()] == ["AQ-002"]
    watched.measured((0.5, 81.0))
    assert watched.alerts()[1].rule.key == "pm25_high@AQ-001"


def test_a_rule_switched_off_for_one_thing_stays_on_for_the_others(watched):
    new_station(watched.hd, "AQ-002", watched.station.source)
    take_facts(says())
    editing.narrow_rule(watched.lead, watched.station, watched.rule(), changes={"enabled": False}, why="đang sửa")
    watched.start(says())
    watched.send((0, 99.0))
    watched.measured((0, 99.0), thing="AQ-002")
    assert [one.thing.code for one in watched.alerts()] == ["AQ-002"]


def test_a_rule_off_in_the_file_is_switched_on_for_one_thing(watched):
    take_facts(says(enabled=False))
    assert watched.rule().is_enabled is False
    editing.narrow_rule(watched.lead, watched.station, watched.rule(), changes={"enabled": True}, why="giấy phép cột A")
    watched.start(says(enabled=False))
    watched.measured((0, 99.0))
    assert watched.alert().rule.narrows == watched.rule()


def test_ending_a_narrower_rule_gives_the_thing_back_to_the_wider_one(watched):
    take_facts(says())
    narrower = editing.narrow_rule(
        watched.lead, watched.station, watched.rule(), changes={"when": {"value": 200.0}}, why="cảng"
    )
    editing.restore_rule(watched.lead, narrower, why="hết việc")
    watched.start(says())
    watched.measured((0, 99.0))
    assert watched.alert().rule == watched.rule()


def test_the_list_of_rules_says_when_each_last_fired(watched):
    watched.start(says(), says(key="quiet", when={"kind": "threshold", "value": 900.0}))
    watched.measured((0, 99.0))
    fired, quiet = queries.rules(watched.officer)
    assert (fired.key, fired.open_count, fired.run.series_count) == ("pm25_high", 1, 1)
    assert (quiet.last_alert_at, quiet.current.says.severity) == (None, 2)


def test_what_is_exported_can_be_created_elsewhere(watched):
    take_facts(says())
    row = queries.exported(watched.lead)[0]
    facts = row["facts"] | {"key": "copy"}
    copied = editing.create_rule(watched.lead, watched.hd.province, domain=row["domain"], facts=facts, why="nhập")
    assert copied.current.facts["when"] == row["facts"]["when"]
