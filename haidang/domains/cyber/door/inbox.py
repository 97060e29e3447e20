"""Messages between the sockets and the work: bounded, with streams told to wait and datagrams counted when it is full."""

import time
from asyncio import Transport
from dataclasses import dataclass, field
from typing import Any, ClassVar

from .dropped import dropped

Message = tuple[bytes, str, int]
"""The bytes, the address they came from, and when, in microseconds since 1970."""


@dataclass(slots=True)
class Inbox:
    """Used on the event loop alone."""

    FEW: ClassVar[int] = 2_000
    MOST: ClassVar[int] = 60_000
    AT_ONCE: ClassVar[int] = 10_000

    waiting: list[Message] = field(default_factory=list)
    paused: set[Transport] = field(default_factory=set)
    came: int = 0
    lost: int = 0
    """Datagrams that came while it was full."""
    sockets: set[int] = field(default_factory=set)
    """Inodes of the sockets of datagrams, of which the kernel counts what it threw away."""
    refused: int = 0
    """Messages from where nobody may send."""
    closed: list[str] = field(default_factory=list)
    """Addresses that could not be opened."""

    def __len__(self) -> int:
        return len(self.waiting)

    def put(self, data: bytes, peer: str) -> None:
        """One datagram."""
        if len(self.waiting) >= self.MOST:
            self.lost += 1
            return
        self.came += 1
        self.waiting.append((data, peer, time.time_ns() // 1000))

    def put_all(self, messages: list[bytes], peer: str, transport: Transport) -> None:
        """Messages of a stream, which is told to wait when there are too many."""
        now = time.time_ns() // 1000
        self.came += len(messages)
        self.waiting += [(one, peer, now) for one in messages]
        if len(self.waiting) >= self.MOST and transport not in self.paused:
            transport.pause_reading()
            self.paused.add(transport)

    def taken(self) -> list[Message]:
        batch, self.waiting = self.waiting[: self.AT_ONCE], self.waiting[self.AT_ONCE :]
        return batch

    def put_back(self, batch: list[Message]) -> None:
        self.waiting = batch + self.waiting

    def resume(self) -> None:
        if self.paused and len(self.waiting) < self.MOST // 2:
            for transport in self.paused:
                if not transport.is_closing():
                    transport.resume_reading()
            self.paused.clear()

    def state(self) -> dict[str, Any]:
        return {"came": self.came, "waiting": len(self.waiting), "lost": self.lost + dropped(self.sockets), "refused": self.refused,
                "closed": self.closed}  # fmt: skip
