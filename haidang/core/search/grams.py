"""What an object is found by: its words and their beginnings, and marks for kind and time.

All are elements of one array, and a question is the array of its words: one index finds the rows that hold them all, from
the rarest on. Beginnings are kept as they are, because looking them up among all words takes tenths of a second once
there are a million objects.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache

from haidang.kernel import clock
from haidang.kernel.text import folded

WORD = re.compile(r"[0-9a-z]+")
LONGEST = 14
SHORTEST = 2  # one letter begins too many words to tell anything
NOW, OLD = "=now", "=old"


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared.

    >>> words_of("CB-261122-0012 PM2,5 cao ở Trần Phú")
    ['cb', '261122', '0012', 'pm2', '5', 'cao', 'o', 'tran', 'phu']
    """
    return [word[:LONGEST] for word in WORD.findall(folded(text))]


@lru_cache(maxsize=20_000)
def _of_text(text: str) -> frozenset[str]:
    """Places, kinds and streets come again and again."""
    return frozenset(one for word in words_of(text) for one in _beginnings(word))


def grams(texts: Iterable[str], codes: Iterable[str] = ()) -> set[str]:
    """The beginnings of every word; of codes also as they are typed without their dashes."""
    found: set[str] = set()
    for text in (*texts, *codes):
        found |= _of_text(text)
    for code in codes:
        found.update(_beginnings(typed(code)[:LONGEST]))
    return found


def typed(code: str) -> str:
    """A code as somebody in a hurry types it.

    >>> typed("CB-261122-0012")
    'cb2611220012'
    """
    return "".join(WORD.findall(folded(code)))


def _beginnings(word: str) -> Iterator[str]:
    yield word
    for length in range(SHORTEST, len(word)):
        yield word[:length]


def mark(kind: str, when: str, place: str = "") -> str:
    """Everything of a kind in a month (or NOW, or OLD) and, if one is named, at a place or in it: one list of the index."""
    return f":{kind}{when}{place}"[:60]


def of_month(at: datetime) -> str:
    """The local month: old objects are looked through month by month, the newest first."""
    return f"={clock.day_of(at):%y%m}"


def within(path: str) -> str:
    """How a mark names the place at the end of a path.

    >>> within("hd/26506/")
    '/26506'
    """
    return f"/{path.rstrip('/').rpartition('/')[2]}"


def marks(kind: str, whens: Iterable[str], path: str) -> set[str]:
    """The marks of an object: of the whole province, and of each place that its path lies in."""
    places = ["", *(f"/{part}" for part in path.split("/") if part)]
    return {mark(kind, when, place) for when in whens for place in places}


def asked(words: str) -> list[str]:
    """The words of a question, the longest and so mostly the rarest first; no more than eight."""
    return sorted(dict.fromkeys(words_of(words)), key=len, reverse=True)[:8]
