"""Simulate the demo province through its public doors."""

import argparse


def run(options: argparse.Namespace) -> None:
    from haidang.run import setup

    setup.with_database()
    from haidang.sim.process import main

    main()
