"""Composite indexes as facts: `domains/<domain>/indexes/*.toml`, one file a version. What is not known stays empty.

An index has parts in a tree: pillar, main, component. A part's `max` stays empty where the text with its points was not
read; the province fills it in on a page, with its source.
"""

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal

from msgspec import Meta

from haidang.kernel.manifest.indicator import MaybeName

from . import registry
from .facts import Facts, Key, Trust, Words
from .strict import ManifestError, load

FOLDER = "indexes"


class Part(Facts, frozen=True, kw_only=True):
    """One line of an index. `count` is how many components the text gives it; `indicator` measures it, where one does."""

    key: Key
    kind: Literal["pillar", "main", "component"]
    parent: str = ""
    name: Words
    max: Annotated[float, Meta(gt=0)] | None = None
    count: Annotated[int, Meta(gt=0)] | None = None
    indicator: MaybeName = ""
    note: Words | None = None
    trust: Trust
    source: str


class Book(Facts, frozen=True, kw_only=True):
    """One version of an index, used from the year `from_year` on. `total` is what all parts give together."""

    key: Key
    version: Annotated[str, Meta(pattern=r"^[0-9a-z.-]{1,12}$")]
    name: Words
    about: Words
    from_year: int
    total: Annotated[float, Meta(gt=0)]
    rank_indicator: MaybeName = ""
    score_indicator: MaybeName = ""
    office_kind: str = ""
    decision: str
    trust: Trust
    source: str
    parts: Annotated[list[Part], Meta(min_length=1)]

    @property
    def code(self) -> str:
        return f"{self.key}-{self.version}"


@cache
def books() -> dict[str, Book]:
    """By code, the newest version of each index first. Raises ManifestError."""
    found = [book for _domain, book in _read()]
    return {one.code: one for one in sorted(found, key=lambda one: (one.key, -one.from_year))}


def domain_of(code: str) -> str:
    """The domain whose folder holds the version."""
    return next((domain for domain, book in _read() if book.code == code), "")


@cache
def _read() -> list[tuple[str, Book]]:
    found = []
    for folder in registry.folders():
        for path in sorted((folder / FOLDER).glob("*.toml")):
            book = load(path, Book)
            for where, value, remedy in problems(book):
                raise ManifestError(path, where, value, remedy)
            found.append((folder.name, book))
    return found


def problems(book: Book) -> Iterator[tuple[str, Any, str]]:
    """Path, value and remedy of everything that does not fit together."""
    seen: dict[str, Part] = {}
    for at, part in enumerate(book.parts):
        if part.key in seen:
            yield f"parts[{at}].key", part.key, "the key is used twice: give each part a key of its own"
        if part.parent and part.parent not in seen:
            yield f"parts[{at}].parent", part.parent, "name a part that stands before this one"
        seen[part.key] = part
    for at, part in enumerate(book.parts):
        given = sum(one.max or 0 for one in book.parts if one.parent == part.key)
        if part.max is not None and given > part.max:
            yield f"parts[{at}].max", part.max, f"its parts give {given:g} together: more than it has"
    top = sum(one.max or 0 for one in book.parts if not one.parent)
    if top > book.total:
        yield "total", book.total, f"the parts give {top:g} together"
