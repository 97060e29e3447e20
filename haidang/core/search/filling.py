"""Writing the index: rows of one kind as search keeps them, only those that have changed."""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.db import connection, transaction

from haidang.kernel.text import folded

from . import grams
from .kinds import KINDS, Kind, Said
from .models import Found

log = logging.getLogger(__name__)

AT_ONCE = 1000
COLUMNS = (
    "ref", "code", "typed", "title_vi", "title_en", "about_vi", "about_en", "folded", "severity", "is_now", "at", "place", "office",
    "data_class", "matter", "own", "grams", "digest",
)  # fmt: skip
LONGEST = 300  # signs of a title


def keep(kind: Kind, numbers: Iterable[int]) -> int:
    """Bring the rows of these objects up to date; those that are gone, or not to be found, leave the index.

    How many rows changed.
    """
    changed = 0
    for some in _some(sorted(set(numbers))):
        rows = kind.rows().filter(pk__in=some)
        if kind.name == "rule":
            rows = rows.prefetch_related("versions")
        changed += _write(kind, some, [row for one in rows if (row := _row(kind, one)) is not None])
    return changed


def keep_all(kind: Kind) -> int:
    """Compare every object of a kind with the index, a thousand at a time. How many rows changed."""
    changed = sum(keep(kind, some) for some in _numbers(kind))
    with connection.cursor() as cursor:  # what is gone from its table
        table = kind.model._meta.db_table
        gone = f"DELETE FROM found WHERE kind = %s AND NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.id = found.key::bigint)"  # noqa: S608
        cursor.execute(gone, [kind.name])
        return changed + int(cursor.rowcount)


def is_empty(kind: Kind) -> bool:
    return not Found.objects.filter(kind=kind.name).exists() and kind.model._default_manager.exists()


def _numbers(kind: Kind) -> Iterator[list[int]]:
    last = 0
    while some := list(
        kind.model._default_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        yield some
        last = some[-1]


def _some(numbers: Sequence[int]) -> Iterator[list[int]]:
    for first in range(0, len(numbers), AT_ONCE):
        yield list(numbers[first : first + AT_ONCE])


def _row(kind: Kind, one: Any) -> Found | None:
    """None for what is not to be found; and for what cannot be told, which must not keep everything else from search."""
    try:
        said = kind.say(one)
        return None if said is None else finished(kind, str(one.pk), said, _sight(kind, one))
    except Exception:
        log.exception("search cannot tell of %s %s", kind.name, one.pk)
        return None


def finished(kind: Kind, key: str, said: Said, sight: dict[str, Any]) -> Found:
    """The row of an object from what is said of it, and from what permission asks about."""
    row = Found(
        kind=kind.name,
        key=key,
        ref=said.ref,
        code=said.code,
        typed=grams.typed(said.code),
        title_vi=said.title.vi[:LONGEST],
        title_en=(said.title.en or said.title.vi)[:LONGEST],
        about_vi=said.about.vi[:LONGEST],
        about_en=(said.about.en or said.about.vi)[:LONGEST],
        folded=folded(said.called or said.title.vi)[:LONGEST],
        severity=said.severity,
        is_now=said.is_now,
        at=said.at,
        **sight,
    )
    row.grams = sorted(_grams(kind, said, row))
    row.digest = _digest(row)
    return row


def _sight(kind: Kind, one: Any) -> dict[str, Any]:
    """What permission asks about, read along the lookups of the model whose rule of sight holds."""
    seen_as, found = kind.seen_as, {"place": "", "office": "", "data_class": None, "matter": "", "own": None}
    owner = _along(one, kind.owner) if kind.owner else one
    for name, lookup in seen_as.scope_fields.items():  # type: ignore[attr-defined]
        value = _along(owner, lookup)
        found[name] = value if value is not None or name in ("data_class", "own") else ""
    found["own"] = getattr(found["own"], "pk", found["own"])
    return found


def _along(one: Any, lookup: str) -> Any:
    for name in lookup.split("__"):
        if one is None:
            return None
        one = getattr(one, name)
    return one


def _grams(kind: Kind, said: Said, row: Found) -> set[str]:
    """What is over has its month and year, or, where nobody knows when it was, only that it is over."""
    whens = [grams.NOW] if said.is_now else grams.of_time(said.at) if said.at and kind.is_flow else [grams.OLD]
    texts = [said.title.vi[:LONGEST], said.title.en[:LONGEST], *said.words]
    return grams.marks(kind.name, whens, row.place, row.office, row.own) | grams.grams(texts, [said.code])


def _digest(row: Found) -> str:
    said = repr([getattr(row, name) for name in COLUMNS if name != "digest"])
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def _write(kind: Kind, asked: list[int], rows: list[Found]) -> int:
    keys = [str(number) for number in asked]
    known = dict(Found.objects.filter(kind=kind.name, key__in=keys).values_list("key", "digest"))
    new = [row for row in rows if known.get(row.key) != row.digest]
    gone = known.keys() - {row.key for row in rows}
    with transaction.atomic():
        if gone:
            Found.objects.filter(kind=kind.name, key__in=gone).delete()
        Found.objects.bulk_create(
            new, update_conflicts=True, unique_fields=["kind", "key"], update_fields=[*COLUMNS], batch_size=AT_ONCE
        )
    return len(new) + len(gone)


def with_what_hangs_on_them(changed: dict[str, set[int]]) -> dict[str, set[int]]:
    """The objects that events named, and those that an event about them may have made or changed."""
    more = {name: set(numbers) for name, numbers in changed.items()}
    also = (kind.also(list(changed[name])) for name, kind in KINDS.items() if kind.also and name in changed)
    for name, number in chain.from_iterable(also):
        more.setdefault(name, set()).add(number)
    return more
