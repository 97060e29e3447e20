"""What the worker does for services."""

from haidang.kernel.action import system
from haidang.kernel.jobs import job

from . import figures

WHO = system("worker")


@job(cron="40 16 * * *")
def count_figures() -> None:
    """At 23:40 in Việt Nam."""
    figures.count(WHO)
