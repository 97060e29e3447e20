import pytest


@pytest.fixture
def keepers(counter):
    """Two who keep procedures: what one drafts the other publishes."""
    hd = counter.hd
    return [hd.officer("procedure_keeper", hd.centre, hd.province) for _ in range(2)]
