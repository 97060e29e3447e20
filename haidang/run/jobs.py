"""Plugs the declared jobs into procrastinate, which keeps its queue in the same database."""

from datetime import datetime
from typing import Any

from django.db import close_old_connections
from django.utils.module_loading import autodiscover_modules
from procrastinate import App, RetryStrategy

from haidang.kernel import jobs, registry
from haidang.kernel.jobs import Job


def plug(app: App) -> None:
    """Called by procrastinate when Django is ready: whoever says `later` can queue."""

    def put(job: Job, arguments: dict[str, Any], at: datetime | None) -> None:
        app.configure_task(job.name, schedule_at=at, priority=job.priority).defer(**arguments)

    jobs.queue[0] = put


def declare_all(app: App) -> None:
    """Give the worker every job: those of the `jobs.py` of each app and domain, and those that were imported by them."""
    autodiscover_modules("jobs")
    for domain in registry.domains():
        registry.part(domain, "jobs")
    for job in jobs.jobs.values():
        if job.name not in app.tasks:
            _declare(app, job)


def _declare(app: App, job: Job) -> None:
    retry = RetryStrategy(max_attempts=job.retries, exponential_wait=3)

    def run(timestamp: int | None = None, **arguments: Any) -> None:
        close_old_connections()  # the database may have been restarted since the last job
        job.work(**arguments)

    lock = job.name if job.cron else None
    task = app.task(name=job.name, retry=retry, priority=job.priority, queueing_lock=lock)(run)
    if job.cron:
        app.periodic(cron=job.cron)(task)
