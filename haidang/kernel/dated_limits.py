"""Limits as dated facts: each with its words, from when it holds, where it is from, and how far that is trusted."""

from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta
from typing import Annotated, Literal, TypeVar

from msgspec import Meta, Struct

from .facts import Key, Trust, Words

Unit = Literal["minutes", "hours", "days", "months", "times", "signs", "kinds", "metres"]
MONTH = timedelta(days=365.25 / 12)


class Limit(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One limit from `valid_from` (inclusive; empty: unknown since when) to `valid_to` (exclusive)."""

    key: Key
    words: Words
    value: Annotated[int, Meta(ge=1)]
    unit: Unit
    valid_from: date | None = None
    valid_to: date | None = None
    source: str
    trust: Trust

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    @property
    def length(self) -> timedelta:
        """Of a limit of time."""
        return timedelta(**{self.unit: self.value}) if self.unit != "months" else self.value * MONTH


L = TypeVar("L", bound=Limit)


def in_force(rows: Iterable[L], on: date, named: Callable[[L], Hashable] = lambda one: one.key) -> list[L]:
    """The limits of a day in the order of the file; a later row takes the place of an earlier one of the same name."""
    latest: dict[Hashable, L] = {}
    for one in rows:
        before = latest.get(named(one))
        if one.holds_on(on) and (before is None or (one.valid_from or date.min) >= (before.valid_from or date.min)):
            latest[named(one)] = one
    return list(latest.values())
