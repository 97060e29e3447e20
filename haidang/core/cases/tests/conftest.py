import pytest


@pytest.fixture
def counter(db):
    from .counter import build  # models load after pytest has set Django up

    return build()
