"""The journal: `haidang audit verify` proves that no row was changed, removed or slipped in."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("verify", help="walk the whole chain")


def run(options: argparse.Namespace) -> int:
    from haidang.run import setup
    from haidang.run.console import say

    setup.with_database()
    from haidang.core.audit.chain import verify

    count, broken = verify()
    if broken is None:
        say(f"{count} events, the chain is whole")
        return 0
    say(f"the chain breaks at event {broken.seq} of {broken.at:%d/%m/%Y %H:%M:%S}: {broken.reason}")
    say(f"{count} events before it are whole; compare with a backup: haidang restore into another home")
    return 1
