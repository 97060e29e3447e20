"""Group commit: deliveries that come while a transaction runs share the next one.

For doors on an event loop. One thread writes; deliveries wait in a bounded queue, and a process that is behind refuses
at once, so that memory stays bounded and senders slow down (see pressure.py).
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import Error, InterfaceError, OperationalError, connection

from . import batches
from .pressure import Pressure
from .readings import Delivery, Receipt
from .record import commit

log = logging.getLogger(__name__)

MOST_TOGETHER = 20_000  # readings in one transaction
FEW = 500  # readings; fewer wait a moment for company
GATHER_FOR = 0.005  # seconds
LOOK_EVERY = 1.0  # seconds between looks at what the rules have before them


class Overloaded(Exception):
    """More is waiting than can be written or judged now; nothing of this delivery was kept."""

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__(f"overloaded: come back in {retry_after} s")
        self.retry_after = retry_after


class Unavailable(Exception):
    """The database did not take the delivery; sending it again is safe."""

    retry_after = 5  # seconds


@dataclass(slots=True)
class _Waiting:
    delivery: Delivery
    receipt: "asyncio.Future[Receipt]"
    since: float = field(default_factory=time.monotonic)


@dataclass(slots=True)
class GroupCommit:
    """One a process. `start` and `stop` belong to the event loop that calls `put`."""

    queue: deque[_Waiting] = field(default_factory=deque)
    pressure: Pressure = field(default_factory=Pressure)
    _has_written: bool = False
    _more: asyncio.Event = field(default_factory=asyncio.Event)
    _thread: ThreadPoolExecutor | None = None
    _task: "asyncio.Task[None] | None" = None
    _looking: "asyncio.Task[None] | None" = None

    def check_room(self, *, is_full: bool = False) -> None:
        """Raises Overloaded when a delivery that came now would be refused; `is_full` is what the door knows itself."""
        if self._task is None:
            raise Overloaded
        if is_full or self.pressure.is_behind():
            raise Overloaded(self.pressure.retry_after())

    async def put(self, delivery: Delivery) -> Receipt:
        """Have a delivery recorded; returns after commit. Raises Overloaded or Unavailable."""
        self.check_room()
        receipt: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self.queue.append(_Waiting(delivery, receipt))
        self.pressure.waiting += _weight(delivery)
        if self.pressure.oldest_at is None:
            self.pressure.oldest_at = self.queue[0].since
        self._more.set()
        return await receipt

    async def start(self) -> None:
        self._thread = ThreadPoolExecutor(1, "record")
        self._task = asyncio.create_task(self._run(self._thread))
        self._looking = asyncio.create_task(self._look(self._thread))

    async def stop(self) -> None:
        """Write what waits, then close the connection."""
        task, thread, self._task = self._task, self._thread, None
        if task is None or thread is None or self._looking is None:
            return
        while self.queue:
            await asyncio.sleep(GATHER_FOR)
        for one in (self._looking, task):
            one.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await one
        await asyncio.get_running_loop().run_in_executor(thread, close_connection)
        thread.shutdown()

    async def _run(self, thread: ThreadPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._more.wait()
            if self.pressure.waiting < FEW:
                await asyncio.sleep(GATHER_FOR)
            group = self._next_group()
            began = time.monotonic()
            answers = await asyncio.shield(loop.run_in_executor(thread, _written, [one.delivery for one in group]))
            self._done(group, time.monotonic() - began)
            for one, answer in zip(group, answers, strict=True):
                if one.receipt.done():
                    continue
                if isinstance(answer, Receipt):
                    one.receipt.set_result(answer)
                else:
                    one.receipt.set_exception(answer)

    def _next_group(self) -> list[_Waiting]:
        group: list[_Waiting] = []
        size = 0
        while self.queue and (not group or size + _weight(self.queue[0].delivery) <= MOST_TOGETHER):
            group.append(self.queue.popleft())
            size += _weight(group[-1].delivery)
        if not self.queue:
            self._more.clear()
        return group

    def _done(self, group: Sequence[_Waiting], seconds: float) -> None:
        size = sum(_weight(one.delivery) for one in group)
        self.pressure.waiting -= size
        self.pressure.oldest_at = self.queue[0].since if self.queue else None
        self.pressure.wrote(len(group), size, seconds)
        self._has_written = True

    async def _look(self, thread: ThreadPoolExecutor) -> None:
        """What the rules have before them, looked at while anything is written or they are behind."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if not self._has_written and not self.pressure.unjudged:
                continue
            self._has_written = False
            found = await asyncio.shield(asyncio.get_running_loop().run_in_executor(thread, _unjudged))
            if found is not None:
                self.pressure.unjudged, self.pressure.lag = found


def close_connection() -> None:
    """Close this thread's connection (`connection.close` would be looked up in the caller's thread)."""
    connection.close()


def _unjudged() -> tuple[int, float] | None:
    """None while the database does not answer: who tries to write will be told so."""
    try:
        return batches.unjudged()
    except Error:
        connection.close()
        return None


def _weight(delivery: Delivery) -> int:
    """Even a delivery without readings takes room."""
    return len(delivery.lines) + 1


def _written(deliveries: Sequence[Delivery]) -> list[Receipt | Exception]:
    """Receipts in order. What one delivery breaks does not harm the others; a lost connection is tried once again."""
    try:
        return list(_with_new_connection(deliveries))
    except (OperationalError, InterfaceError) as error:
        log.warning("readings were not recorded: %s", error)
        connection.close()
        return [Unavailable() for _ in deliveries]
    except Exception as error:
        connection.close()
        if len(deliveries) == 1:
            log.exception("a delivery of %s was not recorded", deliveries[0].sender.name)
            return [Unavailable() if isinstance(error, Error) else error]
        return [answer for one in deliveries for answer in _written([one])]


def _with_new_connection(deliveries: Sequence[Delivery]) -> list[Receipt]:
    try:
        return commit(deliveries)
    except (OperationalError, InterfaceError):
        connection.close()
        return commit(deliveries)
