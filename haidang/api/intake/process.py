"""The intake process: the MQTT door, the file door and those by which files are dropped, and the pulse of all."""

import asyncio
import logging
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import Error

from haidang.core.doors.signing_in import Entrance
from haidang.core.telemetry.group import GroupCommit, close_connection
from haidang.kernel import home
from haidang.kernel.pulse import Pulse

from . import door_settings
from .accounts import Account
from .files import FileDoor
from .ftp import FtpDoor
from .keeper import Keeper
from .mqtt import Broker, MqttDoor, broker_of
from .owners import Owners
from .sftp import SftpDoor

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds between two looks at the folders
BEAT_EVERY = 1.0
LONGEST_WAIT = 10.0
STOP_WITHIN = 2.0


@dataclass(slots=True)
class Intake:
    """All doors of one process. Without `HAIDANG_MQTT_URL` there is no MQTT; `dropping` are those open to accounts."""

    files: FileDoor
    owners: Owners = field(default_factory=Owners)
    commits: GroupCommit = field(default_factory=GroupCommit)
    mqtt: MqttDoor | None = None
    keeper: Keeper | None = None
    ending: threading.Event = field(default_factory=threading.Event)
    entrance: Entrance = field(default_factory=Entrance)
    dropping: dict[str, FtpDoor | SftpDoor] = field(default_factory=dict)
    _closed: dict[str, str] = field(default_factory=dict)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; what was read is written first."""
        folders, facts = ThreadPoolExecutor(1, "files"), ThreadPoolExecutor(1, "facts")
        await self.commits.start()
        await asyncio.to_thread(self._open_doors)
        tasks = [
            asyncio.create_task(self._watch(folders)),
            asyncio.create_task(self._tell(facts)),
        ]
        if self.mqtt:
            tasks.append(asyncio.create_task(self.mqtt.run()))
        ended = asyncio.create_task(stop.wait())
        await asyncio.wait({ended, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        self.ending.set()
        failed = [task for task in tasks if task.done() and task.exception()]
        for task in (ended, *tasks):
            task.cancel()
        await asyncio.gather(ended, *tasks, return_exceptions=True)
        await asyncio.gather(*(asyncio.to_thread(one.close) for one in self.dropping.values()))
        await self._write_what_waits()
        await _close(folders, facts)
        for task in failed:
            task.result()

    def _open_doors(self) -> None:
        """One whose port is taken stays closed and says so; the others go on."""
        for name, one in self.dropping.items():
            try:
                one.open()
            except OSError as error:
                self._closed[name] = error.strerror or str(error)
                log.warning("the door %s stays closed: %s", name, error)

    async def _write_what_waits(self) -> None:
        """For as long as a stop may take; the broker has no acknowledgement of the rest and sends it again."""
        stopping = asyncio.create_task(self.commits.stop())
        await asyncio.wait({stopping}, timeout=STOP_WITHIN)
        self.commits.queue.clear()
        await stopping

    async def _watch(self, thread: ThreadPoolExecutor) -> None:
        """Look into the folders, again and again; a database that is away is waited for."""
        loop, wait = asyncio.get_running_loop(), LOOK_EVERY
        while True:
            try:
                await loop.run_in_executor(thread, self.files.turn)
                wait = LOOK_EVERY
            except (Error, OSError) as error:
                log.warning("files wait: %s", error)
                await loop.run_in_executor(thread, close_connection)
                wait = min(wait * 2, LONGEST_WAIT)
            await asyncio.sleep(wait)

    async def _tell(self, thread: ThreadPoolExecutor) -> None:
        loop, pulse = asyncio.get_running_loop(), Pulse("intake")
        while True:
            try:
                await loop.run_in_executor(thread, lambda: self._beat(pulse))
            except Error as error:
                log.warning("no pulse: %s", error)
                await loop.run_in_executor(thread, close_connection)
            await asyncio.sleep(BEAT_EVERY)

    def _beat(self, pulse: Pulse) -> None:
        self.owners.refresh()
        if self.dropping:
            self.entrance.refresh()
        if self.keeper:
            self.keeper.refresh()
        pulse.beat(**self.state())

    def state(self) -> dict[str, Any]:
        """What the process says of itself."""
        counts = self.files.counts
        said: dict[str, Any] = {"files": {name: getattr(counts, name) for name in counts.__slots__}}
        for name, one in self.dropping.items():
            said[name] = {"port": one.port, "why": self._closed.get(name, "")} | one.told()
        if self.mqtt:
            figures = {name: getattr(self.mqtt.counts, name) for name in self.mqtt.counts.__slots__}
            said["mqtt"] = {"connected": self.mqtt.is_connected, "why": self.mqtt.why, **figures}
        return said


async def _close(*threads: ThreadPoolExecutor) -> None:
    for thread in threads:
        await asyncio.get_running_loop().run_in_executor(thread, close_connection)
        thread.shutdown()


def intake() -> Intake:
    """As the environment and the home describe it. Raises ValueError for a broker address or folder that is none."""
    ending = threading.Event()
    found = Intake(FileDoor(home.here().drops, stopping=ending.is_set), ending=ending)
    root, ftp, sftp = home.here().drops, door_settings.ftp(), door_settings.sftp()
    if ftp:
        found.dropping["ftp"] = FtpDoor(ftp, root, found.entrance)
    if sftp:
        found.dropping["sftp"] = SftpDoor(sftp, root, found.entrance)
    url = os.environ.get("HAIDANG_MQTT_URL")
    if url:
        name = os.environ.get("HAIDANG_MQTT_CLIENT", "haidang-intake")
        broker = broker_of(url)
        found.keeper = _keeper(broker)
        pace = found.keeper.pace if found.keeper else None
        found.mqtt = MqttDoor(broker, found.commits, found.owners.source_of, name, pace)
    return found


def _keeper(broker: Broker) -> Keeper | None:
    """Of the broker whose files `HAIDANG_MQTT_ACCOUNTS` names: `nats:/folder` or `mosquitto:/folder`."""
    told = os.environ.get("HAIDANG_MQTT_ACCOUNTS")
    if not told:
        return None
    form, _, folder = told.partition(":")
    if form not in ("nats", "mosquitto") or not Path(folder).is_dir():
        raise ValueError(
            f"HAIDANG_MQTT_ACCOUNTS is {told!r}: write nats:/folder or mosquitto:/folder, and make the folder"
        )
    pid = os.environ.get("HAIDANG_MQTT_PID") or f"{folder}/pid"
    return Keeper(Path(folder), Path(pid), (Account(broker.user, broker.password, hears=True),), form)


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    asyncio.run(_until_told(intake()))


async def _until_told(running: Intake) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    began = time.monotonic()
    await running.run(stop)
    with suppress(Exception):
        log.info("intake ran for %.0f s: %s", time.monotonic() - began, running.state())
