import pytest


@pytest.fixture
def room(db):
    from haidang.web.desk.alerts.tests.watch_room import build  # models load after pytest has set Django up

    return build()
