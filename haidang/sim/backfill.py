"""History for a new demo: two days of every station, through the public HTTP door, in big batches; more of what is slow,
and some whole days of a few signals before them, so that the archive has something to show.

A batch holds the whole history of some signals: told hour by hour over all stations, each station would seem to have
fallen silent two days ago until its next batch comes, and that is an alarm.
"""

import sys
from collections.abc import Callable, Iterable
from datetime import timedelta

from haidang.kernel import clock
from haidang.provinces import pack

from . import access, mark
from .parcels import Line, lines
from .web import Web
from .world import Signal, World, due

HOURS = 48.0
BATCH = 10_000  # readings in one request
WIDTH = 34
DAY, FARTHEST = 86_400.0, 27 * 86_400.0
OLD_DAYS, OLD_SIGNALS, UNHURRIED = 6, 120, 600.0  # of signals measured every ten minutes or less often

Progress = Callable[[int, int], None]
"""(readings sent, readings in all)"""


def run(hours: float = HOURS, progress: Progress | None = None) -> int:
    """Send the last `hours` of all stations up to now. Returns how many readings; raises NoAccess and Undelivered."""
    world = World(pack.chosen())
    now = clock.now().timestamp()
    web = Web(access.found())
    try:
        number = fill(web, world, world.signals, now - hours * 3600, now, progress or show)
        number += fill_slow(web, world, now - hours * 3600)
        number += fill_old(web, world, now - hours * 3600)
        mark.write(mark.path(), now)
        return number
    finally:
        web.close()


def fill(
    web: Web, world: World, signals: Iterable[Signal], after: float, until: float, progress: Progress | None = None
) -> int:
    """Send what the signals measured in (after, until], moments in seconds since 1970."""
    wanted = due(signals, after, until)
    whole, done = sum(len(moments) for _, moments in wanted), 0
    batch: list[Line] = []
    for number, (signal, moments) in enumerate(wanted, 1):
        batch += lines(world.measure(signal, moments))
        done += len(moments)
        if len(batch) >= BATCH or number == len(wanted):
            web.send(batch)
            batch = []
            if progress:
                progress(done, whole)
    return whole


def fill_slow(web: Web, world: World, until: float) -> int:
    """What is measured once a day or less has a week of measurements before the hours of the others, a month at most."""
    slow = [one for one in world.signals if one.cadence >= DAY]
    wanted = [pair for one in slow for pair in due([one], until - min(7 * one.cadence, FARTHEST), until)]
    web.send([line for signal, moments in wanted for line in lines(world.measure(signal, moments))])
    return sum(len(moments) for _, moments in wanted)


def fill_old(web: Web, world: World, until: float) -> int:
    """The days before the hours of the others, of some signals that are measured every few minutes."""
    some = [one for one in world.signals if UNHURRIED <= one.cadence < DAY]
    chosen = some[:: max(1, len(some) // OLD_SIGNALS)]
    begin = clock.start_of(clock.today() - timedelta(days=OLD_DAYS)).timestamp()
    return fill(web, world, chosen, begin, until, lambda _sent, _whole: None) if begin < until else 0


def show(sent: int, whole: int) -> None:
    """A bar on a terminal, one line in a log."""
    done = sent == whole
    if sys.stdout.isatty():
        bar = "█" * round(20 * sent / whole)
        end = "\n" if done else ""
        print(f"\r  {'history, simulated ':.<{WIDTH - 2}} {bar:<20} {100 * sent // whole:3d} %", end=end, flush=True)
    elif done:
        print(f"  {'history, simulated ':.<{WIDTH - 2}} {whole} readings", flush=True)
