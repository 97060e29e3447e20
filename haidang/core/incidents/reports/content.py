"""What a report says, as it is kept: plain values in both languages, so that nothing of it can change afterwards."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from haidang.kernel import clock
from haidang.kernel.bilingual import in_both
from haidang.kernel.text import SaidTwice


class Said(Struct, frozen=True):
    """A text in both languages; empty where there is nothing to say."""

    vi: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.vi)


NOTHING = Said()


class Cell(Struct, frozen=True, kw_only=True):
    """One entry of a table. `note` stands small beneath it; `severity` 1 is worst, 0 for none: how loudly it is printed.
    `level`: that of an alert or incident, drawn with its shape and digit; 0 for none."""

    text: Said = NOTHING
    note: Said = NOTHING
    severity: int = 0
    level: int = 0
    is_strong: bool = False


class Block(Struct, frozen=True, kw_only=True):
    """A part: a table of rows under its heads, or (`key` map) the drawing. `empty` is said where there are no rows."""

    key: str
    title: Said
    heads: list[Said] = []
    rows: list[list[Cell]] = []
    note: Said = NOTHING
    empty: Said = NOTHING


class Content(Struct, frozen=True, kw_only=True):
    """The whole report. `as_of` is the moment its numbers were read; `map` what is drawn, as GeoJSON (see sketch.py)."""

    title: Said
    incident: str
    headline: str
    severity: int
    place: Said
    summary: Said
    blocks: list[Block]
    map: dict[str, Any]
    as_of: str
    is_exercise: bool = False
    is_simulated: bool = False

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.as_of)


def of(words: SaidTwice | None) -> Said:
    return Said(words.vi, words.en) if words is not None else NOTHING


def same(text: str) -> Said:
    """What a person wrote, which is not translated."""
    return Said(text, text)


def said(say: Callable[[], str]) -> Said:
    """What a function says in each language."""
    return of(in_both(say))


def stamp(at: datetime | None) -> str:
    """A moment that stays readable later: 09:42 22/11/2026."""
    return f"{at.astimezone(clock.HO_CHI_MINH):%H:%M %d/%m/%Y}" if at else ""


def as_dict(content: Content) -> dict[str, Any]:
    kept: dict[str, Any] = msgspec.to_builtins(content)
    return kept


def read(kept: dict[str, Any]) -> Content:
    return msgspec.convert(kept, Content)
