"""Keyset paging: `limit` and an opaque `after`; a page is as fast at the end of a list as at its beginning."""

import base64
import binascii
from collections.abc import Sequence
from typing import Generic, TypeVar

import msgspec
from django.db.models import Model, Q, QuerySet
from ninja import Schema

from haidang.kernel.action import Invalid

M = TypeVar("M", bound=Model)
S = TypeVar("S")
MOST = 500


class Page(Schema, Generic[S]):
    """One page: the items and the cursor of the next page, null on the last."""

    items: list[S]
    next: str | None = None


def cut(rows: "QuerySet[M]", order: Sequence[str], after: str, limit: int) -> tuple[list[M], str | None]:
    """The rows behind the cursor `after` in `order` (column names, "-" for falling; the last one unique).

    Raises Invalid for a cursor that no page gave or a limit outside 1..500.
    """
    checked_limit(limit)
    if after:
        rows = rows.filter(_behind(order, _opened(after, len(order))))
    found = list(rows.order_by(*order)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return found, _closed(found[-1], order) if more else None


def checked_limit(limit: int) -> int:
    if not 1 <= limit <= MOST:
        raise Invalid("limit", f"give a number from 1 to {MOST}", limit)
    return limit


def _behind(order: Sequence[str], values: list[str]) -> Q:
    """Lexicographic comparison written out: a > x or (a = x and b > y) ..."""
    behind, same = Q(), Q()
    for column, value in zip(order, values, strict=True):
        name, falling = column.removeprefix("-"), column.startswith("-")
        behind |= same & Q(**{f"{name}__{'lt' if falling else 'gt'}": value})
        same &= Q(**{name: value})
    return behind


def _closed(row: Model, order: Sequence[str]) -> str:
    values = [getattr(row, column.removeprefix("-")) for column in order]
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def _opened(after: str, length: int) -> list[str]:
    try:
        values = msgspec.json.decode(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (binascii.Error, msgspec.DecodeError, UnicodeError, ValueError):
        values = None
    if not isinstance(values, list) or len(values) != length or not all(isinstance(one, str) for one in values):
        raise Invalid("after", "give the `next` of the page before, unchanged", after)
    return values
