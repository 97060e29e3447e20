"""Whoever packs is killed after every step, once with a first file and once while late rows are merged."""

import os
import subprocess
import sys
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection

from haidang.core.telemetry import partitions
from haidang.core.telemetry.archive import days, packing
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.core.telemetry.stored import stored
from haidang.kernel import clock

from .killed import STEPS

MINUTE = timedelta(minutes=1)


@pytest.mark.processes
def test_nothing_is_lost_or_doubled_when_packing_is_killed(committed_world, tmp_path, monkeypatch):
    monkeypatch.setenv("HAIDANG_DATABASE_URL", _address())
    monkeypatch.setenv("HAIDANG_HOME", str(tmp_path))
    series = committed_world.series("AQ-001", "pm25").pk
    day = clock.today() - timedelta(days=5)
    start = clock.start_of(day)
    record(Sender("t"), [_reading(start, n) for n in range(0, 1000, 2)], start + timedelta(days=1))
    sent = set(range(0, 1000, 2))

    with _packer() as ask:
        for number, (step, is_last) in enumerate(
            [("replace", False), ("_install", True), *((one, one == STEPS[-1]) for one in STEPS)]
        ):
            assert ask(day, step) == "killed", step
            assert _kept(series, start) == sorted(sent), step
            record(Sender("t"), [_reading(start, 1 + 2 * number)])
            sent.add(1 + 2 * number)
            if is_last:
                assert packing.pack(day)
                assert (days.of(day).has_more, _in_table(day)) == (False, 0)
                assert _kept(series, start) == sorted(sent)
                record(Sender("t"), [_reading(start, 901 + 2 * number)])
                sent.add(901 + 2 * number)


def _reading(start, n):
    return Reading("AQ-001", "pm25", start + n * MINUTE, float(n))


def _kept(series, start):
    return stored([series], start, start + timedelta(days=1)).value.tolist()


def _in_table(day):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {partitions.name_of(day)}")
        return cursor.fetchone()[0]


def _address():
    facts = connection.settings_dict
    return f"postgresql://{facts['USER']}@/{facts['NAME']}?host={quote(facts['HOST'], safe='')}"


class _packer:
    def __enter__(self):
        command = [sys.executable, "-m", "haidang.core.telemetry.tests.killed"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ.copy()
        )
        assert self.process.stdout.readline() == "ready\n"
        return self._ask

    def _ask(self, day, where):
        self.process.stdin.write(f"{day} {where}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
