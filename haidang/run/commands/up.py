"""Start the whole centre and keep it running; Ctrl-C stops it.

The first start makes the database, its tables and the province; --demo adds people, history and a simulator.
"""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="a simulated province with people to sign in as")


def run(options: argparse.Namespace) -> None:
    from haidang.kernel import home
    from haidang.run.centre import Centre
    from haidang.run.only_one import only_one

    here = home.here()
    with only_one(here):
        Centre(here, demo=options.demo).run()
