"""Counts what is opened in the memory of a process and writes the sums now and then, so that no page waits for it.

What a process has not written when it is killed is lost: these are figures of use, no evidence.
"""

import threading
import time
from collections import Counter
from datetime import date

from django.db import connection

from haidang.kernel import clock

WRITE_EVERY = 15.0  # seconds
_ADD = """
INSERT INTO usage_room_day AS had (day, room, role, opens) VALUES (%s, %s, %s, %s)
ON CONFLICT (day, room, role) DO UPDATE SET opens = had.opens + excluded.opens
"""

_opened: Counter[tuple[date, str, str]] = Counter()
_lock = threading.Lock()
_due_at = 0.0


def count(room: str, role: str) -> None:
    """Somebody with this role opened a room now."""
    global _due_at
    with _lock:
        _opened[clock.today(), room[:60], role[:40]] += 1
        if time.monotonic() < _due_at:
            return
        _due_at = time.monotonic() + WRITE_EVERY
    write()


def write() -> None:
    """Add what was counted since the last time to the table."""
    with _lock:
        rows = [(*key, number) for key, number in sorted(_opened.items())]
        _opened.clear()
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)
