"""Fill an empty home from a backup, and prove that it is the same."""

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)


def run(options: argparse.Namespace) -> None:
    from haidang.kernel import home
    from haidang.run import backup, setup
    from haidang.run.console import Stop, say, step
    from haidang.run.only_one import only_one

    here = home.here()
    with only_one(here):
        with step("restore"):
            manifest = backup.restore(here, options.file.absolute())
        with step("journal"), backup.a_database(here):
            setup.with_database()
            from haidang.core.audit.chain import verify

            count, broken = verify()
            if broken or count != manifest.head["seq"]:
                raise Stop(f"the restored journal is broken: {broken}", "do not use this home")
    say(f"{sum(manifest.rows.values())} rows and {count} events of {manifest.made_at} are here and whole")
