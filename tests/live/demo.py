"""One demo for all workers of a run, started as people start it: the first that needs it starts it, the last one out stops it."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from haidang.kernel.home import Home

START_WITHIN = 240
STOP_WITHIN = 30
UP = "the demo's cases and history are all there"
NOT_ITS_OWN = ("DJANGO_SETTINGS_MODULE", "HAIDANG_DATABASE_URL", "PYTEST_CURRENT_TEST")
PLACE = Path(f"/tmp/hd-live-{os.environ.get('HAIDANG_TEST_OWNER', os.getpid())}")


class NotStarted(Exception):
    """With what the demo said before it gave up."""


def said(home: Home) -> Path:
    """What `haidang up` prints."""
    return home.root.with_suffix(".log")


def users(home: Home) -> Path:
    """A line for each worker that uses the demo."""
    return home.root.with_suffix(".users")


@contextlib.contextmanager
def locked(path: Path, how: int = fcntl.LOCK_EX) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, how)
        yield


@contextlib.contextmanager
def shared() -> Iterator[Home]:
    """The home of the run's demo. Raises NotStarted."""
    home = Home(PLACE)
    with locked(home.root.with_suffix(".lock")):
        _forget_the_dead(home)
        if not users(home).exists():
            _start(home)
        _count(home, {*_counted(home), os.getpid()})
    try:
        yield home
    finally:
        with locked(home.root.with_suffix(".lock")):
            _count(home, _counted(home) - {os.getpid()})
            if not _counted(home):
                _stop(home)


def end() -> None:
    """Stop what an interrupted run left: its workers end without a goodbye."""
    home = Home(PLACE)
    if _process(home).exists():
        _stop(home)
    home.root.with_suffix(".lock").unlink(missing_ok=True)


def _counted(home: Home) -> set[int]:
    return {int(line) for line in users(home).read_text().split()} if users(home).exists() else set()


def _count(home: Home, workers: set[int]) -> None:
    users(home).write_text("\n".join(map(str, sorted(workers))))


def _forget_the_dead(home: Home) -> None:
    """A worker that was killed did not say goodbye."""
    counted = _counted(home)
    alive = {worker for worker in counted if Path(f"/proc/{worker}").exists()}
    if counted and not alive:
        _stop(home)
    elif counted != alive:
        _count(home, alive)


def _start(home: Home) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in NOT_ITS_OWN}
    environment |= {"HAIDANG_HOME": str(home.root), "HAIDANG_PORT": str(_free_port())}
    environment |= {"HAIDANG_OUTSIDE_PORT": str(_free_port())}
    with said(home).open("w") as told:
        program = [sys.executable, "-m", "haidang", "up", "--demo"]
        process = subprocess.Popen(
            program, env=environment, stdout=told, stderr=subprocess.STDOUT, start_new_session=True
        )
    _process(home).write_text(str(process.pid))
    give_up_at = time.monotonic() + START_WITHIN
    while UP not in said(home).read_text():
        if process.poll() is not None or time.monotonic() > give_up_at:
            words = said(home).read_text()
            _stop(home)
            raise NotStarted(words)
        time.sleep(0.2)


def _process(home: Home) -> Path:
    return home.root.with_suffix(".pid")


def _stop(home: Home) -> None:
    process = int(_process(home).read_text())
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGINT)
    give_up_at = time.monotonic() + STOP_WITHIN
    while _runs(process) and time.monotonic() < give_up_at:
        time.sleep(0.1)
    if _runs(process):
        os.killpg(process, signal.SIGKILL)
    shutil.rmtree(home.root, ignore_errors=True)
    for path in (said(home), users(home), _process(home)):
        path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """One that has ended counts as gone, even while nobody has asked how."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
