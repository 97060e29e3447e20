"""Fill a new demo with reports and dossiers of the last weeks, led through the same actions as real ones."""

import argparse
import os


def run(options: argparse.Namespace) -> None:
    from haidang.run import setup

    os.nice(5)  # pages come first
    setup.with_database()
    from haidang.run.console import step
    from haidang.run.demo import cases, domains, dossiers

    with step("reports of the last days"):
        cases.fill()
    with step("dossiers of the last weeks"):
        dossiers.fill()
    with step("records of the fields"):
        domains.fill()
