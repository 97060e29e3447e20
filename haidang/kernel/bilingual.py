"""Text that is kept, in both languages of the product at the moment of writing: logs, notices, reports."""

from typing import Any

from django.utils.translation import get_language, gettext, override

from .manifest import Words
from .text import SaidTwice, said


def both(message: str, /, **facts: Any) -> Words:
    """A message (its Vietnamese msgid, marked by gettext_noop) filled with facts; a fact may itself be Words.

    >>> both("Mở sự cố %(code)s", code="SC-261121-0001").vi
    'Mở sự cố SC-261121-0001'
    """
    return Words(vi=_filled(message, facts, "vi"), en=_filled(message, facts, "en"))


def same(text: str) -> Words:
    """What a person wrote, which is not translated."""
    return Words(vi=text, en=text)


def joined(parts: list[Words], by: str = "; ") -> Words:
    return Words(vi=by.join(one.vi for one in parts), en=by.join(one.en for one in parts))


def shown(words: SaidTwice) -> str:
    """The text in the language of the reader."""
    return said(words, get_language() or "vi")


def _filled(message: str, facts: dict[str, Any], language: str) -> str:
    with override(language):
        return gettext(message) % {
            name: said(fact, language) if isinstance(fact, Words) else fact for name, fact in facts.items()
        }
