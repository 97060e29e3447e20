from datetime import datetime

import pytest

from haidang.kernel.clock import HO_CHI_MINH, frozen


@pytest.fixture
def hall(db, monkeypatch):
    """A counter of a ward on a Monday morning, and the department that decides its dossiers."""
    from haidang.core.handovers.tests.hall import build, flows  # models load after pytest has set Django up
    from haidang.kernel import registry

    monkeypatch.setattr(registry, "domains", flows)
    with frozen(datetime(2026, 11, 16, 9, tzinfo=HO_CHI_MINH)):
        yield build()


@pytest.fixture
def browser():
    from haidang.web.tests.browsing import browser

    return browser


@pytest.fixture
def counter(hall, browser):
    return browser(hall.reception)


@pytest.fixture
def department(hall, browser):
    return browser(hall.officer)
