"""Watching the clock of every open incident."""

import logging

from haidang.kernel import clock
from haidang.kernel.action import NotPossible, system
from haidang.kernel.jobs import job

from . import overdue
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
