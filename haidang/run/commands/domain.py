"""Run the process that a domain has of its own, such as a door for the logs of machines."""

import argparse

from haidang.run.console import Stop


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", help="the domain: a folder of haidang/domains with a process.py")


def run(options: argparse.Namespace) -> None:
    from haidang.kernel import registry

    if options.key not in registry.processes():
        known = ", ".join(registry.processes()) or "none so far"
        raise Stop(f"domain {options.key!r} has no process of its own", f"name one that has: {known}")
    from haidang.run import setup

    setup.django()
    found = registry.part(options.key, "process")
    setup.with_database()
    assert found
    found.main()
