"""A broker that does what a test tells it: it speaks just enough MQTT to hand out messages and to note PUBACKs."""

import asyncio
import struct
from dataclasses import dataclass, field

CONNECT, PUBLISH, PUBACK, SUBSCRIBE, PING = 0x10, 0x30, 0x40, 0x80, 0xC0


@dataclass
class FakeBroker:
    """`refuse` holds the CONNACK codes for the next connections, 0 when it runs out; `speaks` is 4 (3.1.1) or 5."""

    speaks: int = 5
    refuse: list[int] = field(default_factory=list)
    asked_for: list[int] = field(default_factory=list)
    acknowledged: list[tuple[int, int]] = field(default_factory=list)  # (connection, packet id)
    port: int = 0
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        self.hang_up()

    def hang_up(self) -> None:
        """End every connection."""
        for writer in self._writers:
            writer.close()

    def hand_out(self, packet_id: int, topic: str, payload: bytes, *, again: bool = False) -> None:
        """PUBLISH with QoS 1 to the newest connection; `again` sets its DUP flag."""
        name = topic.encode()
        properties = b"\0" if self.speaks == 5 else b""
        body = struct.pack("!H", len(name)) + name + struct.pack("!H", packet_id) + properties + payload
        self._writers[-1].write(bytes([PUBLISH | 2 | (8 if again else 0)]) + _length(len(body)) + body)

    @property
    def connections(self) -> int:
        return len(self._writers)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                kind, body = await _packet(reader)
                await self._answer(kind & 0xF0, body, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, kind: int, body: bytes, writer: asyncio.StreamWriter) -> None:
        end = b"\0" if self.speaks == 5 else b""
        if kind == CONNECT:
            version = body[6]
            self.asked_for.append(version)
            code = self.refuse.pop(0) if self.refuse else 0
            if version > self.speaks:
                code, end = 1, b""
            writer.write(_framed(0x20, bytes([0, code]) + end))
            if code:
                writer.close()
            else:
                self._writers.append(writer)
        elif kind == SUBSCRIBE:
            writer.write(_framed(0x90, body[:2] + end + b"\1"))
        elif kind == PUBACK:
            self.acknowledged.append((self._writers.index(writer), struct.unpack("!H", body[:2])[0]))
        elif kind == PING:
            writer.write(b"\xd0\0")


async def _packet(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    kind = (await reader.readexactly(1))[0]
    size, shift = 0, 0
    while True:
        one = (await reader.readexactly(1))[0]
        size |= (one & 0x7F) << shift
        shift += 7
        if not one & 0x80:
            return kind, await reader.readexactly(size)


def _framed(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + _length(len(body)) + body


def _length(size: int) -> bytes:
    found = bytearray()
    while True:
        size, part = divmod(size, 128)
        found.append(part | (0x80 if size else 0))
        if not size:
            return bytes(found)
