"""The chain of the journal: order, hash and proof.

`seq` and hash are given under one advisory lock as the last step before commit, so that the order of numbers is the
order of commits and nobody can slip a row in between or change one unseen.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import connection

from haidang.kernel import live
from haidang.kernel.action import Event as Draft

from .models import Event

LOCK = 4_711_001
GENESIS = bytes(32)


def record(drafts: list[Draft]) -> None:
    """Append the events to the chain and ring the bell once for each. The caller's transaction stays open."""
    if not drafts:
        return
    seq, prev = _head_under_lock()
    rows = []
    for number, draft in enumerate(drafts, seq + 1):
        row = _row(number, draft, prev)
        prev = bytes(row.hash)
        rows.append(row)
    Event.objects.bulk_create(rows)
    for row in rows:
        live.ring("event", row.seq)


def _head_under_lock() -> tuple[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1")
        head = cursor.fetchone()
    return (head[0], bytes(head[1])) if head else (0, GENESIS)


def _row(seq: int, draft: Draft, prev: bytes) -> Event:
    row = Event(
        seq=seq,
        at=draft.at,
        actor=str(draft.actor),
        actor_name=draft.actor.name,
        session=draft.actor.session,
        action=draft.action,
        because=draft.because,
        subject_kind=draft.subject_kind,
        subject_id=draft.subject_id,
        subject_label=draft.subject_label,
        place=draft.place,
        office=draft.office,
        data_class=draft.data_class,
        before=plain(draft.before),
        after=plain(draft.after),
        facts=plain(draft.facts),
        prev_hash=prev,
    )
    row.hash = digest(row)
    return row


def plain(value: Any) -> Any:
    """The value as JSON keeps it: moments as ISO text, models as their name, floats as they are."""
    return msgspec.json.decode(msgspec.json.encode(value, enc_hook=str))


HASHED = (
    "seq", "actor", "actor_name", "session", "action", "because", "subject_kind", "subject_id", "subject_label",
    "place", "office", "data_class", "before", "after", "facts",
)  # fmt: skip


def digest(row: Event) -> bytes:
    """SHA-256 over the previous hash and every field, as canonical JSON (sorted keys, UTC to the microsecond)."""
    said = {name: getattr(row, name) for name in HASHED}
    said["at"] = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(bytes(row.prev_hash) + msgspec.json.encode(said, order="deterministic")).digest()


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row that does not fit: its number, its moment and what is wrong."""

    seq: int
    at: datetime
    reason: str


def verify() -> tuple[int, Broken | None]:
    """Walk the chain. Returns how many rows were checked and the first that is wrong, if any."""
    prev, expected, count = GENESIS, 1, 0
    for row in _in_order():
        if row.seq != expected:
            return count, Broken(row.seq, row.at, f"row {expected} is missing")
        if bytes(row.prev_hash) != prev:
            return count, Broken(row.seq, row.at, "it does not continue the row before it")
        if digest(row) != bytes(row.hash):
            return count, Broken(row.seq, row.at, "its content was changed after it was written")
        prev, expected, count = bytes(row.hash), row.seq + 1, count + 1
    return count, None


def _in_order() -> Iterator[Event]:
    return Event.objects.order_by("seq").iterator(chunk_size=2000)
