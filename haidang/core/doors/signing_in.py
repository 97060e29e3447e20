"""Who may sign in at the doors for files, kept in the process so that a door asks no database; and notes of who did."""

import time
from dataclasses import dataclass, field
from datetime import datetime

from haidang.kernel import clock

from .models import DropAccount
from .passwords import is_right

EVERY = 2.0  # seconds; a closed account ends within five
USED_EVERY = 60.0  # seconds between two notes of one account


@dataclass(frozen=True, slots=True)
class Entry:
    """An open account as the doors see it; `hash` tells one password from the next."""

    pk: int
    name: str
    source: str
    hash: bytes
    public_keys: str
    quota: int


@dataclass(slots=True)
class Entrance:
    """`refresh` is called where the database may be waited for; all else answers at once."""

    entries: dict[str, Entry] = field(default_factory=dict)
    _used: dict[int, tuple[datetime, str]] = field(default_factory=dict)
    _noted: dict[int, float] = field(default_factory=dict)
    _due_at: float = 0.0

    def refresh(self) -> None:
        if time.monotonic() < self._due_at:
            return
        rows = DropAccount.objects.filter(closed_at=None).select_related("source")
        self.entries = {
            row.name: Entry(
                row.pk, row.name, row.source.key, bytes(row.hash), row.public_keys, row.quota_mb * 1024 * 1024
            )
            for row in rows
        }
        self._write_used()
        self._due_at = time.monotonic() + EVERY

    def by_password(self, name: str, password: str) -> Entry | None:
        entry = self.entries.get(name)
        return entry if entry and is_right(password, entry.hash) else None

    def is_still(self, entry: Entry) -> bool:
        """Whether a session that began with this entry may go on: not closed, no other password or keys."""
        return self.entries.get(entry.name) == entry

    def used(self, entry: Entry, address: str) -> None:
        self._used[entry.pk] = clock.now(), address

    def _write_used(self) -> None:
        for pk, (at, address) in list(self._used.items()):
            if time.monotonic() - self._noted.get(pk, -USED_EVERY) >= USED_EVERY:
                DropAccount.objects.filter(pk=pk).update(used_at=at, used_from=address[:60])
                self._noted[pk] = time.monotonic()
                self._used.pop(pk, None)
