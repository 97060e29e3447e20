"""What an object is found by: its words and their beginnings, and marks for kind and time.

All are elements of one array, and a question is the array of its words: one index finds the rows that hold them all, from
the rarest on. Beginnings are kept as they are, because looking them up among all words takes tenths of a second once
there are a million objects.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache

from haidang.kernel import clock
from haidang.kernel.text import folded

WORD = re.compile(r"[0-9a-z]+")
LONGEST = 14
SHORTEST = 2  # one letter begins too many words to tell anything
NOW, OLD = "=now", "=old"
YEARS = 10  # looked through; a year of which the index has nothing takes microseconds


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


def mark(kind: str, when: str, part: str = "") -> str:
    """Everything of a kind in a month or year (or NOW, or OLD) and, if one is named, in one part: a list of the index."""
    return f":{kind}{when}{part}"[:60]


def of_time(at: datetime) -> list[str]:
    """The local month and year of what is over: its list of a month is short, those of years are few."""
    day = clock.day_of(at)
    return [f"={day:%y%m}", f"={day:%y}"]


def back_from(today: date, *, by_months: bool) -> list[str]:
    """What is under way, then the years from this one back; by months, the months of this year and the last instead of
    these two."""
    if not by_months:
        return [NOW, *(f"={one % 100:02}" for one in range(today.year, today.year - YEARS, -1)), OLD]
    months = (divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(today.month + 12))
    years = range(today.year - 2, today.year - YEARS, -1)
    return [
        NOW,
        *(f"={year % 100:02}{month + 1:02}" for year, month in months),
        *(f"={one % 100:02}" for one in years),
        OLD,
    ]


def within(path: str) -> str:
    """The part of all that lies at the end of a path or in it.

    >>> within("hd/26506/")
    '/26506'
    """
    return f"/{path.rstrip('/').rpartition('/')[2]}"


def of_office(code: str) -> str:
    return f"@{code}"


def of_person(number: object) -> str:
    return f"!{number}"


def marks(kind: str, whens: Iterable[str], path: str, office: str = "", own: object = None) -> set[str]:
    """The marks of an object: of the whole province, of each place that its path lies in, of its office, of its person."""
    parts = ["", *(f"/{part}" for part in path.split("/") if part)]
    parts += [of_office(office)] if office else []
    parts += [of_person(own)] if own is not None else []
    return {mark(kind, when, part) for when in whens for part in parts}


def asked(words: str) -> list[str]:
    """The words of a question, the longest and so mostly the rarest first; no more than eight."""
    return sorted(dict.fromkeys(words_of(words)), key=len, reverse=True)[:8]
