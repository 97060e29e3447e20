"""Receive readings by MQTT, files and syslog."""

import argparse


def run(options: argparse.Namespace) -> None:
    from haidang.run import setup

    setup.django()
    from haidang.api.intake.process import main

    setup.with_database()
    main()
