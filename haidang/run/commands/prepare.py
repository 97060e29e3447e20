"""Make or update the tables and take the facts in; `haidang up` does it at every start."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="also the demo's people, stations and keys")


def run(options: argparse.Namespace) -> None:
    from haidang.run import setup

    setup.django()
    from haidang.run import prepare

    prepare.everything(demo=options.demo)
