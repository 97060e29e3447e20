"""The processes of a centre, to kill them as a crash would, or to stop them as a cut cable would."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

from .desk import Centre


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
    """PostgreSQL's first process; the supervisor starts it again."""
    pid = int(next(centre.home.root.rglob("postmaster.pid")).read_text().split()[0])
    os.kill(pid, signal.SIGKILL)


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
