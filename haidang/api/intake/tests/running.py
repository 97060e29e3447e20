"""Doors that run beside a test: in a thread of this process, or as a process of their own that can be killed."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from haidang.api.intake.process import Intake

PROGRAM = """
import django
django.setup()
from haidang.api.intake.process import main
main()
"""


@contextmanager
def beside(intake: Intake) -> Iterator[Intake]:
    """The intake in a thread with a loop of its own; stopped as SIGTERM would, and its failures are the test's."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            loop.run_until_complete(intake.run(stop))
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield intake
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        loop.close()
        assert not thread.is_alive(), "the intake did not stop"
    if failed:
        raise failed[0]


def database_url() -> str:
    """The database of this test, for another process."""
    facts = connection.settings_dict
    return f"postgresql://{facts['USER']}@/{facts['NAME']}?host={quote(str(facts['HOST']), safe='')}"


def process(home: Path, broker_url: str = "", **environment: str) -> "subprocess.Popen[bytes]":
    """The intake process itself, on the database of this test."""
    home.mkdir(exist_ok=True)
    for room in ("logs", "run", "broker", "files", "drops"):
        (home / room).mkdir(exist_ok=True)
    own = {
        "HAIDANG_HOME": str(home),
        "HAIDANG_DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "haidang.settings",
        **({"HAIDANG_MQTT_URL": broker_url} if broker_url else {}),
        **environment,
    }
    with (home / "logs" / "intake.log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-c", PROGRAM], env={**os.environ, **own}, stdout=log, stderr=log)
