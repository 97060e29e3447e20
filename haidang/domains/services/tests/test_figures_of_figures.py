"""The centre counts its own figures: what comes by itself, and who brings theirs in time."""

from datetime import date

import pytest

from haidang.core.indicators import queries
from haidang.domains.services import figures
from haidang.kernel import clock, periods
from haidang.kernel.action import system

WHO = system("test")


@pytest.fixture
def facts(all_facts):
    with clock.frozen(clock.start_of(date(2026, 9, 22))):
        all_facts()
    with clock.frozen(clock.start_of(date(2026, 11, 22))):
        yield


def test_the_share_of_automatic_indicators_is_an_indicator_itself(facts):
    assert figures.count(WHO).new > 5
    found = queries.figure(WHO, figures.AUTOMATIC, periods.read("2026-11"))
    assert 20 < found.value < 95
    assert not found.quality
    nobody_brought_anything = queries.figure(WHO, figures.IN_TIME, periods.read("2026-10"))
    assert nobody_brought_anything.value == 0
    assert figures.count(WHO).new == 0
