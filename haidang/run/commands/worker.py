"""Run queued and scheduled jobs."""

import argparse
import asyncio
from contextlib import suppress


def run(options: argparse.Namespace) -> None:
    from haidang.run import setup

    setup.django()
    from procrastinate.contrib.django import app

    from haidang.run import jobs, worker

    jobs.declare_all(app)
    setup.with_database()
    with suppress(asyncio.CancelledError):  # how a stop that was asked for ends
        asyncio.run(worker.work(app))
