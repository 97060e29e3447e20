"""The door for logs: syslog over UDP, TCP and TLS, read, kept, and held against the detections.

`HAIDANG_SYSLOG` says where it listens (default: this machine alone, the centre's port + 14), for example
`udp://0.0.0.0:514 tcp://0.0.0.0:514 tls://0.0.0.0:6514`; for TLS `HAIDANG_SYSLOG_CERT` and `HAIDANG_SYSLOG_KEY` name the files,
and `HAIDANG_SYSLOG_CA` the authority that senders' certificates must come from. `HAIDANG_SYSLOG_FROM` are the networks that
may send (default: private ones).
"""

import asyncio
import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from django.db import Error

from haidang.core.telemetry.group import close_connection
from haidang.kernel.pulse import Pulse

from .door.addresses import Address, asked
from .door.inbox import Inbox
from .door.listening import Door, listen
from .door.work import Work

log = logging.getLogger(__name__)

GATHER_FOR = 0.2  # seconds between two batches when little comes
TURN_EVERY = 1.0
LONGEST_WAIT = 10.0


async def run(
    addresses: list[Address], stop: asyncio.Event, inbox: Inbox | None = None, work: Work | None = None
) -> None:
    """Until `stop` is set; what was read is kept first."""
    inbox, work = inbox or Inbox(), work or Work()
    thread = ThreadPoolExecutor(1, "logs")
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(thread, work.begin)
    doors = await _opened(addresses, inbox)
    keeping = asyncio.create_task(_keep(inbox, work, thread, stop))
    await stop.wait()
    for door in doors:
        door.close()
    await keeping
    await loop.run_in_executor(thread, _keep_rest, inbox, work)
    await loop.run_in_executor(thread, close_connection)
    thread.shutdown()


def _keep_rest(inbox: Inbox, work: Work) -> None:
    try:
        while batch := inbox.taken():
            work.take(batch)
        work.turn()
    except Error:
        log.exception("the database is away: the last %d messages at least are lost", len(batch) + len(inbox))


async def _opened(addresses: list[Address], inbox: Inbox) -> list[Door]:
    """An address that cannot be had leaves the others open, and is said on the page."""
    doors = []
    for one in addresses:
        try:
            doors.append(await listen(one, inbox))
        except OSError as error:
            log.error("%s://%s:%d cannot be opened: %s", one.form, one.host, one.port, error)  # noqa: TRY400
            inbox.closed.append(f"{one.form}://{one.host}:{one.port}")
    return doors


async def _keep(inbox: Inbox, work: Work, thread: ThreadPoolExecutor, stop: asyncio.Event) -> None:
    loop, pulse, due, wait = asyncio.get_running_loop(), Pulse("cyber"), 0.0, GATHER_FOR
    while not stop.is_set():
        batch = inbox.taken()
        try:
            if batch:
                await loop.run_in_executor(thread, work.take, batch)
                batch = []
            if loop.time() >= due:
                due = loop.time() + TURN_EVERY
                await loop.run_in_executor(thread, work.turn)
                await loop.run_in_executor(thread, lambda: pulse.beat(**inbox.state(), **work.state()))
            wait = GATHER_FOR
        except Error as error:
            log.warning("logs wait for the database: %s", error)
            inbox.put_back(batch)
            await loop.run_in_executor(thread, close_connection)
            wait = min(wait * 2, LONGEST_WAIT)
        except Exception:
            log.exception("%d messages could not be read: they are left out, the door stays open", len(batch))
        if len(inbox) < inbox.FEW:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait)
        inbox.resume()


def main() -> None:
    """Run until SIGTERM or SIGINT. Raises ValueError for an address that is none."""
    asyncio.run(_until_told(asked()))


async def _until_told(addresses: list[Address]) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    await run(addresses, stop)
