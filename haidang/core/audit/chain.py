"""The chain of the journal: order, hash and proof.

`seq` and hash are given under one advisory lock as the last step before commit, so that the order of numbers is the
order of commits and nobody can slip a row in between or change one unseen.
"""

import hashlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import connection

from haidang.kernel import clock, live
from haidang.kernel.action import Event as Draft
from haidang.kernel.text import folded

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
    live.ring_each("event", [row.seq for row in rows])


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
        actor_name=_text(draft.actor.name),
        session=_mark(draft.actor.session),
        action=draft.action,
        because=_text(draft.because),
        subject_kind=draft.subject_kind,
        subject_id=_text(draft.subject_id)[:64],
        subject_label=_text(draft.subject_label),
        place=draft.place,
        office=draft.office,
        data_class=draft.data_class,
        before=plain(draft.before),
        after=plain(draft.after),
        facts=plain(draft.facts),
        words=folded(_text(f"{draft.actor.name} {draft.action} {draft.subject_label} {draft.subject_id}")),
        prev_hash=prev,
    )
    row.hash = digest(row)
    return row


def _mark(session: str) -> str:
    """Tells two sessions apart without being a key to either."""
    return hashlib.sha256(session.encode()).hexdigest()[:16] if session else ""


def _text(text: str) -> str:
    """PostgreSQL keeps no NUL; a lone surrogate is no text."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def plain(value: Any) -> Any:
    """The value as the database gives it back: moments as ISO text, models as their name, numbers as jsonb writes them."""
    return _as_kept(msgspec.to_builtins(value, enc_hook=str, str_keys=True))


def _as_kept(value: Any) -> Any:
    match value:
        case str():
            return _text(value)
        case float():
            if not math.isfinite(value):
                return None
            return int(value) if value.is_integer() and (abs(value) >= 1e15 or value == 0) else value
        case dict():
            return {_text(name): _as_kept(one) for name, one in value.items()}
        case list() | tuple():
            return [_as_kept(one) for one in value]
    return value


HASHED = (
    "seq", "actor", "actor_name", "session", "action", "because", "subject_kind", "subject_id", "subject_label",
    "place", "office", "data_class", "before", "after", "facts", "words",
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


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of the chain; noted outside the database, it proves later that no row was cut off."""

    seq: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash.hex()}"

    @classmethod
    def read(cls, text: str) -> "Head":
        """Raises ValueError unless it is a number and a hash of 64 hexadecimal digits."""
        match = re.fullmatch(r"(\d+):([0-9a-f]{64})", text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a head: write number:hash as `haidang audit verify` printed it")
        return cls(int(match[1]), bytes.fromhex(match[2]))


@dataclass(frozen=True, slots=True)
class Proof:
    """What a walk of the chain found: rows that are whole, the last of them, and the first that is wrong, if any."""

    count: int
    head: Head
    broken: Broken | None = None


def verify() -> tuple[int, Broken | None]:
    """Walk the chain. Returns how many rows are whole and the first that is wrong, if any."""
    proof = prove()
    return proof.count, proof.broken


def prove(noted: Head | None = None) -> Proof:
    """Walk the chain; with a head noted earlier, also prove that it is still a part of it."""
    head, count = Head(0, GENESIS), 0
    for row in _in_order():
        reason = _wrong(row, head) or _unlike(row, noted)
        if reason:
            return Proof(count, head, Broken(row.seq, row.at, reason))
        head, count = Head(row.seq, bytes(row.hash)), count + 1
    if noted is not None and noted.seq > head.seq:
        return Proof(count, head, Broken(head.seq, clock.now(), f"rows up to {noted.seq} were there and are cut off"))
    return Proof(count, head)


def walk(head: Head, most: int) -> tuple[Head, Broken | None]:
    """On from a head by at most so many rows: the new head, and the first row that is wrong, if any."""
    for row in Event.objects.filter(seq__gt=head.seq).order_by("seq")[:most]:
        reason = _wrong(row, head)
        if reason:
            return head, Broken(row.seq, row.at, reason)
        head = Head(row.seq, bytes(row.hash))
    return head, None


def _wrong(row: Event, before: Head) -> str:
    if row.seq != before.seq + 1:
        return f"row {before.seq + 1} is missing"
    if bytes(row.prev_hash) != before.hash:
        return "it does not continue the row before it"
    return "its content was changed after it was written" if digest(row) != bytes(row.hash) else ""


def _unlike(row: Event, noted: Head | None) -> str:
    if noted is None or row.seq != noted.seq or bytes(row.hash) == noted.hash:
        return ""
    return "it is not the row that was noted: the chain was written anew"


def _in_order() -> Iterator[Event]:
    return Event.objects.order_by("seq").iterator(chunk_size=2000)
