"""What the worker does for the field by the clock."""

from datetime import timedelta

from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.jobs import job

from . import counting

WHO = system("social")


@job(cron="*/10 * * * *")
def measure() -> None:
    counting.measure(clock.now().replace(second=0, microsecond=0))


@job(cron="7 * * * *")
def count_today() -> None:
    counting.of_day(WHO, clock.today())


@job(cron="25 17 * * *")
def count_yesterday() -> None:
    """At 0:25 in Việt Nam."""
    counting.of_day(WHO, clock.today() - timedelta(days=1))
