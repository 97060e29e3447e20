import pytest

from haidang.core.telemetry.tests.conftest import committed_world, rows

__all__ = ["committed_world", "rows"]


class Clock:
    """Stands until its seconds are moved."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def rates(tmp_path, clock):
    from haidang.api.ingest.rate import Rates

    return Rates(tmp_path / "rates", clock)
