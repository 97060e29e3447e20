"""The heartbeats of the processes, by which health is told: one row a process in the table `pulse`."""

import json
import os
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from . import clock

EVERY = 2.0  # seconds
FRESH_FOR = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Beat:
    """The last heartbeat of a process, and what it said of itself (values fit for JSON)."""

    process: str
    at: datetime
    state: dict[str, Any]

    def is_fresh(self) -> bool:
        return clock.now() - self.at < FRESH_FOR


@dataclass(slots=True)
class Pulse:
    """Called from a process's own loop as often as it turns; writes no more than once in `EVERY` seconds."""

    process: str
    _due_at: float = field(default=0.0)

    def beat(self, **state: Any) -> bool:
        """True when a row was written."""
        if time.monotonic() < self._due_at:
            return False
        beat(self.process, memory_mb=memory_mb(), **state)
        self._due_at = time.monotonic() + EVERY
        return True


def memory_mb() -> float:
    """What this process holds of the machine's memory, in MB; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def beat(process: str, **state: Any) -> None:
    """Write down that a process is alive now, with what it says of itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO pulse (process, at, state) VALUES (%s, %s, %s)"
            " ON CONFLICT (process) DO UPDATE SET at = excluded.at, state = excluded.state",
            [process, clock.now(), json.dumps(state)],
        )


def last() -> dict[str, Beat]:
    """The last beat of each process that ever ran here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT process, at, state FROM pulse")
        return {
            process: Beat(process, at, json.loads(state) if isinstance(state, str) else state)
            for process, at, state in cursor.fetchall()
        }
