"""Give a new demo 48 hours of simulated history, through its public door."""

import argparse


def run(options: argparse.Namespace) -> None:
    from haidang.run import schema, setup
    from haidang.run.console import Stop

    setup.with_database()
    if schema.kept("history"):
        return
    from haidang.sim import access, backfill, web

    try:
        backfill.run()
    except (access.NoAccess, web.Undelivered) as error:
        raise Stop(f"the history could not be sent: {error}", "start again; the next start tries once more") from None
    schema.keep("history", "48h")
    _compute_now()
    _take_old_days_into_files()


def _take_old_days_into_files() -> None:
    from haidang.core.telemetry import jobs as declared  # noqa: F401
    from haidang.core.telemetry.archive import packing
    from haidang.kernel import jobs

    jobs.later(packing.keep)


def _compute_now() -> None:
    """Have what the domains compute from readings computed from the history at once, not at its next turn."""
    from haidang.kernel import jobs, registry

    for domain in registry.domains():
        registry.part(domain, "jobs")
    for job in jobs.jobs.values():
        if job.cron and job.name.startswith("haidang.domains."):
            jobs.later(job.work)
