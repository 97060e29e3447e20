"""Where a page of a list ended: the moment it is ordered by and the row's number, as the address of the next page says it."""

from contextlib import suppress
from datetime import datetime

from django.db.models import Q

from .action import Invalid


def said(at: datetime | None, pk: int) -> str:
    """The address of the page behind a row: its moment and its number."""
    return f"{at.isoformat() if at else ''}~{pk}"


def read(text: str) -> tuple[datetime | None, int]:
    """The moment (None: rows without one) and the number. Raises Invalid of `after`."""
    at, _tilde, pk = text.partition("~")
    with suppress(ValueError):
        moment = datetime.fromisoformat(at) if at else None
        if moment is None or moment.tzinfo is not None:
            return moment, int(pk)
    raise _wrong(text)


def older(field: str, text: str) -> Q:
    """The rows behind, newest first by a field that is never empty. Raises Invalid of `after`."""
    at, pk = read(text)
    if at is None:
        raise _wrong(text)
    return Q(**{f"{field}__lt": at}) | Q(**{field: at, "pk__lt": pk})


def _wrong(text: str) -> Invalid:
    return Invalid("after", "take it from the page before", text)
