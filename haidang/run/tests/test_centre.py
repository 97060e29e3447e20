"""A whole centre, started as people start it."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from haidang.kernel import clock
from haidang.kernel.home import Home
from haidang.run import postgres

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300), pytest.mark.xdist_group("centre")]


class Started:
    """`haidang up` as a process, and what it says."""

    def __init__(self, home: Home, port: int) -> None:
        self.home, self.port, self.lines = home, port, []
        environment = {
            k: v for k, v in os.environ.items() if k not in ("HAIDANG_DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "haidang", "up"],
            env=environment | {"HAIDANG_HOME": str(home.root), "HAIDANG_PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line)

    def said(self, words: str) -> bool:
        return words in "".join(self.lines)

    def wait_for(self, condition: Callable[[], object], within: float, what: str) -> None:
        give_up_at = time.monotonic() + within
        while not condition():
            assert time.monotonic() < give_up_at, f"no {what} in {within} s:\n{''.join(self.lines)}"
            time.sleep(0.05)

    def is_up(self) -> None:
        self.wait_for(lambda: self.said("Ctrl-C stops everything") or self.process.poll() is not None, 120, "start")
        assert self.process.poll() is None, "".join(self.lines)

    def child(self, name: str) -> int:
        """Its process, 0 while it is between two."""
        found = re.search(rf"^(\d+) {name}$", (self.home.run / "children").read_text(), re.MULTILINE)
        return int(found[1]) if found else 0

    def children(self) -> list[int]:
        return [int(line.split()[0]) for line in (self.home.run / "children").read_text().splitlines()]

    def health(self) -> dict:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)
        except OSError:
            return {}

    def last_beat(self, name: str) -> datetime:
        at = self.health().get(name, {}).get("at")
        return datetime.fromisoformat(at) if at else datetime.min.replace(tzinfo=UTC)

    def stop(self) -> float:
        """Ctrl-C; how many seconds it took."""
        began_at = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        return time.monotonic() - began_at


def is_running(pid: int) -> bool:
    """One that has ended counts as gone, even while nobody has asked how."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture(scope="module")
def home():
    home = Home(Path("/tmp") / f"hd-centre-{os.getpid()}")
    yield home
    postgres.stop(home)
    shutil.rmtree(home.root, ignore_errors=True)


@pytest.fixture(scope="module")
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def centre(home, port):
    centre = Started(home, port)
    centre.is_up()
    yield centre
    if centre.process.poll() is None:
        centre.stop()


def test_it_comes_up_well_and_says_where(centre):
    assert centre.said(f"http://localhost:{centre.port}")
    centre.wait_for(lambda: centre.health().get("status") == "ok", 60, "health")


def test_a_second_one_in_the_same_home_is_refused(centre):
    second = Started(centre.home, centre.port + 1)
    assert second.process.wait(60) == 1
    second.wait_for(lambda: second.said("remedy: stop that one"), 10, "remedy")


def test_a_port_in_use_is_refused(centre, tmp_path):
    other = Started(Home(tmp_path), centre.port)
    assert other.process.wait(60) == 1
    other.wait_for(lambda: other.said(f"HAIDANG_PORT={centre.port + 1}"), 10, "remedy")


@pytest.mark.parametrize("name", ["rules", "worker", "intake"])
def test_a_process_that_is_killed_comes_back_and_gives_signs_of_life(centre, name):
    killed_at, killed = clock.now(), centre.child(name)
    os.kill(killed, signal.SIGKILL)
    centre.wait_for(lambda: centre.child(name) not in (0, killed), 60, f"new {name}")
    centre.wait_for(lambda: centre.last_beat(name) > killed_at, 60, f"sign of life of {name}")


def test_while_one_web_process_is_killed_the_other_answers(centre):
    killed = centre.child("web-1")
    os.kill(killed, signal.SIGKILL)
    assert centre.health()["database"]["up"]
    centre.wait_for(lambda: centre.child("web-1") not in (0, killed), 60, "new web-1")


def test_after_the_database_was_killed_everybody_finds_it_again(centre):
    killed_at, killed = clock.now(), centre.child("database")
    os.kill(killed, signal.SIGKILL)
    centre.wait_for(lambda: centre.child("database") not in (0, killed), 60, "new database")
    for name in ("rules", "worker", "intake"):
        centre.wait_for(lambda name=name: centre.last_beat(name) > killed_at, 60, f"sign of life of {name}")


def test_ctrl_c_and_kill_leave_nobody_behind_and_a_second_start_continues(centre):
    children = centre.children()
    with psycopg.connect(postgres.url(centre.home), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept_over_restart (x int)")
    assert centre.stop() < 30
    assert centre.process.returncode == 0
    assert not [pid for pid in children if is_running(pid)]
    again = Started(centre.home, centre.port)
    again.is_up()
    with psycopg.connect(postgres.url(centre.home)) as connection:
        assert connection.execute("SELECT count(*) FROM kept_over_restart").fetchone() == (0,)
    children = again.children()
    again.process.kill()
    again.process.wait(30)
    again.wait_for(lambda: not [pid for pid in children if is_running(pid)], 30, "end of all children")


def test_a_home_of_another_version_is_refused_with_the_remedy(centre):
    server = postgres.start(centre.home, centre.home.logs / "database.log")
    with psycopg.connect(postgres.url(centre.home), autocommit=True) as connection:
        connection.execute("UPDATE installation SET value = 'older' WHERE key = 'schema'")
    postgres.stop(centre.home)
    server.wait(30)
    refused = Started(centre.home, centre.port)
    assert refused.process.wait(60) == 1
    refused.wait_for(lambda: refused.said("haidang reset"), 10, "remedy")
