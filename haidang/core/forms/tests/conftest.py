import pytest


@pytest.fixture
def office(db):
    from .office import build  # models load after pytest has set Django up

    return build()
