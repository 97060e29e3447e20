"""The process that runs jobs: those queued, those due by the clock, and those a killed worker left half done."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection
from procrastinate import App

from haidang.kernel import pulse

STALLED_AFTER = 30.0  # seconds without a sign of the worker that took a job
SWEEP_EVERY = 60.0
KEEP_DONE_FOR = 24  # hours
CONCURRENCY = 4


async def work(app: App) -> None:
    """Until SIGTERM; running jobs are given three seconds, what is left is taken up at the next start."""
    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()):
        async with app.open_async():
            beside = [asyncio.create_task(_beat()), asyncio.create_task(_sweep(app))]
            try:
                await app.run_worker_async(
                    name="worker",
                    concurrency=CONCURRENCY,
                    fetch_job_polling_interval=5.0,
                    update_heartbeat_interval=5.0,
                    stalled_worker_timeout=STALLED_AFTER,
                    shutdown_graceful_timeout=3.0,
                )
            finally:
                for task in beside:
                    task.cancel()


async def _sweep(app: App) -> None:
    """Queue again what a dead worker was doing, and forget what was done long ago."""
    while True:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
            await app.job_manager.retry_job(job)
        await app.job_manager.delete_old_jobs(nb_hours=KEEP_DONE_FOR, include_failed=False)
        await asyncio.sleep(SWEEP_EVERY)


async def _beat() -> None:
    """In a thread of its own, so that a long job does not look like a dead worker."""
    with ThreadPoolExecutor(1) as thread:
        beat = sync_to_async(_write_beat, thread_sensitive=False, executor=thread)
        while True:
            await beat()
            await asyncio.sleep(pulse.EVERY)


def _write_beat() -> None:
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at IS NULL")
        waiting = cursor.fetchone()[0]
    pulse.beat("worker", waiting=waiting)
