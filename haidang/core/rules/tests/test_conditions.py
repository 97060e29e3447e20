"""What rules say, as numbers."""

from datetime import date

import msgspec
import pytest

from haidang.core.rules.conditions import NotJudged, condition
from haidang.core.rules.judging.engine import MEAN, RATE, SILENCE, WEEK
from haidang.core.rules.tests.watched import says, words
from haidang.kernel import manifest, registry

DAY = date(2026, 11, 21)
MINUTE = 60_000_000


def rule(**changed):
    return msgspec.convert(says(**changed), manifest.Rule)


def series(**limit):
    facts = {"key": "cot_b", "name": words("Cột B"), "averaging": "instant", "source": "QCVN", "trust": "V"}
    limits = [facts | {"valid_from": date(2020, 1, 1), "value": 100.0} | limit]
    facts = {"key": "pm25", "name": words("PM2,5"), "unit": "µg/m³", "cadence": "1m", "limits": limits}
    return msgspec.convert(facts, manifest.Series)


def named(**changed):
    return rule(when={"kind": "threshold", "limit": "cot_b"} | changed, clear=None)


def test_at_or_above_is_above_the_number_before():
    over, at = (condition(rule(when={"kind": "threshold", "op": op, "value": 50.0}), None, DAY) for op in (">", ">="))
    assert over.high == 50.0
    assert 49.999999 < at.high < 50.0


def test_below_a_limit_is_signed():
    found = condition(rule(when={"kind": "threshold", "op": "<", "value": 4.0}, clear=5.0), None, DAY)
    assert (found.sign, found.high, found.low, found.limit) == (-1.0, -4.0, -5.0, 4.0)


def test_a_limit_for_an_averaging_time_is_compared_with_that_mean():
    found = condition(named(), series(averaging="24h"), DAY)
    assert (found.kind, found.window_us, found.limit, found.said.trust) == (MEAN, 24 * 60 * MINUTE, 100.0, "V")


def test_the_lower_number_of_a_range_is_for_rules_below():
    assert condition(named(op="<"), series(low=5.5, value=9.0), DAY).limit == 5.5
    assert condition(named(op=">"), series(low=5.5, value=9.0), DAY).limit == 9.0


@pytest.mark.parametrize(
    "limit",
    [{"value": None}, {"valid_from": date(2027, 1, 1)}, {"valid_to": date(2026, 1, 1)}, {"averaging": "year"}],
)
def test_an_unknown_limit_or_one_not_in_force_is_not_judged(limit):
    with pytest.raises(NotJudged):
        condition(named(), series(**limit), DAY)


def test_the_kinds_have_their_windows():
    assert condition(rule(when={"kind": "rate", "value": 1.0, "per": "30m"}), None, DAY).window_us == 30 * MINUTE
    assert condition(rule(when={"kind": "rate", "value": 1.0}), None, DAY).kind == RATE
    assert condition(rule(when={"kind": "silence", "after": "5m"}), None, DAY).window_us == 5 * MINUTE
    assert condition(rule(when={"kind": "silence", "value": 3.0}), None, DAY).cadences == 3.0
    assert condition(rule(when={"kind": "silence"}), None, DAY).kind == SILENCE
    assert condition(rule(when={"kind": "deviation", "value": 1.0, "expected": "hour_of_week"}), None, DAY).kind == WEEK


@pytest.mark.parametrize("key", [f"{domain.key}/{one.key}" for domain, one in registry.rules() if not one.parts])
def test_a_rule_of_a_domain_is_judged_today(key):
    domain, _, name = key.partition("/")
    one = next(one for found, one in registry.rules() if (found.key, one.key) == (domain, name))
    found = condition(one, registry.series(domain, one.series), DAY)
    assert found.low <= found.high
