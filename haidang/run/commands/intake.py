"""Receive readings by MQTT, files and syslog."""

import argparse


def run(options: argparse.Namespace) -> None:
    from haidang.run import setup

    setup.with_database()
    from haidang.api.intake.process import main

    main()
