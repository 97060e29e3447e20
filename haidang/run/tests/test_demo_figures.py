"""The demo's forms of figures come as far as they are told, and the door takes what the simulator makes."""

from datetime import datetime

import pytest

from haidang.core.indicators import actions
from haidang.core.indicators.bringing.taking import Given
from haidang.core.indicators.models import Lot, Submission
from haidang.kernel import clock
from haidang.run.demo import figures as demo_figures
from haidang.sim.figures.arriving import history

NOW = datetime(2026, 11, 20, 9, tzinfo=clock.HO_CHI_MINH)


@pytest.fixture
def facts(db):
    from haidang.run import facts

    with clock.frozen(NOW):
        facts.sync()
        yield


def test_forms_come_as_far_as_they_are_told_and_only_once(facts):
    told = demo_figures.told()
    assert demo_figures.fill_forms() == len(told)
    assert sorted(one.state for one in Submission.objects.all()) == sorted(one.goes for one in told)
    assert all(one.is_simulated for one in Submission.objects.all())
    assert all(lot.is_simulated for lot in Lot.objects.filter(kind="entry"))
    assert demo_figures.fill_forms() == 0


def test_the_door_takes_the_newest_figures_of_every_indicator(facts):
    figures = demo_figures._figures()
    rows = [
        row
        for code, one in figures.brought()
        for row in figures.values(code, one, history(one)[-1:], 0.0, NOW.timestamp())
    ]
    assert len({row["indicator"] for row in rows}) > 300
    wrong = actions.dry_run([Given(**row) for row in rows]).errors
    assert [(rows[one.at], one.message) for one in wrong[:3]] == []
