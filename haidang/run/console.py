"""What the program says on a terminal: steps, and failures that name their remedy."""

import sys


class Stop(Exception):
    """The program cannot go on: what is wrong, and what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}\n  remedy: {remedy}")
        self.problem, self.remedy = problem, remedy


def say(line: str) -> None:
    print(line, flush=True)


def fail(stop: Stop) -> int:
    """Print why the program stopped; the exit code."""
    print(f"haidang: {stop}", file=sys.stderr, flush=True)
    return 1
