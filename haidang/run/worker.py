"""The process that runs jobs: those queued, those due by the clock, and those a killed worker left half done."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections, connection
from procrastinate import App
from procrastinate.exceptions import ConnectorException

from haidang.kernel import pulse

STALLED_AFTER = 30.0  # seconds without a sign of the worker that took a job
SWEEP_EVERY = 60.0
KEEP_DONE_FOR = 24  # hours
CONCURRENCY = 4
GRACE = 3.0  # seconds for jobs that run when we are asked to stop
END_WITHIN = 5  # seconds, whatever a job or a database that has gone may hold up

log = logging.getLogger(__name__)


async def work(app: App) -> None:
    """Until SIGTERM or SIGINT; running jobs are given some seconds, what is left is taken up at the next start."""
    _end_by_signal()
    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()), ThreadPoolExecutor(1) as thread:
        # In a thread of its own, so that a long job does not look like a dead worker.
        beat = sync_to_async(_beat, thread_sensitive=False, executor=thread)
        async with app.open_async():
            beside = [
                asyncio.create_task(_every(pulse.EVERY, beat)),
                asyncio.create_task(_every(SWEEP_EVERY, _sweep, app)),
            ]
            try:
                await app.run_worker_async(
                    name="worker",
                    concurrency=CONCURRENCY,
                    fetch_job_polling_interval=5.0,
                    update_heartbeat_interval=5.0,
                    stalled_worker_timeout=STALLED_AFTER,
                    shutdown_graceful_timeout=GRACE,
                    install_signal_handlers=False,
                )
            finally:
                for task in beside:
                    task.cancel()


def _end_by_signal() -> None:
    """Ask the running task to stop, and let the kernel's alarm end the process if it does not."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def end() -> None:
        signal.alarm(END_WITHIN)
        task.cancel()

    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, end)


async def _every(seconds: float, do: Callable[..., Awaitable[None]], *arguments: Any) -> None:
    """Do it again and again; a database that goes away is tried again at the next turn."""
    while True:
        try:
            await do(*arguments)
        except (DatabaseError, ConnectorException) as error:
            log.warning("the database went away: %s", error)
        await asyncio.sleep(seconds)


async def _sweep(app: App) -> None:
    """Queue again what a dead worker was doing, and forget what was done long ago."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        await app.job_manager.retry_job(job)
    await app.job_manager.delete_old_jobs(nb_hours=KEEP_DONE_FOR, include_failed=False)


def _beat() -> None:
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at IS NULL")
        waiting = cursor.fetchone()[0]
    pulse.beat("worker", waiting=waiting, memory_mb=pulse.memory_mb())
