"""Run queued and scheduled jobs."""

import argparse
import asyncio


def run(options: argparse.Namespace) -> None:
    from haidang.run import setup

    setup.with_database()
    from procrastinate.contrib.django import app

    from haidang.run import jobs, worker

    jobs.declare_all(app)
    asyncio.run(worker.work(app))
