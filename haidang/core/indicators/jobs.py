"""What the worker does for indicators."""

from datetime import timedelta

from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.jobs import job, later

from . import actions
from .bringing import reminding
from .computing import marking
from .forecasting import making

WHO = system("worker")
REST = timedelta(seconds=40)


@job(cron="*/5 * * * *")
def compute_marked() -> None:
    actions.compute_marked(WHO)


@job(cron="20 * * * *")
def compute_running() -> None:
    marking.mark_running()
    actions.compute_marked(WHO)


@job(cron="40 2 * * *")
def compute_late() -> None:
    marking.mark_late()
    actions.compute_marked(WHO)


@job(cron="30 1 * * *")
def remind_offices() -> None:
    """At 8:30 in Việt Nam."""
    reminding.remind_all(WHO)


@job(cron="7-57/10 * * * *", priority=-5)
def make_forecasts() -> None:
    """Again after a rest while some wait: a new centre has hundreds to make, and other work to do."""
    if making.make_changed(WHO).is_unfinished:
        later(make_forecasts, at=clock.now() + REST)
