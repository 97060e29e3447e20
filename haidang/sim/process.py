"""The simulator as a process: in real time, every station at its own cadence, each through its own public door."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from haidang.kernel import clock
from haidang.provinces import pack

from . import access, backfill, mark
from .access import Access
from .citizens import Citizens
from .devices import Devices
from .figures.sending import Figures
from .logs import Logs, door
from .outbox import Outbox
from .parcels import Line, StationFile, lines, messages, station_files
from .web import Undelivered, Web
from .world import Measured, Signal, World, due

log = logging.getLogger(__name__)

TICK = 1.0  # seconds
EXERCISES_EVERY = 2.0
FAST = 5.0  # seconds between measurements of a station that an exercise touches
LONGEST_GAP = 48 * 3600.0
SHORTEST_GAP = 600.0
MOST_AT_ONCE = 5_000
PATIENCE = 2.0  # seconds; what is not taken stays in the outbox


@dataclass
class Live:
    """One running simulator."""

    world: World
    access: Access
    web: Web
    devices: Devices | None
    mark: Path
    figures_mark: Path = field(default_factory=lambda: mark.path("figures"))
    outbox: Outbox[Line] = field(default_factory=lambda: Outbox("http"))
    citizens: Citizens | None = None
    figures: Figures | None = None
    logs: Logs | None = None
    sent_until: float = 0.0
    _exercises_due: float = 0.0
    _marked: float = 0.0
    _fast: set[Signal] = field(default_factory=set)

    async def run(self) -> None:
        """Until cancelled."""
        publishing = asyncio.create_task(self.devices.run()) if self.devices else None
        try:
            await asyncio.to_thread(self.catch_up)
            while True:
                began = time.monotonic()
                await asyncio.to_thread(self.tick, clock.now().timestamp())
                await asyncio.sleep(max(0.05, TICK - (time.monotonic() - began)))
        finally:
            if publishing:
                publishing.cancel()
                with suppress(asyncio.CancelledError):
                    await publishing
            self._remember(self.sent_until)

    def catch_up(self) -> None:
        """Send what the stations measured while nobody was there to send it: loggers keep it and send it late.

        A short gap is left to the first tick, which sends it through each station's own door.
        """
        now = clock.now().timestamp()
        self.sent_until = max(mark.read(self.mark) or now, now - LONGEST_GAP)
        if now - self.sent_until > SHORTEST_GAP:
            try:
                number = backfill.fill(self.web, self.world, self.world.signals, self.sent_until, now)
                log.info("sent %d readings of the time between", number)
            except Undelivered as error:
                log.warning("the time between could not be sent: %s", error)
            self.sent_until = now

    def tick(self, now: float) -> None:
        """Measure and send all that fell due since the last tick."""
        self._ask_for_exercises(now)
        calm = [one for one in self.world.signals if one not in self._fast]
        wanted = due(calm, self.sent_until, now) + due(self._fast, self.sent_until, now, FAST)
        self.hand_over(self.world.measure(one, moments) for one, moments in wanted)
        self.sent_until = now
        self._deliver()
        if self.citizens:
            self.citizens.tick(now)
        if self.logs:
            self.logs.tick(now)
        if self.figures:
            self._bring_figures(self.figures, now)
        if now - self._marked > 10:
            self._remember(now)

    def _bring_figures(self, figures: Figures, now: float) -> None:
        """From where the history ended, which may still be under way."""
        after = mark.read(self.figures_mark)
        if after is not None and (until := figures.tick(now, after)) > after:
            mark.write(self.figures_mark, until)

    def _ask_for_exercises(self, now: float) -> None:
        if now < self._exercises_due:
            return
        self._exercises_due = now + EXERCISES_EVERY
        try:
            found = self.web.exercises()
        except Undelivered as error:
            log.info("%s", error)
            return
        if found == self.world.exercises:
            return
        was_fast = self._fast
        self.world.exercises = found
        self._fast = self.world.touched()
        log.warning("exercises: %s", ", ".join(f"{one.code} {one.scenario}" for one in found) or "none")
        recovered = was_fast - self._fast
        self.hand_over(self.world.measure(one, np.array([np.floor(now)])) for one in recovered)

    def hand_over(self, measured: Iterable[Measured]) -> None:
        """Give each measurement to the door of its source."""
        files: list[Measured] = []
        for one in measured:
            if not len(one.seconds):
                continue
            if one.signal.door == "files":
                files.append(one)
            elif one.signal.door == "mqtt" and self.devices:
                self.devices.put(list(messages(one)))
            else:
                self.outbox.put(lines(one))
        for source in sorted({one.signal.source for one in files}):
            drop(self.access.drops / source, station_files(one for one in files if one.signal.source == source))

    def _deliver(self) -> None:
        while batch := self.outbox.first(MOST_AT_ONCE):
            try:
                self.web.send(batch)
            except Undelivered as error:
                log.warning("%s", error)
                return
            self.outbox.drop(len(batch))

    def _remember(self, now: float) -> None:
        self._marked = now
        mark.write(self.mark, now)


def drop(folder: Path, files: Iterable[StationFile]) -> None:
    """Put files into a watched folder so that nobody sees half of one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for one in files:
        draft = folder / f".{one.name}.part"
        draft.write_text(one.text, encoding="utf-8", newline="")
        draft.replace(folder / one.name)


def main() -> None:
    """Run until SIGTERM or SIGINT. Raises NoAccess without a key."""
    with suppress(OSError):
        os.nice(5)
    way = access.found()
    world, web = World(pack.chosen()), Web(way, patience=PATIENCE)
    live = Live(
        world,
        way,
        web,
        Devices(way.mqtt) if way.mqtt else None,
        mark.path(),
        citizens=Citizens(world, web),
        figures=Figures(world, web),
        logs=Logs(world, door()),
    )
    asyncio.run(_until_told(live))


async def _until_told(live: Live) -> None:
    loop, running = asyncio.get_running_loop(), asyncio.create_task(live.run())
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, running.cancel)
    with suppress(asyncio.CancelledError):
        await running
    live.web.close()
