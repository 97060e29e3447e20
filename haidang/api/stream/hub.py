"""One listener per web process turns the bell into frames for every open stream.

A ring carries ids only: the hub fetches what the ids mean once, in its own threads, encodes each frame once and hands
the same bytes to every viewer whose scope covers it. A viewer that cannot keep up is disconnected and resumes by `seq`;
nothing is left out in silence.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import msgspec
import psycopg

from haidang.core.directory.permissions import Scope
from haidang.kernel import clock, home
from haidang.kernel.action import Actor
from haidang.kernel.live import CHANNEL

from . import facts
from .viewer import Viewer

log = logging.getLogger(__name__)
T = TypeVar("T")

GATHER_FOR = 0.03  # seconds that rings are gathered before their events are fetched
LATEST_EVERY = 0.4  # seconds between pushes of values, with room for senders that keep to two a second
TICK_EVERY = 5.0
TICKS_A_RESCOPE = 12
BEAT_EVERY = 5.0
RETRY_AFTER = 1.0
RIGHTS_CHANGED = ("duty.", "key.", "person.", "session.")


def frame(event: str, data: object, seq: int | None = None) -> bytes:
    """One server-sent event."""
    head = f"id: {seq}\n" if seq is not None else ""
    return f"{head}event: {event}\ndata: ".encode() + msgspec.json.encode(data) + b"\n\n"


class Hub:
    """The open streams of this process."""

    def __init__(self) -> None:
        self.viewers: set[Viewer] = set()
        self.seq = 0
        self._threads = ThreadPoolExecutor(3, thread_name_prefix="stream")
        self._rung = asyncio.Event()
        self._values_rung = asyncio.Event()
        self._seen_at: dict[int, Any] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._ticks = 0

    async def start(self) -> None:
        self.seq = await self.ask(facts.last_seq)
        loops = (self._listen, self._push_events, self._push_values, self._tick, self._beat)
        self._tasks = [asyncio.create_task(self._for_ever(loop)) for loop in loops]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._threads.shutdown(wait=False)

    async def ask(self, question: Callable[..., T], *args: Any) -> T:
        """Run a database question in the hub's own threads."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, facts.asked, question, args)

    async def _for_ever(self, loop: Callable[[], Any]) -> None:
        """A loop that fails, because the database restarts, begins again."""
        while True:
            try:
                await loop()
            except asyncio.CancelledError:
                raise
            except Exception as error:
                log.warning("stream: %s failed, again in %s s: %s", loop.__name__, RETRY_AFTER, error)
                await asyncio.sleep(RETRY_AFTER)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(home.database_url(), autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self._rung.set()  # what came while nobody listened
            self._values_rung.set()
            async for ring in connection.notifies():
                if ring.payload.startswith("event:"):
                    self._rung.set()
                else:
                    self._values_rung.set()

    async def _push_events(self) -> None:
        while True:
            await self._rung.wait()
            await asyncio.sleep(GATHER_FOR)
            self._rung.clear()
            for event in await self.ask(facts.events_after, self.seq):
                if event.action.startswith(RIGHTS_CHANGED):
                    await self.rescope()
                self._give(event)
                self.seq = event.seq

    def _give(self, event: "facts.Told") -> None:
        encoded = frame("event", event, event.seq)
        for viewer in list(self.viewers):
            if viewer.may_see(event):
                viewer.give(encoded)

    async def rescope(self) -> None:
        """Rights may have changed: end the streams of those whose have. They come back with what they may see now."""
        await self.ask(facts.forget)
        known: dict[Actor, Scope | None] = {}
        for viewer in list(self.viewers):
            if viewer.actor not in known:
                known[viewer.actor] = await self.ask(facts.renewed, viewer.actor)
            scope = known[viewer.actor]
            if scope is None:
                viewer.end("Phiên hoặc khóa này không còn hiệu lực.")
            elif scope.rights != viewer.scope.rights:
                viewer.end("Quyền xem đã thay đổi.")

    async def _push_values(self) -> None:
        """At once after a pause, else in a rhythm: counted from its beginning, so that steady pushes do not fall behind."""
        clock_of_loop = asyncio.get_running_loop().time
        while True:
            await self._values_rung.wait()
            self._values_rung.clear()
            next_at = clock_of_loop() + LATEST_EVERY
            watched = {number for viewer in self.viewers for number in viewer.series}
            if watched:
                self._give_values(await self.ask(facts.latest_of, sorted(watched)))
            await asyncio.sleep(max(0.0, next_at - clock_of_loop()))

    def _give_values(self, rows: "list[facts.Value]") -> None:
        changed = {row.series: row for row in rows if self._seen_at.get(row.series) != row.mark}
        self._seen_at.update({number: row.mark for number, row in changed.items()})
        if not changed:
            return
        alike: dict[tuple[frozenset[int], str], list[Viewer]] = defaultdict(list)
        for viewer in self.viewers:
            alike[viewer.series, viewer.language].append(viewer)
        for (series, language), viewers in alike.items():
            mine = {row.name: row.said(language) for number in series if (row := changed.get(number))}
            if mine:
                encoded = frame("latest", mine)
                for viewer in viewers:
                    viewer.give(encoded)

    async def _beat(self) -> None:
        while True:
            await self.ask(facts.beat, len(self.viewers))
            await asyncio.sleep(BEAT_EVERY)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_EVERY)
            self._ticks += 1
            if self._ticks % TICKS_A_RESCOPE == 0:
                await self.rescope()  # duties and keys also end by the calendar, which rings no bell
            encoded = frame("tick", {"at": clock.now().isoformat()})
            for viewer in list(self.viewers):
                viewer.give(encoded)
