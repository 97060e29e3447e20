import pytest


@pytest.fixture
def till(db, outside):
    from haidang.core.payments.tests.till import build  # models load after pytest has set Django up

    return build()
