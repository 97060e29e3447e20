import pytest


@pytest.fixture
def room(db):
    from .watch_room import build  # models load after pytest has set Django up

    return build()
