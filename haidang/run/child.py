"""One process under the supervisor: how it is started, how its words reach its log, how it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .logs import Log

SLOWEST_RETRY = 30.0  # seconds
STEADY_AFTER = 60.0
MOST_TRIES = 3
"""Of what runs once."""
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. Programs of a later `stage` are stopped after those of an earlier one; one that runs `once` comes to
    an end by itself, and is started again only when that was no good one, a few times."""

    name: str
    command: list[str]
    stage: int = 0
    once: bool = False
    stop_with: signal.Signals = signal.SIGTERM
    environment: dict[str, str] = field(default_factory=dict)
    keeps: tuple[int, ...] = ()  # file descriptors it inherits
    ownership: dict[str, Any] = field(default_factory=dict)  # arguments of Popen that drop rights


def python(name: str, *arguments: str, **more: Any) -> Program:
    """One of our own commands in a process of its own."""
    return Program(name, [sys.executable, "-m", "haidang", *arguments], **more)


class Child:
    """A program that is started again when it ends, more slowly each time it does not last."""

    def __init__(self, program: Program, log: Log) -> None:
        self.program, self.log = program, log
        self.failures = 0
        self.due_at = 0.0
        self.process = self._spawn()

    def _spawn(self) -> "subprocess.Popen[bytes]":
        self.started_at = time.monotonic()
        process = spawn(self.program, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        os.set_blocking(self._pipe(process), False)
        return process

    @staticmethod
    def _pipe(process: "subprocess.Popen[bytes]") -> int:
        assert process.stdout is not None
        return process.stdout.fileno()

    @property
    def pipe(self) -> int:
        return self._pipe(self.process)

    def pump(self) -> bool:
        """Move what the process said into its log. False when its end of the pipe is closed."""
        try:
            said = os.read(self.pipe, 65536)
        except BlockingIOError:
            return True
        self.log.write(said)
        return bool(said)

    def is_alive(self) -> bool:
        return self.process.poll() is None

    @property
    def is_done(self) -> bool:
        """Whether it ran once and has ended, well or after several tries."""
        if not self.program.once or self.is_alive():
            return False
        return self.process.returncode == 0 or self.failures >= MOST_TRIES

    def plan_restart(self) -> float:
        """How many seconds to wait before the next start."""
        now = time.monotonic()
        lasted = now - self.started_at > STEADY_AFTER
        self.failures = 1 if lasted else self.failures + 1
        wait = min(0.1 * 2.0 ** (self.failures - 1), SLOWEST_RETRY)
        self.due_at = now + wait
        return wait

    def restart(self) -> None:
        self.process = self._spawn()

    def send(self, sign: signal.Signals) -> None:
        if self.is_alive():
            self.process.send_signal(sign)

    def how_it_ended(self) -> str:
        code = self.process.returncode
        if code is not None and code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        return f"ended with code {code}"


def spawn(program: Program, **streams: Any) -> "subprocess.Popen[bytes]":
    """Start a program in a session of its own that ends with us, even if we are killed."""
    return subprocess.Popen(
        program.command,
        cwd="/",
        env={**_shared_modules(), **program.environment},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=program.keeps,
        preexec_fn=_leash(program.stop_with),
        **program.ownership,
        **streams,
    )


def _shared_modules() -> dict[str, str]:
    """Our environment, but what one process compiled is kept for the others (container images often switch that off):
    they read the same two thousand modules, which takes each of them three seconds otherwise."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _leash(sign: signal.Signals) -> Callable[[], None] | None:
    """Run in the child before exec: let the kernel send `sign` when the supervisor dies."""
    if _libc is None:
        return None
    libc, parent = _libc, os.getpid()

    def hold() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, sign)
        if os.getppid() != parent:
            os._exit(1)

    return hold
