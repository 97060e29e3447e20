import pytest


@pytest.fixture
def counter(db):
    from haidang.core.cases.tests.counter import build  # models load after pytest has set Django up

    return build()


@pytest.fixture
def keepers(counter):
    """Two who keep procedures: what one drafts the other publishes."""
    hd = counter.hd
    return [hd.officer("procedure_keeper", hd.centre, hd.province) for _ in range(2)]
