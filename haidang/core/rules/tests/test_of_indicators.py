"""Figures far from what was expected become alerts in the one list, owned, timed, told once a figure."""

from datetime import timedelta

import msgspec
import pytest

from haidang.core.indicators.models import Expectation
from haidang.core.indicators.tests.world import NOW, WHO, Province
from haidang.core.indicators.tests.world import domain as farm
from haidang.core.rules.alerts import actions, of_indicators
from haidang.core.rules.models import Alert, Rule
from haidang.core.rules.sync import sync_rules
from haidang.core.rules.tests.watched import says
from haidang.kernel import clock, manifest
from haidang.kernel.strict import ManifestError

RULE = says(
    key="rice_unexpected", indicator="rice", when={"kind": "deviation", "expected": "forecast", "value": 1.5}, clear=None,
    severity=3,
)  # fmt: skip
del RULE["series"]
RICE = {"key": "rice", "over_places": "none"}


@pytest.fixture
def fields(db):
    with clock.frozen(NOW):
        province = Province()
        province.declare(RICE)
        facts = msgspec.convert(RULE, manifest.Rule)
        sync_rules([(farm(RICE), facts)])
        yield province


def came(province, period, value, score):
    province.give(("rice", "", period, value, "thử"))
    row = province.one("rice")
    Expectation.objects.update(is_newest=False)
    Expectation.objects.create(
        indicator=row, place_id=province.top.pk, period=f"{period}-01", value=value, expected=60, low=50, high=70,
        score=score, at=clock.now(),
    )  # fmt: skip


def test_an_unexpected_figure_raises_one_alert_with_its_owner(fields):
    came(fields, "2026-10", 90, 3.0)
    assert of_indicators.watch(WHO) == 1
    assert of_indicators.watch(WHO) == 0
    alert = Alert.objects.get()
    assert (alert.office, alert.severity, alert.value_open, alert.state) == (fields.owner, 3, 90, "new")
    assert alert.acknowledge_due_at - alert.raised_at == timedelta(minutes=15)
    assert alert.why["sentence"]["vi"].startswith("Tháng 10/2026 là 90\u00a0tấn, cao hơn dự báo 60")
    assert alert.why["points"]


def test_it_returns_with_the_next_expected_figure_and_is_raised_again_by_another(fields):
    came(fields, "2026-09", 90, 3.0)
    of_indicators.watch(WHO)
    came(fields, "2026-10", 61, 0.1)
    assert of_indicators.watch(WHO) == 1
    assert Alert.objects.get().state == "returned"
    with clock.frozen(NOW + timedelta(days=20)):
        came(fields, "2026-11", 95, 3.5)
        assert of_indicators.watch(WHO) == 1
    assert [one.is_active for one in Alert.objects.order_by("id")] in ([True], [False, True])


def test_below_is_no_alert_of_a_rule_for_what_lies_above(fields):
    came(fields, "2026-10", 20, -4.0)
    assert of_indicators.watch(WHO) == 0
    assert not Alert.objects.exists()


@pytest.mark.parametrize("ended", ["is_enabled", "retired_at"])
def test_the_alert_of_a_rule_that_no_longer_watches_returns_and_comes_back_with_it(fields, ended):
    came(fields, "2026-10", 90, 3.0)
    of_indicators.watch(WHO)
    Rule.objects.update(**{ended: False if ended == "is_enabled" else clock.now()})
    assert of_indicators.watch(WHO) == 1
    alert = Alert.objects.get()
    assert (alert.state, alert.returned_at) == ("returned", clock.now())
    assert of_indicators.watch(WHO) == 0
    Rule.objects.update(is_enabled=True, retired_at=None)
    assert of_indicators.watch(WHO) == 1
    assert Alert.objects.get().state == "new"


def test_what_somebody_closed_while_it_held_is_not_told_again(fields):
    came(fields, "2026-10", 90, 3.0)
    of_indicators.watch(WHO)
    actions.close(WHO, Alert.objects.get(), reason="đã giải trình")
    assert of_indicators.watch(WHO) == 0
    assert Alert.objects.get().state == "closed"


def test_a_figure_long_past_raises_nothing(fields):
    came(fields, "2026-07", 90, 3.0)
    assert of_indicators.watch(WHO) == 0


@pytest.mark.parametrize("wrong", [{"indicator": "ghost"}, {"when": {"kind": "threshold", "value": 1}}])
def test_a_rule_that_names_nothing_is_refused_with_its_place(wrong):
    with pytest.raises(ManifestError) as error:
        farm(RICE, rules=[RULE | wrong])
    assert "rules[0]" in str(error.value)
