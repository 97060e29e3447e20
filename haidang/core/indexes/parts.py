"""The parts of an index as they stand: the file's, with what the province said of them, and its own components."""

from dataclasses import dataclass

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
    depth: int
    has_parts: bool
    is_own: bool


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
    known = {one.key for one in facts.parts}
    lines = [
        (one.key, one.parent, one.kind, one.name, one.max, one.count, one.indicator, one.note, one.trust, one.source)
        for one in facts.parts
    ] + [
        (row.key, row.parent, "component", Words(vi=row.name_vi, en=row.name_en), row.max, None, "", None, row.trust, row.source)
        for row in own.values()
        if row.key not in known
    ]  # fmt: skip
    children: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        children.setdefault(line[1], []).append(at)
    found: list[Part] = []

    def add(parent: str, depth: int) -> None:
        for at in children.get(parent, ()):
            key, above, kind, name, most, count, indicator, note, trust, source = lines[at]
            row = own.get(key)
            if row is not None:
                most, trust, source = row.max, row.trust, row.source
            found.append(
                Part(
                    key,
                    above,
                    kind,
                    name,
                    most,
                    count,
                    indicator,
                    note,
                    trust,
                    source,
                    depth,
                    key in children,
                    row is not None,
                )
            )
            add(key, depth + 1)

    add("", 0)
    return found
