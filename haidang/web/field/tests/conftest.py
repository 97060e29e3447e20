import pytest


@pytest.fixture
def desk(db, monkeypatch):
    from haidang.core.incidents.tests.watch_room import build, flood  # models load after pytest has set Django up
    from haidang.kernel import registry

    monkeypatch.setattr(
        registry, "playbook", lambda domain, key: flood() if (domain, key) == ("test", "flood") else None
    )
    return build()


@pytest.fixture
def phone(desk):
    """The driver's phone."""
    from haidang.web.desk.alerts.tests.watch_room import browser

    return browser(desk.driver)
