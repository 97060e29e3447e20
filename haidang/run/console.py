"""What the program says on a terminal: steps, notes, and failures that name their remedy."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from haidang.kernel import clock

WIDTH = 34


class Stop(Exception):
    """The program cannot go on: what is wrong, and what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}\n  remedy: {remedy}")
        self.problem, self.remedy = problem, remedy


def say(line: str = "") -> None:
    print(line, flush=True)


def note(line: str) -> None:
    """Something that happened while running."""
    say(f"{clock.now():%H:%M:%S} {line}")


@contextmanager
def step(what: str) -> Iterator[None]:
    """`what ........ 0.3 s`; a failure leaves the line open for its reason."""
    print(f"  {what} ".ljust(WIDTH, "."), end=" ", flush=True)
    began_at = time.monotonic()
    try:
        yield
    except BaseException:
        say("failed")
        raise
    say(f"{time.monotonic() - began_at:.1f} s")


def fail(stop: Stop) -> int:
    """Print why the program stopped; the exit code."""
    print(f"haidang: {stop}", file=sys.stderr, flush=True)
    return 1
