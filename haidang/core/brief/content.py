"""What a brief says, as it is kept: plain values in both languages, so that nothing of a past day can change."""

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


def of(words: SaidTwice | None) -> Said:
    return Said(words.vi, words.en) if words is not None else NOTHING


def said(say: Callable[[], str]) -> Said:
    """What a function says in each language."""
    return of(in_both(say))


class Line(Struct, frozen=True, kw_only=True):
    """One thing: what, how much with its unit, and beside it why it matters, from where, how old and how good.

    `at` is the moment of the number (ISO 8601), "" where it has none. `severity` 1 is worst, 0 for none. `trend` are the
    values before it, None for a gap; `target` and `reached` are numbers for a bar.
    """

    title: Said
    value: Said = NOTHING
    note: Said = NOTHING
    source: Said = NOTHING
    quality: Said = NOTHING
    at: str = ""
    severity: int = 0
    link: str = ""
    trend: list[float | None] = []
    target: float | None = None
    target_said: Said = NOTHING
    reached: float | None = None

    @property
    def moment(self) -> datetime | None:
        return datetime.fromisoformat(self.at) if self.at else None


class Section(Struct, frozen=True, kw_only=True):
    """`more` is how many lines were left out; `unknown` what was not known, and who owes it; `empty` is said without lines."""

    key: str
    title: Said
    lines: list[Line] = []
    more: int = 0
    unknown: list[Said] = []
    empty: Said = NOTHING
    link: str = ""


class Content(Struct, frozen=True, kw_only=True):
    """The whole brief. `as_of` is the moment its numbers were read."""

    summary: Said
    sections: list[Section]
    as_of: str
    is_simulated: bool = False

    def section(self, key: str) -> Section | None:
        return next((one for one in self.sections if one.key == key), None)


def moment(at: datetime | None) -> str:
    return at.astimezone(clock.HO_CHI_MINH).isoformat(timespec="seconds") if at else ""


def as_dict(content: Content) -> dict[str, Any]:
    kept: dict[str, Any] = msgspec.to_builtins(content)
    return kept


def read(kept: dict[str, Any]) -> Content:
    return msgspec.convert(kept, Content)
