"""Vietnamese text: search without diacritics, sort as a Vietnamese reader expects; telephone numbers as dialled here."""

from typing import Protocol, TypedDict

import vn_collate
import vn_text


class Words(TypedDict):
    """One text in the two languages of the product, as a row or an event keeps it."""

    vi: str
    en: str


class SaidTwice(Protocol):
    """The same as facts have it: kernel.manifest.Words."""

    @property
    def vi(self) -> str: ...

    @property
    def en(self) -> str: ...


def folded(text: str) -> str:
    """The form that search compares: no diacritics, lower case, single spaces.

    >>> folded("Đường  Trần Phú")
    'duong tran phu'
    """
    return " ".join(vn_text.fold(text).split())


def sort_key(text: str) -> str:
    """A key whose code point order is Vietnamese dictionary order; store it and ORDER BY it."""
    return str(vn_collate.collate_key(text))


def said(words: Words | SaidTwice, language: str) -> str:
    """The text in the language asked for, Vietnamese when it has none."""
    vi, en = (words["vi"], words["en"]) if isinstance(words, dict) else (words.vi, words.en)
    return en if language.startswith("en") and en else vi


def dialled(phone: str) -> str:
    """The digits of a telephone number within the country: +84 903 … and 0903 … are one.

    >>> dialled("+84 903-123-456") == dialled("0903 123 456")
    True
    """
    digits = "".join(sign for sign in phone if sign.isdigit())
    return f"0{digits.removeprefix('84')}" if digits.startswith("84") and len(digits) > 10 else digits
