import pytest


@pytest.fixture
def hd(db):
    from haidang.core.directory.tests.small_province import build  # models load after pytest has set Django up

    return build()


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    """What allauth counts lies in the cache."""
    from django.core.cache import cache

    cache.clear()
