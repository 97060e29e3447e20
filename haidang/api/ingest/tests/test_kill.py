import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from threading import Thread
from urllib.parse import quote

import httpx
import pytest
from django.db import connection

from haidang.kernel import clock

from .test_door import new_key

ROUNDS, SENDERS, READINGS = 3, 4, 50


@pytest.mark.processes
def test_nothing_acknowledged_is_lost_when_the_door_is_killed(committed_world):
    for sender in range(SENDERS):
        committed_world.series(f"AQ-{sender}", "pm25")
    token = new_key()
    acknowledged: list[tuple[str, float]] = []

    for _ in range(ROUNDS):
        _kill_under_load(token, acknowledged)

    with connection.cursor() as cursor:
        cursor.execute("SELECT thing.code, reading.value FROM reading JOIN series ON series.id = series_id"
                       " JOIN thing ON thing.id = thing_id")  # fmt: skip
        kept = set(cursor.fetchall())
        cursor.execute("SELECT sum(n)::int FROM rollup_hour")
        assert cursor.fetchone() == (len(kept),)
    assert len(acknowledged) > ROUNDS * READINGS
    assert set(acknowledged) <= kept


def _kill_under_load(token: str, acknowledged: list[tuple[str, float]]) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "haidang.api.ingest.tests.serve"],
        env=os.environ | {"HAIDANG_DATABASE_URL": _address()},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    url = f"http://127.0.0.1:{server.stdout.readline().strip()}/ingest"
    before = len(acknowledged)
    senders = [Thread(target=_send, args=[url, token, f"AQ-{sender}", acknowledged]) for sender in range(SENDERS)]
    for sender in senders:
        sender.start()
    give_up_at = time.monotonic() + 30
    while len(acknowledged) < before + 10 * READINGS and time.monotonic() < give_up_at:
        time.sleep(0.01)
    server.kill()
    server.wait()
    server.stdout.close()
    for sender in senders:
        sender.join()


def _address() -> str:
    facts = connection.settings_dict
    return f"postgresql://{facts['USER']}@/{facts['NAME']}?host={quote(facts['HOST'], safe='')}"


def _send(url: str, token: str, thing: str, acknowledged: list[tuple[str, float]]) -> None:
    """Send until the server is gone; note what was acknowledged. Each reading has a moment and value of its own."""
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=30) as client:
        while True:
            now = clock.now()
            numbers = [now.timestamp() + number / 1000 for number in range(READINGS)]
            readings = [
                {"thing": thing, "series": "pm25", "at": (now + timedelta(milliseconds=at)).isoformat(), "value": value}
                for at, value in enumerate(numbers)
            ]
            try:
                answer = client.post(url, content=json.dumps({"readings": readings}))
            except httpx.HTTPError:
                return
            if answer.status_code == 200 and answer.json()["accepted"] == READINGS:
                acknowledged += [(thing, value) for value in numbers]
