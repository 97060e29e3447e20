"""Give a new demo years of simulated figures through the public door, and forms of offices on their way."""

import argparse
import os


def run(options: argparse.Namespace) -> None:
    from haidang.run import schema, setup
    from haidang.run.console import Stop

    os.nice(10)  # pages come first
    setup.with_database()
    from haidang.run.demo import directives, figures
    from haidang.sim import access, web

    if not schema.kept("figures"):
        try:
            number = figures.send()
        except (access.NoAccess, web.Undelivered) as error:
            raise Stop(
                f"the figures could not be sent: {error}", "start again; the next start tries once more"
            ) from None
        schema.keep("figures", str(number))
    figures.fill_forms()
    directives.fill()
    directives.first_brief()
