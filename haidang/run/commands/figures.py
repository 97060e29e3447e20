"""Give a new demo years of simulated figures through the public door, and forms of offices on their way."""

import argparse
import os


def run(options: argparse.Namespace) -> None:
    from haidang.run import schema, setup
    from haidang.run.console import Stop

    os.nice(10)  # pages come first
    setup.with_database()
    from haidang.run import demo_directives, demo_figures
    from haidang.sim import access, web

    if not schema.kept("figures"):
        try:
            number = demo_figures.send()
        except (access.NoAccess, web.Undelivered) as error:
            raise Stop(
                f"the figures could not be sent: {error}", "start again; the next start tries once more"
            ) from None
        schema.keep("figures", str(number))
    demo_figures.fill_forms()
    demo_directives.fill()
    demo_directives.first_brief()
