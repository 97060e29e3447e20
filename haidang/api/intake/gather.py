"""Messages that come together are recorded together: one delivery a sender each few milliseconds.

A delivery costs the same whether it brings one reading or a thousand, and devices that send what they kept while a line
was down bring thousands of messages at once.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from haidang.core.telemetry.readings import Delivery, Line, Receipt, Sender
from haidang.core.telemetry.reasons import Rejection

GATHER_FOR = 0.005  # seconds
MOST_TOGETHER = 2_000  # readings in one delivery


class Commits(Protocol):
    """The group commit of telemetry."""

    async def put(self, delivery: Delivery) -> Receipt:
        """Raises Overloaded or Unavailable."""
        ...


@dataclass(slots=True)
class Gather:
    commits: Commits
    _open: dict[str, "_Company"] = field(default_factory=dict)

    async def put(self, delivery: Delivery) -> Receipt:
        """Have a delivery recorded in company; returns after commit what became of all of them, the same receipt to each.

        Raises what the commit raises; when that is neither Overloaded nor Unavailable, one of the company is at fault.
        """
        name = delivery.sender.name
        company = self._open.get(name)
        if company is None or len(company.lines) + len(delivery.lines) > MOST_TOGETHER:
            company = self._open[name] = _Company(delivery.sender, delivery.received_at)
            company.task = asyncio.create_task(self._close(name, company))
        company.join(delivery)
        assert company.task is not None
        return await asyncio.shield(company.task)

    async def _close(self, name: str, company: "_Company") -> Receipt:
        await asyncio.sleep(GATHER_FOR)
        if self._open.get(name) is company:
            del self._open[name]
        return await self.commits.put(company.whole())


@dataclass(slots=True)
class _Company:
    """Deliveries of one sender that wait for each other."""

    sender: Sender
    received_at: datetime
    lines: list[Line] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    refused: list[Rejection] = field(default_factory=list)
    parts: list[tuple[str, int]] = field(default_factory=list)
    door: str = ""
    task: "asyncio.Task[Receipt] | None" = None

    def join(self, delivery: Delivery) -> None:
        self.lines += delivery.lines
        self.places += range(len(delivery.lines)) if delivery.index is None else delivery.index
        self.refused += delivery.refused
        self.parts.append((delivery.name, len(delivery.lines)))
        self.door = delivery.door

    def whole(self) -> Delivery:
        return Delivery(
            self.sender, self.lines, self.received_at, self.places, self.refused, door=self.door, parts=self.parts
        )
