"""Give a new demo 48 hours of simulated history, through its public door."""

import argparse


def run(options: argparse.Namespace) -> None:
    from haidang.run import schema, setup

    setup.with_database()
    if schema.kept("history"):
        return
    from haidang.sim import backfill

    backfill.run()
    schema.keep("history", "48h")
