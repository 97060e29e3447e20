"""Empty this home: database, files, logs and secrets go, backups stay."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(options: argparse.Namespace) -> None:
    from haidang.kernel import home
    from haidang.run import reset
    from haidang.run.console import Stop, say
    from haidang.run.only_one import only_one

    here = home.here()
    if not options.yes and input(f"Everything in {here.root} but its backups will be deleted. Type yes: ") != "yes":
        raise Stop("nothing was deleted", "type yes, or use --yes")
    with only_one(here):
        reset.empty(here)
    say("empty; `haidang up` starts anew")
