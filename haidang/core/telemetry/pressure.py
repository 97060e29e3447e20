"""Whether one more delivery may come in now, and when one that may not should come back.

A process is behind when too many readings wait or are being written in it, when the oldest of them has waited too long,
or when the rules have too many readings before them. Those who are refused are given turns one after the other: each is
told to come when what waits and what was promised before it can have been written, so that they do not all return in
the same second. Who comes back early is refused again and stands further behind.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_WAITING = 40_000  # readings, those being written included; about a second's work
LONGEST_WAIT = 2.0  # seconds the oldest delivery may have waited
MOST_UNJUDGED = 1_000_000  # readings the rules have not seen: more than come while their process is started again
LONGEST_RETRY = 60  # seconds
FORGETS = 0.8  # how much of what was measured before a transaction still counts after it


@dataclass(slots=True)
class Pressure:
    """What a process knows of its own backlog and of that of the rules; readings and seconds."""

    now: Callable[[], float] = time.monotonic
    waiting: int = 0
    oldest_at: float | None = None
    unjudged: int = 0
    lag: float = 0.0
    _written: float = 10_000.0
    _within: float = 1.0
    _deliveries: float = 100.0
    _promised: float = 0.0
    _promised_at: float = field(default=0.0)

    def is_behind(self) -> bool:
        late = self.oldest_at is not None and self.now() - self.oldest_at > LONGEST_WAIT
        return late or self.waiting >= MOST_WAITING or self.unjudged >= MOST_UNJUDGED

    def retry_after(self) -> int:
        """Whole seconds until there should be room for one more who was refused; its turn is kept."""
        pace = self._written / self._within
        now = self.now()
        self._promised = max(0.0, self._promised - (now - self._promised_at) * pace)
        self._promised = min(self._promised + self._written / self._deliveries, LONGEST_RETRY * pace)
        self._promised_at = now
        behind = self.lag if self.unjudged >= MOST_UNJUDGED else 0.0
        return min(max(1, math.ceil(behind + (self.waiting + self._promised) / pace)), LONGEST_RETRY)

    def wrote(self, deliveries: int, readings: int, seconds: float) -> None:
        """A transaction is over: large ones tell most about how fast this process writes."""
        self._written = self._written * FORGETS + readings
        self._within = self._within * FORGETS + max(seconds, 0.001)
        self._deliveries = self._deliveries * FORGETS + deliveries
