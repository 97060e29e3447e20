"""The processes of a centre, to kill them as a crash would, or to stop them as a cut cable would."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from .desk import Centre

BACK_WITHIN = 90  # seconds


def web_of(centre: Centre) -> Iterator[int]:
    """The ids of the processes that answer browsers."""
    home = f"HAIDANG_HOME={centre.home.root}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = process.joinpath("cmdline").read_bytes().split(b"\0")
            environment = process.joinpath("environ").read_bytes().split(b"\0")
            if b"web" in words and b"haidang" in words and home in environment:
                yield int(process.name)


def kill_the_web(centre: Centre) -> None:
    """The supervisor brings both processes back."""
    for process in list(web_of(centre)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def kill_the_database(centre: Centre) -> None:
    """PostgreSQL's first process; the supervisor starts it again. Returns when everybody has found the new one."""
    pid = _database_of(centre)
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + BACK_WITHIN
    while _database_of(centre) in (0, pid) or not _is_well(centre):
        assert time.monotonic() < until, "the database did not come back"
        time.sleep(0.5)


def _database_of(centre: Centre) -> int:
    """The number of its first process; 0 while there is none."""
    said = [one.read_text().split() for one in centre.home.root.rglob("postmaster.pid")]
    return int(said[0][0]) if said and said[0] else 0


def _is_well(centre: Centre) -> bool:
    try:
        return httpx.get(f"{centre.url}/healthz", timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@contextlib.contextmanager
def silenced_web(centre: Centre) -> Iterator[None]:
    """Within, what is connected stays connected and hears nothing; new callers wait."""
    processes = list(web_of(centre))
    assert processes
    try:
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        yield
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)
