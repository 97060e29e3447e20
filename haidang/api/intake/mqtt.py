"""The MQTT door: takes what devices publish and acknowledges it to the broker after commit, never before.

gmqtt sends PUBACK when the handler returns (`optimistic_acknowledgement=False`), and the handler returns when the
readings are committed. Each connection has a client of its own: gmqtt would send a late PUBACK on whatever connection
is open then, where its packet id may already mean another message.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from gmqtt import Client, MQTTConnectError
from gmqtt.mqtt.constants import MQTTv50, MQTTv311

from haidang.core.telemetry.group import Overloaded, Unavailable
from haidang.core.telemetry.readings import Delivery
from haidang.kernel import clock

from . import messages
from .gather import Commits, Gather
from .pace import Pace
from .topics import ROOT, topic_of

log = logging.getLogger(__name__)
logging.getLogger("gmqtt").setLevel(logging.CRITICAL)  # what matters of it is said here, and once

CLIENT_ID = "haidang-intake"
FOREVER = 0xFFFFFFFF  # seconds; the session outlives any stop of ours
MOST_UNACKNOWLEDGED = 5_000  # messages the broker may have under way to us (MQTT 5)
KEEPALIVE = 30  # seconds
CONNECT_WITHIN = 10.0
SLOWEST_RETRY = 30.0
SLOWEST_TRY = 2.0  # seconds between attempts to record; brokers send again what waits for ten
NO_RETRIES = -2  # gmqtt's own reconnecting stays off: it gives up on a refused password and keeps late PUBACKs
WRONG_VERSION = (1, 132)


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is and as whom to speak to it. No version: 5 first, then 3.1.1."""

    host: str
    port: int = 1883
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    version: int | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def broker_of(url: str) -> Broker:
    """`mqtt://user:password@host:1883`, `mqtts://...`, with `?version=3` or `5`. Raises ValueError that names the remedy."""
    parts = urlsplit(url)
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
        raise ValueError(f"{url!r} is not an MQTT address: write mqtt://user:password@host:1883")
    versions = {"": None, "3": MQTTv311, "3.1.1": MQTTv311, "5": MQTTv50}
    asked = parse_qs(parts.query).get("version", [""])[0]
    if asked not in versions:
        raise ValueError(f"MQTT version {asked!r} is not known: write ?version=3 or ?version=5")
    tls = parts.scheme == "mqtts"
    port = parts.port or (8883 if tls else 1883)
    return Broker(
        parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), tls, versions[asked]
    )


@dataclass(slots=True)
class Counts:
    """What the door has done since it started, for the pulse."""

    messages: int = 0
    readings: int = 0
    refused: int = 0
    failed: int = 0


@dataclass(slots=True)
class Connection:
    """One connection to the broker, from CONNECT until it is lost."""

    client: Client
    gather: Gather
    source_of: Callable[[str], str]
    counts: Counts
    pace: Pace | None = None
    pending: dict[tuple[str | bytes, bytes], asyncio.Event] = field(default_factory=dict)
    lost: asyncio.Event = field(default_factory=asyncio.Event)

    async def on_message(
        self, client: Client, topic: str | bytes, payload: bytes, qos: int, facts: dict[str, Any]
    ) -> int:
        """Called by gmqtt as a task of its own; what it returns is the reason code of the PUBACK.

        A broker that grows impatient sends a message again while it is still being recorded: that is the same one.
        """
        self.counts.messages += 1
        message = (topic, payload)
        known = self.pending.get(message)
        if known is not None and facts.get("dup"):
            await known.wait()
            return 0
        named = topic_of(topic)
        source = self.source_of(named.thing) if named else ""
        found = messages.delivery(topic, payload, clock.now(), source, retained=bool(facts.get("retain")))
        if self.pace and named:
            self.pace.charge(named.thing, len(found.lines) + len(found.refused))
        recorded = self.pending[message] = asyncio.Event()
        await self._record(found)
        recorded.set()
        if self.pending.get(message) is recorded:
            del self.pending[message]
        return 0

    async def _record(self, delivery: Delivery) -> None:
        """Until it is committed. While the recorder is full or the database away, nothing more is read from the broker."""
        recorder: Commits = self.gather
        wait = 0.05
        while True:
            try:
                await recorder.put(delivery)
            except (Overloaded, Unavailable) as error:
                self._pause()
                wait = min(wait * 2, float(error.retry_after), SLOWEST_TRY)
                await asyncio.sleep(wait * random.uniform(0.7, 1.0))
            except Exception:
                if recorder is self.gather:
                    recorder = self.gather.commits
                    continue
                # Alone it fails as well, and sent again it would fail again.
                log.exception("a message of %s could not be recorded", delivery.sender.name)
                self.counts.failed += 1
                return
            else:
                self.counts.readings += len(delivery.lines)
                self.counts.refused += len(delivery.refused)
                self._resume()
                return

    def _pause(self) -> None:
        transport = self._transport()
        if transport is not None and transport.is_reading():
            transport.pause_reading()

    def _resume(self) -> None:
        transport = self._transport()
        if transport is not None and not transport.is_closing() and not transport.is_reading():
            transport.resume_reading()

    def _transport(self) -> Any:
        return self.client._connection and self.client._connection._transport

    def on_connect(self, client: Client, flags: int, code: int, facts: Any) -> None:
        client.subscribe(f"{ROOT}/#", qos=1)

    def on_disconnect(self, client: Client, packet: Any, exc: Any = None) -> None:
        self.lost.set()


