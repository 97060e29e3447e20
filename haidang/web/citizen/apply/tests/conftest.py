import pytest


@pytest.fixture
def office(db):
    from django.core.cache import cache

    from haidang.core.forms.tests.office import build  # models load after pytest has set Django up

    cache.clear()
    return build()


@pytest.fixture
def walk(client, office):
    from .walker import Walker

    return Walker(client, office)
