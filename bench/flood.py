"""The client of an overload: arrivals come when they are due, whether or not earlier ones were answered.

Each sender has a kept-alive connection of its own. A refused body is not kept back and not sent slower: this is the worst
crowd of senders, one that does not heed Retry-After. A sender whose last body is still unanswered when the next is due
lets that one pass (`still_waiting`).
"""

import asyncio
import json
import sys
import time
from collections import Counter
from typing import Any

from .ingest import Load


class Sender(asyncio.Protocol):
    """One of many; opens its connection again when the server has closed it."""

    def __init__(self, load: Load, counts: Counter[str]) -> None:
        self.load, self.counts = load, counts
        self.transport: asyncio.Transport | None = None
        self.buffer, self.sent_at = b"", 0.0
        self.retry_after: list[int] = []

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self.counts["unanswered"] += self.sent_at > 0
        self.transport, self.sent_at, self.buffer = None, 0.0, b""

    async def run(self, first: float, every: float) -> None:
        due = first
        while due < self.load.until:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            due += every
            self.counts["due"] += 1
            if self.sent_at:
                self.counts["still_waiting"] += 1
                continue
            if self.transport is None:
                await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self.load.port)
            assert self.transport is not None
            self.counts["sent"] += 1
            self.sent_at = time.monotonic()
            self.transport.write(self.load.next_request())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found or len(rest) < _number(head, b"content-length:"):
            return
        status = int(head[9:12])
        self.load.note(status, rest, time.monotonic() - self.sent_at)
        if status == 429:
            self.retry_after.append(_number(head, b"retry-after:"))
        self.buffer, self.sent_at = b"", 0.0


def _number(head: bytes, name: bytes) -> int:
    return int(head.lower().partition(name)[2].split(b"\r\n", 1)[0])


async def flood(orders: dict[str, Any]) -> dict[str, Any]:
    """`bodies_per_second` over `senders` for `seconds`, then a while for the last answers."""
    senders, seconds = orders["senders"], orders["seconds"]
    told = (orders[name] for name in ("names", "batch", "port", "token"))
    load, counts = Load(*told, seconds=seconds, connections=senders), Counter[str]()
    crowd = [Sender(load, counts) for _ in range(senders)]
    every, began = senders / orders["bodies_per_second"], time.monotonic()
    load.until = began + seconds
    await asyncio.gather(*(one.run(began + place * every / senders, every) for place, one in enumerate(crowd)))
    give_up_at = time.monotonic() + 20
    while time.monotonic() < give_up_at and any(one.sent_at for one in crowd):
        await asyncio.sleep(0.1)
    tally, waits = load.tally, sorted(wait for one in crowd for wait in one.retry_after)
    delays = sorted(tally.delays) or [0.0]
    return {
        **counts, "acknowledged": tally.acknowledged, "slowed": tally.slowed, "failed": tally.failed,
        "readings_per_second": round(tally.acknowledged / seconds),
        "offered_per_second": round(counts["sent"] * orders["batch"] / seconds),
        "never_answered": sum(one.sent_at > 0 for one in crowd),
        "p50_ms": round(delays[len(delays) // 2] * 1000), "p99_ms": round(delays[int(len(delays) * 0.99)] * 1000),
        "retry_after_s": {"p50": waits[len(waits) // 2], "most": waits[-1]} if waits else {},
        "client_processor_s": round(time.process_time(), 1),
    }  # fmt: skip


def main() -> None:
    orders = json.load(sys.stdin)
    try:
        import uvloop

        print(json.dumps(uvloop.run(flood(orders))))
    except ImportError:
        print(json.dumps(asyncio.run(flood(orders))))


if __name__ == "__main__":
    main()
