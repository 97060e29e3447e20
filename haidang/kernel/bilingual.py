"""Text that is kept, in both languages of the product at the moment of writing: logs, notices, reports."""

from collections.abc import Callable
from typing import Any, Protocol, overload

from django.utils.translation import get_language, gettext, override

from .facts import Words
from .text import SaidTwice, said


class NamedTwice(Protocol):
    """A row with a name in both languages: a place, an office, a thing, a unit."""

    @property
    def name_vi(self) -> str: ...
    @property
    def name_en(self) -> str: ...


def both(message: str, /, **facts: Any) -> Words:
    """A message (its Vietnamese msgid, marked by gettext_noop) filled with facts; a fact may itself be Words.

    >>> both("Mở sự cố %(code)s", code="SC-261121-0001").vi
    'Mở sự cố SC-261121-0001'
    """
    return in_both(lambda: _filled(message, facts))


def same(text: str) -> Words:
    """What a person wrote, which is not translated."""
    return Words(vi=text, en=text)


NOTHING = same("")


def after(text: str) -> Words:
    """A remark set off by a dash, nothing when there is none."""
    return same(f" – {text}" if text else "")


def joined(parts: list[Words], by: str = "; ") -> Words:
    """Several texts as one, in each language."""
    return Words(vi=by.join(one.vi for one in parts), en=by.join(one.en for one in parts))


def shown(words: SaidTwice) -> str:
    """The text in the language of the reader."""
    return said(words, get_language() or "vi")


def names(one: NamedTwice) -> Words:
    """The name of a row in both languages."""
    return Words(vi=one.name_vi, en=one.name_en)


@overload
def name_of(one: NamedTwice) -> str: ...
@overload
def name_of(one: None) -> None: ...
def name_of(one: NamedTwice | None) -> str | None:
    """The name of a row in the language of the reader."""
    return shown(names(one)) if one is not None else None


def in_both(say: Callable[[], str]) -> Words:
    """What `say` answers in the language that is active, asked in each."""
    with override("vi"):
        vi = say()
    with override("en"):
        en = say()
    return Words(vi=vi, en=en)


def _filled(message: str, facts: dict[str, Any]) -> str:
    return gettext(message) % {name: shown(fact) if isinstance(fact, Words) else fact for name, fact in facts.items()}
