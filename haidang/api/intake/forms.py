"""The forms of files that domains know how to read, found without naming a domain.

A domain with a `sources.py` brings FORMATS, name -> `parse(file name, content)`, and `placed(readings, series)`, which
finds for what a station calls a parameter the series of ours.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from haidang.kernel import registry
from haidang.kernel.manifest import Series


class Problem(Protocol):
    """Why a line, or with line 0 the whole file, was not taken."""

    @property
    def line(self) -> int: ...
    @property
    def words(self) -> str: ...


class Parsed(Protocol):
    """What a file said. `station` is the name the sender gives the station."""

    @property
    def station(self) -> str: ...
    @property
    def readings(self) -> Sequence[Any]: ...
    @property
    def problems(self) -> Sequence[Problem]: ...
    @property
    def is_unreadable(self) -> bool: ...


class Placed(Protocol):
    """One reading in the unit of its series."""

    @property
    def line(self) -> int: ...
    @property
    def series(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def at(self) -> datetime: ...
    @property
    def quality(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Form:
    parse: Callable[[str, bytes], Parsed]
    placed: Callable[[Iterable[Any], Iterable[Series]], tuple[Sequence[Placed], Sequence[Problem]]]


@cache
def forms() -> dict[str, Form]:
    """By the name that a source's `format` uses."""
    found: dict[str, Form] = {}
    for domain in registry.domains():
        module = registry.part(domain, "sources")
        for name, parse in getattr(module, "FORMATS", {}).items():
            found[name] = Form(parse, module.placed)  # type: ignore[union-attr]
    return found
