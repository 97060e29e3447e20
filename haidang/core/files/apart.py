"""Work on files from strangers in a process of its own, with little memory and time: what breaks is that process.

    apart.run("pdfs:look", "/home/…/content/ab/cd/…", seconds=10)

The function's arguments and answer must be fit for JSON; what it raises as Unfit is raised here. The processes are forked
from one that has the libraries and the detectors loaded and never reads a file itself: starting one costs next to nothing.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from .unfit import Unfit

ROOT = Path(__file__).parents[3]
STEP = 1 << 16
FRUGAL = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Broke(Exception):
    """The process ended without an answer: it ran out of memory or time, or fell over."""


def run(name: str, *arguments: Any, seconds: int, nice: int = 0) -> Any:
    """Call `module:function` of this package. Raises Unfit as the function does, Broke when no answer comes.

    `nice` as the kernel has it: 10 lets everything else that wants the processor go first.
    """
    wall = seconds * 6  # on a busy machine the processor's time is what counts
    with _nursery.fork() as child:
        child.settimeout(wall)
        child.sendall(json.dumps([name, seconds, nice, arguments]).encode())
        child.shutdown(socket.SHUT_WR)
        pid = 0
        try:
            pid = int.from_bytes(child.recv(8), "big")
            said = _rest(child)
        except (TimeoutError, BlockingIOError):
            _kill(pid)
            raise Broke(f"{name} did not end within {wall} s") from None
    if not said:
        raise Broke(f"{name} ended without an answer: out of memory or time")
    answer = json.loads(said)
    if "broke" in answer:
        raise Broke(f"{name}: {answer['broke']}")
    if "unfit" in answer:
        raise Unfit(answer["unfit"], **answer["facts"])
    return answer["answer"]


def _rest(child: socket.socket) -> bytes:
    said = bytearray()
    while piece := child.recv(STEP):
        said += piece
    return bytes(said)


def _kill(pid: int) -> None:
    if pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class _Nursery:
    """The process from which the others are forked, started when first needed; it ends with this one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._door: socket.socket | None = None
        self._owner = 0

    def fork(self) -> socket.socket:
        """A connection to a fresh process. Raises Broke."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            for _try in range(2):
                try:
                    socket.send_fds(self._opened(), [b"!"], [theirs.fileno()])
                except OSError:
                    self._door = None  # it is gone: another one is started
                else:
                    return ours
        ours.close()
        raise Broke("no process could be started for it")

    def _opened(self) -> socket.socket:
        if self._door is None or self._owner != os.getpid():
            self._door, theirs = socket.socketpair()
            self._owner = os.getpid()
            with theirs:
                subprocess.Popen(
                    [sys.executable, "-m", f"{__package__}.nursery", str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    cwd=ROOT,
                    env={**os.environ, **FRUGAL},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    start_new_session=True,
                )
        return self._door


_nursery = _Nursery()
