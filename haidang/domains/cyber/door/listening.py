"""The sockets: datagrams (RFC 5426), streams (RFC 6587) and TLS streams (RFC 5425)."""

import asyncio
import logging
import os
import socket
import ssl
from dataclasses import dataclass
from typing import Protocol, cast

from haidang.domains.cyber.logs.framing import Frames, NotFramed

from .addresses import Address, Allowed, certificates
from .inbox import Inbox

log = logging.getLogger(__name__)

BUFFER = 8 * 1024 * 1024  # bytes the kernel keeps of datagrams while we are busy
FORCED = 33  # SO_RCVBUFFORCE of Linux
AT_ONCE = 500  # datagrams between two looks at the streams
LARGEST = 65_535  # bytes of a datagram
MOST_STREAMS = 2_000
IDLE_FOR = 3_600.0  # seconds


class Door(Protocol):
    def close(self) -> None: ...


async def listen(address: Address, inbox: Inbox, allowed: Allowed | None = None) -> Door:
    """Raises OSError when the address is taken or may not be used."""
    loop, may = asyncio.get_running_loop(), allowed or Allowed()
    if address.form == "udp":
        bound = _datagram_socket(address)
        inbox.sockets.add(os.fstat(bound.fileno()).st_ino)
        return _Datagrams(bound, inbox, may)
    context = _context() if address.form == "tls" else None
    streams: set[asyncio.Transport] = set()
    server = await loop.create_server(lambda: _Stream(inbox, may, streams), address.host, address.port, ssl=context)
    return _Streams(server, streams)


@dataclass(frozen=True, slots=True)
class _Streams:
    server: asyncio.Server
    streams: set[asyncio.Transport]

    def close(self) -> None:
        """Nothing more is taken: what is not read yet stays the sender's."""
        self.server.close()
        for stream in self.streams:
            stream.pause_reading()


def _datagram_socket(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_DGRAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, FORCED, BUFFER)
    except OSError:  # without the right to it, what net.core.rmem_max allows
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    found.bind((address.host, address.port))
    found.setblocking(False)
    return found


def _context() -> ssl.SSLContext:
    files = certificates()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(files.certificate, files.key)
    if files.authority:
        context.load_verify_locations(files.authority)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


class _Datagrams:
    """Takes what there is each time: a transport of asyncio takes one and looks around, at five times the cost."""

    def __init__(self, bound: socket.socket, inbox: Inbox, allowed: Allowed) -> None:
        self.bound, self.inbox, self.allowed = bound, inbox, allowed
        asyncio.get_running_loop().add_reader(bound, self._take)

    def _take(self) -> None:
        receive, known, put = self.bound.recvfrom, self.allowed.known, self.inbox.put
        for _ in range(AT_ONCE):
            try:
                data, peer = receive(LARGEST)
            except OSError:  # nothing more
                return
            if known(peer[0]):
                put(data, peer[0])
            else:
                self.inbox.refused += 1

    def close(self) -> None:
        self._take()
        asyncio.get_running_loop().remove_reader(self.bound)
        self.bound.close()


class _Stream(asyncio.Protocol):
    """One connection; closed when it may not send, when its framing is lost, or when there are too many."""

    def __init__(self, inbox: Inbox, allowed: Allowed, streams: set[asyncio.Transport]) -> None:
        self.inbox, self.allowed, self.streams = inbox, allowed, streams
        self.frames, self.peer = Frames(), ""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        stream = cast(asyncio.Transport, transport)
        self.peer = str((stream.get_extra_info("peername") or ("",))[0])
        if not self.allowed.known(self.peer) or len(self.streams) >= MOST_STREAMS:
            self.inbox.refused += 1
            stream.abort()
            return
        self.transport = stream
        self.streams.add(stream)

    def data_received(self, data: bytes) -> None:
        if self.transport is None:
            return
        try:
            found = self.frames.feed(data)
        except NotFramed as error:
            log.warning("logs of %s cannot be framed: %s", self.peer, error)
            self.inbox.refused += 1
            self.transport.abort()
            return
        if found:
            self.inbox.put_all(found, self.peer, self.transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.transport is not None:
            self.streams.discard(self.transport)
            self.inbox.paused.discard(self.transport)
            if left := self.frames.rest():
                self.inbox.put_all(left, self.peer, self.transport)
