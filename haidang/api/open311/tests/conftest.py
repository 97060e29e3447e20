import pytest


@pytest.fixture
def counter(db):
    from django.core.cache import cache

    from haidang.core.cases.tests.counter import build  # models load after pytest has set Django up

    cache.clear()  # what was counted of an address lies there
    return build()
