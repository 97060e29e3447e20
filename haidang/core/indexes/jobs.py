"""What the worker does for indexes."""

from haidang.kernel.action import system
from haidang.kernel.jobs import job

from . import surveys

WHO = system("worker")


@job(cron="50 18 * * *")
def feed_indicators() -> None:
    """At 1:50 in Việt Nam."""
    surveys.feed(WHO)
