"""The journal: `haidang audit verify` proves that no row was changed, removed or slipped in."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True)
    verify = what.add_parser("verify", help="walk the whole chain; 0 when it is whole, 1 when it is broken")
    verify.add_argument(
        "--noted", metavar="NUMBER:HASH", help="what an earlier run printed: also prove that nothing was cut off since"
    )


def run(options: argparse.Namespace) -> int:
    from haidang.run import setup
    from haidang.run.console import Stop, say

    setup.with_database()
    from haidang.core.audit.chain import Head, prove

    try:
        noted = Head.read(options.noted) if options.noted else None
    except ValueError:
        raise Stop(f"--noted {options.noted} cannot be read", "copy what `haidang audit verify` printed") from None
    proof = prove(noted)
    if proof.broken is None:
        say(f"{proof.count} events, the chain is whole")
        say(f"note it elsewhere, for `haidang audit verify --noted`: {proof.head}")
        return 0
    broken = proof.broken
    say(f"the chain breaks at event {broken.seq} of {broken.at:%d/%m/%Y %H:%M:%S}: {broken.reason}")
    say(f"{proof.count} events before it are whole; compare with a backup: haidang restore into another home")
    return 1
