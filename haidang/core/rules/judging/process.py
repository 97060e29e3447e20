"""The rules process: one for a centre, held by an advisory lock of the database connection that does its work.

It wakes at the bell (a batch came, a rule was changed), at the next deadline of the engine, and once a second.
"""

import logging
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.utils import translation

from haidang.core.telemetry import batches
from haidang.kernel import clock, home
from haidang.kernel.live import CHANNEL
from haidang.kernel.pulse import Pulse

from .judge import PROCESS, Judge

LOCK = 4_711_003
LONGEST_SLEEP = 1.0  # seconds
LOOK_EVERY = 1.0  # seconds between looks at what is due by the clock and whether rules have changed
TRY_AGAIN_AFTER = 1.0  # seconds

log = logging.getLogger(__name__)


def main(stop: threading.Event | None = None) -> None:
    """Judge until asked to stop (SIGTERM, SIGINT, or the event). Waits while another process holds the lock."""
    stop = stop or _stop_by_signal()
    translation.activate("vi")
    while not stop.is_set():
        try:
            with _bell() as bell:
                _watch(bell, stop)
        except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
            log.warning("the database went away: %s", error)
            connection.close()
            stop.wait(TRY_AGAIN_AFTER)
    connection.close()


def _stop_by_signal() -> threading.Event:
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda _number, _frame: stop.set())
    return stop


@contextmanager
def _bell() -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A connection of its own that listens: what rings while a transaction runs is not missed."""
    with psycopg.connect(home.database_url(), autocommit=True) as bell:
        bell.execute(f"LISTEN {CHANNEL}")
        yield bell


def _watch(bell: "psycopg.Connection[tuple[object, ...]]", stop: threading.Event) -> None:
    pulse = Pulse(PROCESS)
    while not _is_ours():
        if stop.wait(LONGEST_SLEEP):
            return
    judge = Judge()
    look_at, taken, readings = 0.0, 0, 0
    while not stop.is_set():
        done = judge.turn()
        taken, readings = taken + done.batches, readings + done.readings
        if time.monotonic() >= look_at:
            if judge.is_outdated():
                judge.take_up()
            judge.keep_usual_fresh()
            judge.by_the_clock()
            look_at = time.monotonic() + LOOK_EVERY
        waiting, lag = batches.waiting() if done.is_behind else (0, 0.0)
        if pulse.beat(lag=lag, waiting=waiting, batches=taken, readings=readings, rules=len(judge.planned.rules)):
            taken = readings = 0
        if not done.is_behind and not done.batches:
            _sleep(bell, judge)


def _is_ours() -> bool:
    """Take the lock, which this connection keeps until it ends, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _sleep(bell: "psycopg.Connection[tuple[object, ...]]", judge: Judge) -> None:
    """Until the bell rings, the next deadline passes, or a second is over; one ring stands for all that came with it."""
    due = judge.next_due()
    until_due = (due - clock.now()).total_seconds() if due else LONGEST_SLEEP
    for _ring in bell.notifies(timeout=max(0.001, min(LONGEST_SLEEP, until_due)), stop_after=1):
        return
