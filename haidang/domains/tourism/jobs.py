"""By the clock: counts that software sent, indicators of the last nights, identities whose time is over."""

from datetime import timedelta

from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.jobs import job

from . import actions, counting, indicators_fed
from .rules_of_stay import night_of

WHO = system("tourism")
LATE_NIGHTS = 3


@job(cron="35 * * * *")
def gather_counts() -> None:
    counting.gather(clock.today())


@job(cron="50 1,5 * * *")
def feed_indicators() -> None:
    """At 8:50 and 12:50 in Việt Nam: the last nights, since some are declared late."""
    last = night_of(clock.now()) - timedelta(days=1)
    indicators_fed.feed(last - timedelta(days=back) for back in range(LATE_NIGHTS))


@job(cron="20 20 * * *")
def forget_old() -> None:
    actions.forget(WHO, actions.keep_from())
