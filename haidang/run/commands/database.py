"""Run the embedded PostgreSQL alone, in the foreground."""

import argparse


def run(options: argparse.Namespace) -> None:
    from haidang.kernel import home
    from haidang.run import postgres, programs
    from haidang.run.console import Stop, say
    from haidang.run.only_one import only_one
    from haidang.run.supervisor import Supervisor

    if not home.is_embedded():
        raise Stop("HAIDANG_DATABASE_URL names another database", "unset it to use the embedded one")
    here = home.here()
    with only_one(here):
        postgres.initialise(here)
        supervisor = Supervisor(here)
        supervisor.listen_to_signals()
        child = supervisor.start(programs.database(here))
        try:
            supervisor.until(lambda: postgres.answers(postgres.url(here, "postgres")), 60, child)
            postgres.create_database(here)
            say(f"database at {home.database_url(here)}")
            supervisor.watch()
        finally:
            supervisor.stop()
