"""Group commit: deliveries that come while a transaction runs share the next one.

For doors on an event loop. One thread writes; deliveries wait in a bounded queue, and a full queue refuses at once, so
that memory stays bounded and senders slow down.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import Error, InterfaceError, OperationalError, connection

from .readings import Delivery, Receipt
from .record import commit

log = logging.getLogger(__name__)

MOST_WAITING = 40_000  # readings; about half a second's work
MOST_TOGETHER = 20_000  # readings in one transaction
FEW = 500  # readings; fewer wait a moment for company
GATHER_FOR = 0.005  # seconds


class Overloaded(Exception):
    """More is waiting than the database takes now; nothing of this delivery was kept."""

    retry_after = 1  # seconds


class Unavailable(Exception):
    """The database did not take the delivery; sending it again is safe."""

    retry_after = 5  # seconds


@dataclass(slots=True)
class _Waiting:
    delivery: Delivery
    receipt: "asyncio.Future[Receipt]"


@dataclass(slots=True)
class GroupCommit:
    """One a process. `start` and `stop` belong to the event loop that calls `put`."""

    queue: deque[_Waiting] = field(default_factory=deque)
    waiting: int = 0
    _more: asyncio.Event = field(default_factory=asyncio.Event)
    _thread: ThreadPoolExecutor | None = None
    _task: "asyncio.Task[None] | None" = None

    def is_full(self) -> bool:
        return self.waiting >= MOST_WAITING

    async def put(self, delivery: Delivery) -> Receipt:
        """Have a delivery recorded; returns after commit. Raises Overloaded or Unavailable."""
        if self.is_full() or self._task is None:
            raise Overloaded
        receipt: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self.queue.append(_Waiting(delivery, receipt))
        self.waiting += _weight(delivery)
        self._more.set()
        return await receipt

    async def start(self) -> None:
        self._thread = ThreadPoolExecutor(1, "record")
        self._task = asyncio.create_task(self._run(self._thread))

    async def stop(self) -> None:
        """Write what waits, then close the connection."""
        task, thread, self._task = self._task, self._thread, None
        if task is None or thread is None:
            return
        while self.queue:
            await asyncio.sleep(GATHER_FOR)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await asyncio.get_running_loop().run_in_executor(thread, close_connection)
        thread.shutdown()

    async def _run(self, thread: ThreadPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._more.wait()
            if self.waiting < FEW:
                await asyncio.sleep(GATHER_FOR)
            group = self._next_group()
            answers = await asyncio.shield(loop.run_in_executor(thread, _written, [one.delivery for one in group]))
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
        self.waiting -= size
        if not self.queue:
            self._more.clear()
        return group


def close_connection() -> None:
    """Close this thread's connection (`connection.close` would be looked up in the caller's thread)."""
    connection.close()


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
