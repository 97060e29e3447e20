"""How fast a key may send, by a bucket of readings that fills steadily. Each web process keeps its own."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

BURST_FOR = 5.0  # seconds of its rate that a key may send at once


@dataclass(slots=True)
class _Bucket:
    readings: float
    at: float


@dataclass(slots=True)
class Rates:
    """A request may go into debt: the next one waits until the bucket is above zero again."""

    now: Callable[[], float] = time.monotonic
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def wait_for(self, key: str, rate: int) -> int:
        """Whole seconds until the key may send again, 0 when it may now. A rate of 0 is no limit."""
        if not rate:
            return 0
        bucket = self._filled(key, rate)
        return 0 if bucket.readings > 0 else max(1, math.ceil(-bucket.readings / rate))

    def charge(self, key: str, rate: int, readings: int) -> None:
        if rate:
            self._filled(key, rate).readings -= readings

    def _filled(self, key: str, rate: int) -> _Bucket:
        now = self.now()
        bucket = self._buckets.setdefault(key, _Bucket(rate * BURST_FOR, now))
        bucket.readings = min(rate * BURST_FOR, bucket.readings + (now - bucket.at) * rate)
        bucket.at = now
        return bucket
