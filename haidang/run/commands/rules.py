"""Evaluate alarm rules on incoming readings (one process)."""

import argparse


def run(options: argparse.Namespace) -> None:
    from haidang.run import setup

    setup.django()
    from haidang.core.rules.judging.process import main

    setup.with_database()
    main()
