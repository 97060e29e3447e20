import pytest


@pytest.fixture
def farms(desk):
    """The desk on 22 November 2026 with the harvest of ten months."""
    from haidang.core.indicators.tests.world import NOW
    from haidang.kernel import clock
    from haidang.web.desk.indicators.tests.fields import harvested

    with clock.frozen(NOW):
        harvested(desk)
        yield desk
