"""Work for later: plain functions declared as jobs, run by the worker process, retried when they fail.

    @job(every="5m")
    def forget_old_drafts() -> None: ...

    later(send_mail, to="a@b.vn")

The queue is a port, filled when the program starts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., None])


@dataclass(frozen=True, slots=True)
class Job:
    """A declared job: its function, how often it runs by itself (cron line, five fields), how often it is retried.

    Of those that wait, the ones of higher priority go first, and among these the oldest.
    """

    name: str
    work: Callable[..., None]
    cron: str = ""
    retries: int = 5
    priority: int = 0


jobs: dict[str, Job] = {}


def job(*, cron: str = "", retries: int = 5, priority: int = 0) -> Callable[[F], F]:
    """Declare a function as a job. Arguments must be fit for JSON."""

    def declare(work: F) -> F:
        name = f"{work.__module__}.{work.__qualname__}"
        jobs[name] = Job(name, work, cron, retries, priority)
        return work

    return declare


def _no_queue(job: Job, arguments: dict[str, Any], at: datetime | None) -> None:
    raise RuntimeError("no job queue is plugged in: the program has not been set up")


queue: list[Callable[[Job, dict[str, Any], datetime | None], None]] = [_no_queue]


def later(work: Callable[..., None], at: datetime | None = None, **arguments: Any) -> None:
    """Queue a declared job within the open transaction; it runs after commit, not before `at`."""
    queue[0](jobs[f"{work.__module__}.{work.__qualname__}"], arguments, at)
