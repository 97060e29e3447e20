"""Simulated figures: of indicators that are brought, plausible, the same each time they are asked for."""

from datetime import datetime

import numpy as np
import pytest

from haidang.kernel import clock
from haidang.kernel.manifest.indicator import COMPUTED
from haidang.sim.figures.arriving import history
from haidang.sim.figures.sending import EVERY, Figures

NOW = datetime(2026, 11, 20, 9, tzinfo=clock.HO_CHI_MINH)


class Post:
    """The door, as far as figures use it."""

    def __init__(self):
        self.sent = []

    def values(self, values, *, source):
        assert source
        self.sent += values


@pytest.fixture
def figures(world):
    with clock.frozen(NOW):
        yield Figures(world, Post())


def test_what_is_told_is_of_indicators_that_people_and_systems_bring(figures):
    for code, told in figures.told.items():
        one = figures.indicators[code]
        assert one.source not in COMPUTED, code
        assert told.elsewhere or told.of or told.level or one.parts, code
        for other in [told.of] * bool(told.of) + one.parts:
            whole = figures.indicators[f"{code.partition('.')[0]}.{other}"]
            assert (whole.level, whole.period) == (one.level, one.period), code


def test_figures_are_within_their_range_and_parts_add_up(figures):
    for code, one in figures.brought():
        periods = history(one)[-3:]
        table = figures.maker.table(code, periods)
        assert np.isfinite(table).all(), code
        assert one.least <= table.min(), code
        assert table.max() <= one.most, code
        if one.parts:
            parts = sum(figures.maker.table(f"{code.partition('.')[0]}.{key}", periods) for key in one.parts)
            assert np.allclose(parts, table), code


def test_a_part_is_never_more_than_its_whole(figures):
    for code, told in figures.told.items():
        if told.of and told.share <= 1:
            periods = history(figures.indicators[code])[-3:]
            whole = figures.maker.table(f"{code.partition('.')[0]}.{told.of}", periods)
            assert (figures.maker.table(code, periods) <= whole).all(), code


def test_history_and_what_comes_later_meet_without_a_gap_or_a_second_time(figures):
    figures.told = {code: figures.told[code] for code in ("health.wait_minutes", "cyber.events", "economy.exports")}
    end = NOW.timestamp()
    figures.fill(end)
    whole = {tuple(row.items()) for row in figures.web.sent}
    figures.web.sent.clear()
    cut = end - 3 * 86400
    figures.fill(cut)
    count = len(figures.web.sent)
    assert 0 < count < len(whole)
    assert figures.tick(end, cut) == end
    assert {tuple(row.items()) for row in figures.web.sent} == whole
    assert figures.tick(end + EVERY / 2, end) == end


def test_cells_left_to_others_are_not_sent(figures):
    figures.told = {"economy.revenue_oil": figures.told["economy.revenue_oil"]}
    figures.fill(NOW.timestamp(), {("economy.revenue_oil", "", "2026-09")})
    periods = {row["period"] for row in figures.web.sent}
    assert "2026-09" not in periods
    assert len(periods) > 30
