"""One centre at a time in a home; what a killed one left behind is ended first."""

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from haidang.kernel.home import Home

from . import postgres
from .console import Stop, note

LEFT_OVERS_WITHIN = 6.0  # seconds


@contextmanager
def only_one(home: Home) -> Iterator[None]:
    """Hold the home's lock. Raises Stop when another process holds it."""
    home.ensure()
    path = home.run / "lock"
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = path.read_text().strip() or "?"
            raise Stop(
                f"Hải Đăng already runs in {home.root} (process {holder})",
                f"stop that one (kill {holder}), or choose another home: HAIDANG_HOME=/another/folder",
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        _end_left_overs(home)
        yield


def _end_left_overs(home: Home) -> None:
    pids = [pid for pid in _left_over_pids(home) if _is_ours(pid)]
    if pids:
        note("an earlier start was killed; ending what it left")
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in pids:
            _send(pid, sign)
        _wait_for(pids, LEFT_OVERS_WITHIN / 2)
    postgres.stop(home)
    (home.run / "children").unlink(missing_ok=True)


def _left_over_pids(home: Home) -> list[int]:
    try:
        lines = (home.run / "children").read_text().splitlines()
    except FileNotFoundError:
        return []
    return [int(line.split(" ", 1)[0]) for line in lines if not line.endswith(" database")]


def _is_ours(pid: int) -> bool:
    """A process id may have been given to somebody else since."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"haidang" in command or b"nats-server" in command


def _send(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return


def _wait_for(pids: list[int], within: float) -> None:
    give_up_at = time.monotonic() + within
    while any(_is_ours(pid) for pid in pids) and time.monotonic() < give_up_at:
        time.sleep(0.05)
