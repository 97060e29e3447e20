import pytest

from haidang.web.tests.flooding import at_nine, desk

__all__ = ["at_nine", "desk"]


@pytest.fixture
def phone(desk):
    """The driver's phone."""
    from haidang.web.tests.browsing import browser  # models load after pytest has set Django up

    return browser(desk.driver)
