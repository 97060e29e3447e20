"""Watching the clock of every open case, and that none stays with an office that has ended."""

import logging

from haidang.kernel import clock
from haidang.kernel.action import NotPossible, system
from haidang.kernel.jobs import job

from . import clocks, heirs
from .actions import escalate

log = logging.getLogger(__name__)


@job(cron="2 * * * *")
def hand_on() -> None:
    """Places merge and offices end at midnight of their day; their open cases follow within the hour."""
    heirs.hand_on()


@job(cron="* * * * *")
def watch_clocks() -> None:
    """Tell of clocks that run out soon or have run out, case by case."""
    for case in clocks.to_tell(clock.now()):
        try:
            escalate(system("worker"), case)
        except NotPossible:
            continue  # somebody dealt with it in between
        except Exception:
            log.exception("could not tell of the clocks of %s", case.code)
