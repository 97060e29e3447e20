"""What the program says on a terminal: steps, notes, and failures that name their remedy."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from haidang.kernel import clock

WIDTH = 34
_open_steps: list[str] = []


class Stop(Exception):
    """The program cannot go on: what is wrong, and what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}\n  remedy: {remedy}")
        self.problem, self.remedy = problem, remedy


def say(line: str = "") -> None:
    print(line, flush=True)


def note(line: str) -> None:
    """Something that happened while running; it interrupts the line of a step under way."""
    if _open_steps and _open_steps[-1]:
        say()
        _open_steps[-1] = ""
    say(f"{clock.now():%H:%M:%S} {line}")


@contextmanager
def step(what: str) -> Iterator[None]:
    """`what ........ 0.3 s`."""
    line = f"  {what} ".ljust(WIDTH, ".") + " "
    print(line, end="", flush=True)
    _open_steps.append(line)
    began_at = time.monotonic()
    try:
        yield
        ended = f"{time.monotonic() - began_at:.1f} s"
    except BaseException:
        ended = "failed"
        raise
    finally:
        say(ended if _open_steps.pop() else line + ended)


def fail(stop: Stop) -> int:
    """Print why the program stopped; the exit code."""
    print(f"haidang: {stop}", file=sys.stderr, flush=True)
    return 1
