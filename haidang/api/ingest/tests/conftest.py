import pytest

from haidang.core.telemetry.tests.conftest import clock, committed_world, rows

__all__ = ["clock", "committed_world", "rows"]


@pytest.fixture
def rates(tmp_path, clock):
    from haidang.api.ingest.rate import Rates

    return Rates(tmp_path / "rates", clock)
