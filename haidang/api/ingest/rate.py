"""How fast a key may send: a bucket of readings a key that fills steadily, one for all processes of a home.

The buckets lie in a file that the web processes and the intake map into their memory; each locks it for the moment of a
look. A request may go into debt: the next one waits until the bucket is above zero again.
"""

import fcntl
import hashlib
import math
import mmap
import os
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from haidang.kernel import home

BURST_FOR = 5.0  # seconds of its rate that a key may send at once
BUCKETS = 8192
NEIGHBOURS = 32  # buckets in which a key may lie
IDLE_AFTER = 3600.0  # seconds; then the bucket is free for another key, if nothing is owed
_BUCKET = struct.Struct("<Qdd")  # whose (0: nobody's), readings in it, when it was last filled (seconds since boot)


@dataclass(slots=True)
class Rates:
    """`file` is made when it is not there. A rate is in readings a second, 0 is no limit."""

    file: Path = field(default_factory=lambda: home.here().run / "rates")
    now: Callable[[], float] = time.monotonic  # the same for all processes of a machine
    _descriptor: int = -1
    _buckets: mmap.mmap | None = None

    def wait_for(self, key: str, rate: int) -> int:
        """Whole seconds until the key may send again, 0 when it may now."""
        left = self.charge(key, rate, 0)
        return 0 if left > 0 else max(1, math.ceil(-left / rate))

    def charge(self, key: str, rate: int, readings: int) -> float:
        """Take readings out of the key's bucket. What is left in it, below zero when it owes."""
        if not rate:
            return math.inf
        with self._alone() as buckets:
            number, now = _number_of(key), self.now()
            place = _place(buckets, number, now)
            whose, left, filled_at = _BUCKET.unpack_from(buckets, place)
            most = rate * BURST_FOR
            if whose != number or filled_at > now:  # another's once, or written before the machine was started
                left, filled_at = most, now
            left = min(most, left + (now - filled_at) * rate) - readings
            _BUCKET.pack_into(buckets, place, number, left, now)
            return float(left)

    @contextmanager
    def _alone(self) -> Iterator[mmap.mmap]:
        if self._buckets is None:
            self._open()
        assert self._buckets is not None
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX)
        try:
            yield self._buckets
        finally:
            fcntl.lockf(self._descriptor, fcntl.LOCK_UN)

    def _open(self) -> None:
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.ftruncate(self._descriptor, BUCKETS * _BUCKET.size)
        self._buckets = mmap.mmap(self._descriptor, BUCKETS * _BUCKET.size)


def _number_of(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) or 1


def _place(buckets: mmap.mmap, number: int, now: float) -> int:
    """The key's bucket, or the first free one near its place; in a full street the one that was idle longest."""
    street = [(number + step) % BUCKETS * _BUCKET.size for step in range(NEIGHBOURS)]
    found: list[tuple[int, int, float, float]] = [(place, *_BUCKET.unpack_from(buckets, place)) for place in street]
    for place, whose, _left, _at in found:
        if whose == number:
            return place
    for place, whose, left, at in found:
        if not whose or (left >= 0 and now - at > IDLE_AFTER):
            return place
    return min(found, key=lambda one: one[3])[0]
