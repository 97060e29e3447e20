"""The only door to readings.

    receipt = record(Sender("khoa-tram-khi"), [Reading("AQ-001", "pm25", at, 37.2)])

One transaction does everything: names and moments are checked, quality is marked against the newest reading of each
series, readings, `latest` and the hourly sums are written, one row for the rules is left and the bell rung at commit.
Writers of all processes take turns (an advisory lock), so they cannot dead-lock, marks are exact, and readings newer
than all others of their series can be copied straight in.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from haidang.kernel import clock

from . import book
from .book import Book
from .readings import Delivery, Line, Reading, Receipt, Sender, resolve
from .turn import Turn

__all__ = ["Delivery", "Reading", "Receipt", "Sender", "commit", "record"]


def record(
    sender: Sender,
    readings: Sequence[Line],
    received_at: datetime | None = None,
    *,
    door: str = "own",
    name: str = "",
    numbers: Sequence[int] | None = None,
) -> Receipt:
    """Take readings of one sender, now, in this thread; `door`, `name` and `numbers` as in Delivery. Returns what became of
    each; raises only Django's database errors."""
    return commit([Delivery(sender, readings, received_at or clock.now(), door=door, name=name, numbers=numbers)])[0]


def commit(deliveries: Sequence[Delivery]) -> list[Receipt]:
    """Take several deliveries in one transaction. Receipts come in the same order."""
    turn = _prepared(deliveries, book.held())
    with transaction.atomic(), connection.wrap_database_errors:
        version = turn.begin()
        if version != turn.book.version:
            turn = _prepared(deliveries, book.refreshed(version))
            turn.begin()
        return turn.write()


def _prepared(deliveries: Sequence[Delivery], known: Book) -> Turn:
    return Turn(deliveries, [resolve(one, known) for one in deliveries], known)
