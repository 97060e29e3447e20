"""Watching the clock of every open case."""

import logging

from haidang.kernel import clock
from haidang.kernel.action import NotPossible, system
from haidang.kernel.jobs import job

from . import clocks
from .actions import escalate

log = logging.getLogger(__name__)


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
