"""The parts of an index as they stand: the file's, with what the province said of them, and its own components."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from haidang.kernel.facts import Words
from haidang.kernel.index_book import books
from haidang.kernel.once import once

from .models import OwnPart


@dataclass(frozen=True, slots=True)
class Part:
    """`is_own`: the province said its points, or the whole part. In the order of the tree, `depth` from 0."""

    key: str
    parent: str
    kind: str
    name: Words
    max: float | None
    count: int | None
    indicator: str
    note: Words | None
    trust: str
    source: str
    depth: int = 0
    has_parts: bool = False
    is_own: bool = False


def parts_of(book: str) -> list[Part]:
    """Raises KeyError for an unknown version."""
    return once(("index parts", book), lambda: _read(book))


def part_of(book: str, key: str) -> Part | None:
    if book not in books():
        return None
    return next((one for one in parts_of(book) if one.key == key), None)


def _read(book: str) -> list[Part]:
    facts = books()[book]
    own = {row.key: row for row in OwnPart.objects.filter(book=book)}
    known = [
        Part(
            one.key, one.parent, one.kind, one.name, one.max, one.count, one.indicator, one.note, one.trust, one.source
        )
        for one in facts.parts
    ]
    named = {one.key for one in known}
    lines = [_with_own(one, own.get(one.key)) for one in known]
    lines += [_component(row) for row in own.values() if row.key not in named]
    below: dict[str, list[Part]] = {}
    for line in lines:
        below.setdefault(line.parent, []).append(line)
    return list(_in_order(below, "", 0))


def _with_own(one: Part, row: OwnPart | None) -> Part:
    return one if row is None else replace(one, max=row.max, trust=row.trust, source=row.source, is_own=True)


def _component(row: OwnPart) -> Part:
    name = Words(vi=row.name_vi, en=row.name_en)
    return Part(row.key, row.parent, "component", name, row.max, None, "", None, row.trust, row.source, is_own=True)


def _in_order(below: dict[str, list[Part]], parent: str, depth: int) -> Iterator[Part]:
    for one in below.get(parent, ()):
        yield replace(one, depth=depth, has_parts=one.key in below)
        yield from _in_order(below, one.key, depth + 1)
