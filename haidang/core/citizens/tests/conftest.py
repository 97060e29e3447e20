import pytest


@pytest.fixture
def hd(db):
    from django.core.cache import cache

    from haidang.core.directory.tests.small_province import build  # models load after pytest has set Django up

    cache.clear()
    return build()


@pytest.fixture
def counter(db):
    from django.core.cache import cache

    from haidang.core.cases.tests.counter import build

    cache.clear()
    return build()
