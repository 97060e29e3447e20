"""The intake is killed while files come by FTP: every file that was acknowledged counts, and counts once."""

import ftplib
import io
import threading
from datetime import timedelta

import pytest

from haidang.core.doors.models import DropAccount
from haidang.core.doors.passwords import hash_of
from haidang.kernel import clock

from .brokers import free_port, until
from .running import process

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
BEFORE, AFTER = 4, 4


class Station(threading.Thread):
    """Sends one file after another, each until it is acknowledged, through every kill."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.acknowledged, self.ending = port, [], threading.Event()
        self.since = clock.now() - timedelta(hours=1)

    def run(self):
        while not self.ending.is_set():
            try:
                self.send(len(self.acknowledged))
            except (OSError, EOFError, ftplib.Error):
                self.ending.wait(0.05)

    def send(self, number):
        at = f"{(self.since + timedelta(seconds=number)).astimezone(clock.HO_CHI_MINH):%Y%m%d%H%M%S}"
        with ftplib.FTP() as client:
            client.connect("127.0.0.1", self.port, timeout=10)
            client.login("tram-vt", "mk")
            text = f"PM2.5\t{number}\tug/m3\t{at}\t00\r\n"
            client.storbinary(f"STOR HD_VTAU_KHIKXQ_{at}.txt", io.BytesIO(text.encode()))
            self.acknowledged.append(float(number))


def test_no_acknowledged_file_is_lost_or_counted_twice_when_the_intake_is_killed(committed_world, tmp_path, rows):
    source = committed_world.new_source("tep-tram", format="tt10")
    source.door = "files"
    source.save()
    committed_world.thing("AQ-003", source=source, alias="HD_VTAU_KHIKXQ")
    committed_world.series("AQ-003", "pm25", unit="µg/m³", cadence_seconds=1)
    DropAccount.objects.create(source=source, name="tram-vt", hash=hash_of("mk"))
    port = free_port()
    station = Station(port)
    station.start()
    running = process(tmp_path / "home", HAIDANG_FTP_PORT=str(port))
    try:
        until(lambda: len(station.acknowledged) >= BEFORE, 90, "files before the kill")
        running.kill()
        running.wait()
        running = process(tmp_path / "home", HAIDANG_FTP_PORT=str(port))
        until(lambda: len(station.acknowledged) >= BEFORE + AFTER, 90, "files after the kill")
        station.ending.set()
        station.join(20)
        until(
            lambda: set(station.acknowledged) <= {value for (value,) in rows("SELECT value FROM reading")},
            60,
            "all readings",
        )
    finally:
        station.ending.set()
        running.terminate()
        running.wait(20)
    twice = "SELECT path FROM drop_file WHERE outcome IN ('taken', 'partly') GROUP BY path HAVING count(*) > 1"
    assert rows(twice) == []
    assert rows("SELECT sum(n)::int FROM rollup_hour") == rows("SELECT count(*)::int FROM reading")
