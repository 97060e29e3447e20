import pytest


@pytest.fixture
def keepers(counter):
    """Two who keep procedures, each in a browser."""
    from haidang.web.tests.browsing import browser

    hd = counter.hd
    return [browser(hd.officer("procedure_keeper", hd.centre, hd.province)) for _ in range(2)]