@dataclass(slots=True)
class MqttDoor:
    """Keeps a connection to the broker for as long as it runs; it never gives up."""

    broker: Broker
    commits: Commits
    source_of: Callable[[str], str]
    client_id: str = CLIENT_ID
    pace: Pace | None = None
    counts: Counts = field(default_factory=Counts)
    is_connected: bool = False
    why: str = "not connected yet"
    _version: int = MQTTv50
    _failures: int = 0

    async def run(self) -> None:
        self._version = self.broker.version or MQTTv50
        while True:
            connection = self._new_connection()
            try:
                await self._connect(connection)
                self.is_connected, self.why, self._failures = True, "", 0
                log.info("connected to the broker %s", self.broker)
                await connection.lost.wait()
                self.why = "the connection was lost"
            except (OSError, MQTTConnectError, TimeoutError) as error:
                self.why = str(error) or type(error).__name__
            finally:
                self.is_connected = False
                await self._close(connection)
            self._failures += 1
            wait = min(0.25 * 2 ** min(self._failures, 10), SLOWEST_RETRY) * random.uniform(0.5, 1.0)
            log.warning("broker %s: %s; trying again in %.1f s", self.broker, self.why, wait)
            await asyncio.sleep(wait)

    def _new_connection(self) -> Connection:
        client = Client(
            self.client_id,
            clean_session=False,
            optimistic_acknowledgement=False,
            session_expiry_interval=FOREVER,
            receive_maximum=MOST_UNACKNOWLEDGED,
            maximum_packet_size=4 * messages.LARGEST,
        )
        client.set_config({"reconnect_retries": NO_RETRIES})
        if self.broker.user:
            client.set_auth_credentials(self.broker.user, self.broker.password)
        connection = Connection(client, Gather(self.commits), self.source_of, self.counts, self.pace)
        client.on_message = connection.on_message
        client.on_connect = connection.on_connect
        client.on_disconnect = connection.on_disconnect
        return connection

    async def _connect(self, connection: Connection) -> None:
        """Raises OSError, MQTTConnectError or TimeoutError."""
        connecting = asyncio.ensure_future(
            connection.client.connect(
                self.broker.host, self.broker.port, ssl=self.broker.tls, keepalive=KEEPALIVE, version=self._version
            )
        )
        losing = asyncio.ensure_future(connection.lost.wait())
        try:
            await asyncio.wait({connecting, losing}, timeout=CONNECT_WITHIN, return_when=asyncio.FIRST_COMPLETED)
            if connecting.done():
                await connecting
                return
            if losing.done():
                self._try_other_version()
                raise ConnectionError("the broker closed the connection at the greeting")
            raise TimeoutError("the broker did not answer")
        except MQTTConnectError as error:
            if error._code in WRONG_VERSION:
                self._try_other_version()
            raise
        finally:
            for task in (connecting, losing):
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task

    def _try_other_version(self) -> None:
        if self.broker.version is None:
            self._version = MQTTv311 if self._version == MQTTv50 else MQTTv50

    async def _close(self, connection: Connection) -> None:
        """What is not acknowledged on this connection stays so; the broker sends it again on the next."""
        if connection.client._connection is not None:
            with suppress(Exception):
                await asyncio.wait_for(connection.client.disconnect(), 2.0)
