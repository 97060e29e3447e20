import pytest


@pytest.fixture
def desk(counter):
    from haidang.web.tests.browsing import browser

    return browser(counter.centre)
