"""What has not been delivered yet, door by door: kept in order, bounded, sent again oldest first, as loggers do."""

import logging
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass
class Outbox(Generic[T]):
    """The oldest are given up when it is full: a logger's memory is not endless either."""

    name: str
    most: int = 50_000
    waiting: deque[T] = field(default_factory=deque)

    def put(self, items: Iterable[T]) -> None:
        self.waiting.extend(items)
        lost = len(self.waiting) - self.most
        if lost > 0:
            log.warning("%s: %d of the oldest readings are given up", self.name, lost)
            for _ in range(lost):
                self.waiting.popleft()

    def first(self, most: int) -> list[T]:
        return [self.waiting[place] for place in range(min(most, len(self.waiting)))]

    def drop(self, number: int) -> None:
        for _ in range(min(number, len(self.waiting))):
            self.waiting.popleft()
