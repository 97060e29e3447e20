"""Forecasts: never on too little, chosen on the past, kept with version and moment; expected beside what came."""

import math

import numpy as np
import pytest

from haidang.core.indicators import queries
from haidang.core.indicators.forecasting import making, methods, reading, testing
from haidang.core.indicators.models import Expectation, Forecast
from haidang.core.indicators.tests.test_targets import PLAN, SUM, TARGET
from haidang.core.indicators.tests.world import WHO

PATIENT = 600.0


def season(month):
    return 60 + 20 * math.sin(month * math.pi / 6)


NOISE = np.random.default_rng(2).normal(0, 1, 64)


def given(province, count, wobble=0.0, key="rice", last=None):
    """Values of so many months up to October 2026."""
    rows = []
    for back in range(count):
        at = 2026 * 12 + 9 - back
        value = season(at % 12) + wobble * NOISE[back]
        rows.append(
            (key, "", f"{at // 12}-{at % 12 + 1:02d}", last if back == 0 and last is not None else value, "thử")
        )
    province.give(*rows)


@pytest.fixture
def plain_ways(monkeypatch):
    """Without the library, which takes seconds to load."""
    names = ("seasonal_naive", "seasonal_growth")
    monkeypatch.setattr(testing, "METHODS", {name: methods.METHODS[name] for name in names})


def make():
    return making.make_changed(WHO, seconds=PATIENT)


def test_on_too_little_there_is_no_forecast_and_it_says_how_much_is_missing(province, plain_ways):
    province.declare(SUM)
    given(province, 15)
    assert make() == making.Run(0, 1, False)
    found = reading.forecast(WHO, "farm.rice")
    assert (found.row.reason, found.row.count, found.row.need, found.points) == ("few", 15, 24, [])


def test_a_forecast_goes_on_from_the_last_closed_month_with_an_interval_and_its_error(province, plain_ways):
    province.declare(SUM)
    given(province, 36, wobble=2)
    make()
    found = reading.forecast(WHO, "farm.rice")
    assert [one.period.text for one in found.points][:2] == ["2026-11", "2026-12"]
    assert len(found.points) == 12
    assert all(one.low < one.value < one.high for one in found.points)
    assert found.points[0].value == pytest.approx(season(10), abs=8)
    assert 0 < found.error_share < 0.2
    assert (found.row.version, found.row.made_at is not None) == (1, True)


def test_nothing_is_made_again_until_the_values_change_and_then_it_is_a_new_version(province, plain_ways):
    province.declare(SUM)
    given(province, 30)
    assert make().made == 1
    assert make() == making.Run(0, 0, False)
    province.give(("rice", "", "2026-10", 95, "sửa"))
    make()
    assert [one.row.version for one in reading.versions(WHO, "farm.rice")] == [2, 1]
    assert Forecast.objects.filter(is_newest=True).count() == 1


def test_a_value_far_from_what_was_expected_is_named(province, plain_ways):
    province.declare(SUM | {"direction": "down"})
    given(province, 36, wobble=2, last=150)
    make()
    [one] = reading.unexpected(WHO)
    assert (one.entry.code, one.value, one.is_better, one.score > 1) == ("farm.rice", 150, False, True)
    assert one.expected == pytest.approx(season(9), abs=8)
    assert [found.entry.code for found in queries.unexpected(WHO)] == ["farm.rice"]


def test_a_value_within_the_interval_is_none(province, plain_ways):
    province.declare(SUM)
    given(province, 36, wobble=2)
    make()
    assert reading.unexpected(WHO) == []
    assert Expectation.objects.get().forecast is None


def test_what_was_published_before_is_what_a_new_value_is_compared_with(province, plain_ways):
    province.declare(SUM)
    given(province, 36, wobble=2)
    rows = Forecast.objects.filter(indicator__code="farm.rice")
    make()
    before = rows.get().points[0]
    from datetime import timedelta

    from haidang.core.indicators.tests.world import NOW
    from haidang.kernel import clock

    with clock.frozen(NOW + timedelta(days=12)):
        province.give(("rice", "", "2026-11", 70, "thử"))
        make()
        [newest, _older] = reading.expected(WHO, "farm.rice")
    assert (newest.period.text, newest.expected, newest.row.forecast.version) == ("2026-11", before[1], 1)


def test_the_year_end_of_a_target_follows_the_forecast(province, plain_ways):
    province.declare(SUM, plans=[PLAN], targets=[TARGET])
    given(province, 36)
    make()
    [found] = queries.progress(WHO)
    assert found.projection == pytest.approx(sum(season(month) for month in range(12)), rel=0.01)
    assert "dự báo" in found.how


def test_the_library_is_taken_where_it_is_better(monkeypatch):
    monkeypatch.setattr(testing, "METHODS", {name: methods.METHODS[name] for name in ("seasonal_naive", "theta")})
    months = np.arange(48)
    values = 100 + 2.0 * months + 20 * np.sin(months * math.pi / 6) + NOISE[:48]
    tried = testing.best(values, 12, 12)
    assert (tried.method, tried.within >= 0.8) == ("theta", True)
    assert tried.error < 0.5 * tried.plain_error
    assert (np.diff(tried.widths) >= 0).all()


def test_methods_that_fail_are_left_out():
    assert methods.carried_on("theta", np.arange(5.0), 12, 3) is None
    assert testing.best(np.arange(5.0), 12, 3) is None
    flat = testing.best(np.full(40, 7.0), 1, 3)
    assert (flat.method, flat.error) == ("seasonal_naive", 0)
