import pytest


@pytest.fixture
def counter(db):
    from haidang.core.cases.tests.counter import build  # models load after pytest has set Django up

    return build()


@pytest.fixture
def desk(counter):
    from haidang.web.tests.browsing import browser

    return browser(counter.centre)
