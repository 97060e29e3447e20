import pytest


@pytest.fixture
def hd(db):
    from .small_province import build  # models load after pytest has set Django up

    return build()
