"""Pass a command to Django (for developers): haidang manage makemigrations."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="...")


def run(options: argparse.Namespace) -> None:
    from django.core.management import execute_from_command_line

    from haidang.run import setup

    setup.django()
    execute_from_command_line(["haidang manage", *options.words])
