"""Watching the clock of every open incident."""

import logging

from haidang.kernel import clock
from haidang.kernel.action import NotPossible, system
from haidang.kernel.jobs import job

from . import check_ins, overdue, unheard
from .actions import escalate

log = logging.getLogger(__name__)


@job(cron="* * * * *")
def watch_deadlines() -> None:
    """Mark what has run out of time since the last minute and tell whom it concerns, incident by incident."""
    for incident in overdue.incidents_newly_late(clock.now()):
        try:
            escalate(system("worker"), incident)
        except NotPossible:
            continue  # somebody closed it or did the work in between
        except Exception:
            log.exception("could not escalate %s", incident.code)


@job(cron="* * * * *")
def watch_check_ins() -> None:
    """Tell of every unit that was to be heard from and was not; close the alerts of those that were."""
    for task in check_ins.newly_late(clock.now()):
        try:
            check_ins.miss(system("worker"), task)
        except NotPossible:
            continue  # it was heard from in between
        except Exception:
            log.exception("could not tell that %s was not heard from", task.code)
    unheard.settle(clock.now())
