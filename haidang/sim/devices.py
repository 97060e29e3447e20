"""The MQTT side of the simulator: publishes with QoS 1 as a device account and keeps what the broker has not taken."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from gmqtt import Client, MQTTConnectError
from gmqtt.mqtt.constants import MQTTv311

from .outbox import Outbox
from .parcels import Message

log = logging.getLogger(__name__)
MOST_AT_ONCE = 200
SLOWEST_RETRY = 15.0


@dataclass
class Devices:
    """All simulated devices behind one connection; `run` keeps it open."""

    url: str
    client_id: str = "haidang-simulator"
    outbox: Outbox[Message] = field(default_factory=lambda: Outbox("mqtt"))
    _client: Client | None = None
    _lost: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, messages: list[Message]) -> None:
        self.outbox.put(messages)

    async def run(self) -> None:
        wait = 0.5
        while True:
            try:
                await self._connected()
                wait = 0.5
                await self._publish_until_lost()
            except (OSError, TimeoutError, MQTTConnectError) as error:
                log.warning("broker: %s", str(error) or type(error).__name__)
            finally:
                await self.close()
            await asyncio.sleep(wait)
            wait = min(wait * 2, SLOWEST_RETRY)

    async def _connected(self) -> None:
        parts = urlsplit(self.url)
        self._lost.clear()
        client = Client(self.client_id, clean_session=True)
        client.set_config({"reconnect_retries": -2})
        client.set_auth_credentials(unquote(parts.username or ""), unquote(parts.password or ""))
        client.on_disconnect = self._on_disconnect
        self._client = client
        connecting = client.connect(parts.hostname, parts.port or 1883, version=MQTTv311, keepalive=30)
        await asyncio.wait_for(connecting, 10.0)

    def _on_disconnect(self, client: Client, packet: Any, exc: Any = None) -> None:
        self._lost.set()

    async def _publish_until_lost(self) -> None:
        """Messages leave the outbox when the broker has acknowledged them."""
        while not self._lost.is_set() and self._client is not None:
            batch = self.outbox.first(MOST_AT_ONCE)
            for message in batch:
                self._client.publish(message.topic, message.payload, qos=1)
            if batch:
                await asyncio.wait_for(self._client._persistent_storage.wait_empty(), 10.0)
                self.outbox.drop(len(batch))
            else:
                await asyncio.sleep(0.2)

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None and client._connection is not None:
            with suppress(Exception):
                await asyncio.wait_for(client.disconnect(), 2.0)
