import shutil
from pathlib import Path

import pytest

from haidang.api.ingest.tests.conftest import clock, rates
from haidang.core.telemetry.tests.conftest import committed_world, rows, world

__all__ = ["clock", "committed_world", "rates", "rows", "world"]


def started(kind: str, folder: Path):
    from .brokers import Mosquitto, Nats

    if kind == "mosquitto" and not (shutil.which("mosquitto") or Path("/usr/sbin/mosquitto").exists()):
        pytest.skip("mosquitto is not installed")
    broker = Mosquitto(folder, "5") if kind == "mosquitto" else Nats(folder, "mqttv311")
    broker.allow()
    broker.start()
    return broker


@pytest.fixture(params=["mosquitto", "nats"])
def broker(request, tmp_path):
    """Each of the two brokers, running, with intake's account alone."""
    running = started(request.param, tmp_path)
    yield running
    running.stop()


@pytest.fixture
def mosquitto(tmp_path):
    running = started("mosquitto", tmp_path)
    yield running
    running.stop()
