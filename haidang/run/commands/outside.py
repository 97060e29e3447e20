"""Play the other bodies of a demo: identity issuer, signing, national portal, bank."""

import argparse


def run(options: argparse.Namespace) -> None:
    from haidang.run import setup

    setup.django()
    from haidang.sim.outside.process import main

    setup.with_database()
    main()
