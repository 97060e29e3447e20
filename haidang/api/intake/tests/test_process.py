"""The intake as a whole: both doors, its pulse, its end, and a database that goes and comes back."""

import signal
from datetime import timedelta

import pytest

from haidang.api.intake.process import intake as made
from haidang.kernel import clock, pulse

from .brokers import until
from .running import beside, process

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def station(committed_world):
    source = committed_world.new_source("tep-tram", format="tt10")
    source.door = "files"
    source.save()
    committed_world.thing("AQ-003", source=source, alias="HD_VTAU_KHIKXQ")
    committed_world.series("AQ-003", "pm25", unit="µg/m³")


def drop(folder, ago):
    at = f"{clock.now() - timedelta(minutes=ago):%Y%m%d%H%M%S}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"HD_VTAU_KHIKXQ_{at}.txt").write_text(f"PM2.5\t27.81\tug/m3\t{at}\t00\r\n")


def count(rows):
    return rows("SELECT count(*) FROM reading")[0][0]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.setenv("HAIDANG_HOME", str(tmp_path))
    monkeypatch.delenv("HAIDANG_MQTT_URL", raising=False)
    return tmp_path / "drops" / "tep-tram"


def test_without_a_broker_files_still_come_in(here, station, rows):
    with beside(made()):
        drop(here, 10)
        until(lambda: count(rows) == 1, what="a reading")


def test_it_says_how_it_is(here, station):
    with beside(made()):
        until(lambda: "intake" in pulse.last(), what="a pulse")
    assert pulse.last()["intake"].state["files"]["quarantined"] == 0


def test_it_goes_on_when_the_database_ends_its_connections(here, station, rows):
    with beside(made()):
        for number in range(1, 4):
            rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
            drop(here, 10 * number)
            until(lambda number=number: count(rows) == number, 60, f"reading {number}")


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_quickly_and_cleanly_when_told_to(tmp_path, station, rows, sign):
    running = process(tmp_path / "home", "mqtt://a:b@127.0.0.1:1")
    log = tmp_path / "home" / "logs" / "intake.log"
    until(lambda: rows("SELECT 1 FROM pulse WHERE process = 'intake'"), 90, "a pulse")
    running.send_signal(sign)
    assert running.wait(10) == 0, log.read_text()
    assert "Traceback" not in log.read_text()


def test_an_address_of_a_broker_that_is_none_stops_the_start(here, monkeypatch):
    monkeypatch.setenv("HAIDANG_MQTT_URL", "127.0.0.1:1883")
    with pytest.raises(ValueError, match="mqtt://user"):
        made()
