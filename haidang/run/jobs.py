"""Plugs the declared jobs into procrastinate, which keeps its queue in the same database."""

from datetime import datetime
from typing import Any

from procrastinate import App, RetryStrategy

from haidang.kernel import jobs
from haidang.kernel.jobs import Job


def plug(app: App) -> None:
    """Called by procrastinate when Django is ready."""
    for job in jobs.jobs.values():
        _declare(app, job)

    def put(job: Job, arguments: dict[str, Any], at: datetime | None) -> None:
        app.configure_task(job.name, schedule_at=at).defer(**arguments)

    jobs.queue[0] = put


def _declare(app: App, job: Job) -> None:
    retry = RetryStrategy(max_attempts=job.retries, exponential_wait=3)

    def run(timestamp: int | None = None, **arguments: Any) -> None:
        job.work(**arguments)

    task = app.task(name=job.name, retry=retry, queueing_lock=job.name if job.cron else None)(run)
    if job.cron:
        app.periodic(cron=job.cron)(task)
