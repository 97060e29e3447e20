"""Topics and their words: things of the kind `topic`, whose words people edit.

`words` are phrases parted by commas; `a + b` needs both, `-c` keeps a text out. They are looked for as whole words,
with their diacritics.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from haidang.core.things.models import Thing

from .tone import words_of

KIND = "topic"


@dataclass(frozen=True, slots=True)
class Topic:
    """`every`: any of these groups, all phrases of a group; `never`: none of these."""

    code: str
    every: tuple[tuple[str, ...], ...]
    never: tuple[str, ...]

    def fits(self, padded: str) -> bool:
        if any(one in padded for one in self.never):
            return False
        return any(all(one in padded for one in group) for group in self.every)


def read(code: str, words: str) -> Topic:
    groups, never = [], []
    for part in words.split(","):
        text = part.strip()
        if text.startswith("-"):
            never.append(_padded(text[1:]))
        elif text:
            groups.append(tuple(_padded(one) for one in text.split("+") if one.strip()))
    return Topic(code, tuple(one for one in groups if one), tuple(one for one in never if one.strip()))


def current() -> list[Topic]:
    rows = Thing.objects.filter(type=KIND, state="active").order_by("code").values_list("code", "fields")
    return [read(code, str(fields.get("words", ""))) for code, fields in rows]


def of(text: str, known: Iterable[Topic]) -> list[str]:
    """The codes of the topics a text is about."""
    padded = _padded(text)
    return [one.code for one in known if one.fits(padded)]


def _padded(text: str) -> str:
    return f" {' '.join(words_of(text))} "
