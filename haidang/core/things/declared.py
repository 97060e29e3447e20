"""Rows that files declare and people may change on screen: they follow the files until somebody has changed them."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from django.db.models import Model
from msgspec import Struct

Facts = TypeVar("Facts", bound=Struct)
Row = TypeVar("Row", bound=Model)


def follow(
    found: Mapping[str, Facts],
    rows: Mapping[str, Row],
    make: Callable[[str, Facts], Row],
    take: Callable[[Any, Facts], None],
) -> list[str]:
    """The keys of what was made, changed or switched off.

    A row has `facts` as they hold, `declared` as its file says them (None: it no longer does) and `is_on`. `make` begins
    one, `take` reads its other columns off new facts.
    """
    changed = []
    for key, facts in found.items():
        row: Any = rows.get(key) or make(key, facts)
        plain = msgspec.to_builtins(facts)
        if row.declared == plain:
            continue
        if row._state.adding or row.facts == row.declared:
            row.facts = plain
            take(row, facts)
        row.declared = plain
        row.save()
        changed.append(key)
    for key, gone in rows.items():
        row = gone
        if key not in found and row.declared is not None:
            row.declared, row.is_on = None, False
            row.save()
            changed.append(key)
    return changed
