"""For the conftest of rooms in which an incident is dealt with: the desk of core.incidents, at nine o'clock."""

import pytest

from haidang.core.incidents.tests.conftest import desk

__all__ = ["at_nine", "desk"]


@pytest.fixture(autouse=True)
def at_nine(desk):
    from haidang.core.incidents.tests.watch_room import NINE  # models load after pytest has set Django up
    from haidang.kernel import clock

    with clock.frozen(NINE):
        yield
