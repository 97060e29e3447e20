"""By the clock: the counts of today and of the days that may still change."""

from datetime import timedelta

from haidang.kernel import clock
from haidang.kernel.jobs import job

from . import indicators_fed

LATE_DAYS = 3


@job(cron="25 * * * *")
def feed_indicators() -> None:
    today = clock.today()
    indicators_fed.feed(today - timedelta(days=back) for back in range(LATE_DAYS))
