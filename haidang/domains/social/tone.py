"""The tone of a text: -1 to 1, with the marks it was found by. The lexicon is a file that everybody can read.

Another way of judging is anything with the `Tone` protocol. A province names a service as a connector of the kind "tone";
where that does not answer, the lexicon does.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import httpx
import msgspec

from haidang.kernel import strict
from haidang.kernel.facts import Words
from haidang.provinces import connectors
from haidang.provinces.facts import Connector

FILE = Path(__file__).parent / "facts" / "tone.toml"
SPREAD = 6.0
"""How much weight makes a text half of what it can be."""
BEFORE = 2
"""So many words before a mark turn or strengthen it."""
MOST_TEXT = 4000
TIMEOUT = 5.0
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A word found, and what it weighed after the words before it."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Said:
    """score: -1 to 1.  tone: -1, 0 or 1.  by: lexicon or model."""

    score: float
    tone: int
    by: str
    marks: tuple[Mark, ...] = ()


class Tone(Protocol):
    """What judges texts, in their order. Raises OSError or ValueError when it cannot."""

    def judge(self, texts: Sequence[str]) -> list[Said]: ...


class Lexicon(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Weights by word or words; what turns them round, makes them stronger or weaker."""

    name: Words
    trust: str
    positive_from: float
    negative_from: float
    negations: list[str]
    stronger: dict[str, float]
    weaker: dict[str, float]
    words: dict[str, float]

    @property
    def longest(self) -> int:
        return max(len(one.split()) for one in (*self.words, *self.negations, *self.stronger, *self.weaker))

    def judge(self, texts: Sequence[str]) -> list[Said]:
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> Said:
        found = tuple(self._marks(words_of(text)))
        total = sum(one.weight for one in found)
        score = round(total / math.sqrt(total * total + SPREAD), 3)
        return Said(score, self.tone_of(score), "lexicon", found)

    def tone_of(self, score: float) -> int:
        return 1 if score >= self.positive_from else -1 if score <= self.negative_from else 0

    def _marks(self, words: list[str]) -> list[Mark]:
        found: list[Mark] = []
        at, last = 0, 0
        while at < len(words):
            for length in range(min(self.longest, len(words) - at), 0, -1):
                phrase = " ".join(words[at : at + length])
                if phrase in self.words:
                    before = words[max(last, at - BEFORE - 1) : at]
                    found.append(Mark(phrase, round(self.words[phrase] * self._turned(before), 2)))
                    at, last = at + length, at + length
                    break
            else:
                at += 1
        return found

    def _turned(self, before: list[str]) -> float:
        """What the words before a mark make of it."""
        factor, text = 1.0, f" {' '.join(before)} "
        for listed in (self.stronger, self.weaker):
            factor *= max((by for word, by in listed.items() if f" {word} " in text), default=1.0)
        near = f" {' '.join(before[-BEFORE:])} "
        return factor * (-0.7 if any(f" {word} " in near for word in self.negations) else 1.0)


@dataclass(frozen=True, slots=True)
class Service:
    """A model behind HTTP: POST {"texts": [...]} gives {"scores": [...]}, each from -1 to 1."""

    line: Connector

    def judge(self, texts: Sequence[str]) -> list[Said]:
        """Raises OSError or ValueError."""
        headers = {"authorization": f"Bearer {key}"} if (key := connectors.secret_of(self.line)) else {}
        try:
            answer = httpx.post(
                self.line.address, json={"texts": list(texts)}, headers=headers, timeout=TIMEOUT, trust_env=False
            ).raise_for_status()
            scores = [float(one) for one in answer.json()["scores"]]
        except httpx.HTTPError as error:
            raise OSError(str(error)) from None
        except (KeyError, TypeError) as error:
            raise ValueError(f"no scores: {error}") from None
        if len(scores) != len(texts) or not all(-1 <= one <= 1 for one in scores):
            raise ValueError("scores do not fit the texts")
        own = lexicon()
        return [Said(round(one, 3), own.tone_of(one), "model") for one in scores]


@cache
def lexicon() -> Lexicon:
    return strict.load(FILE, Lexicon)


def chosen() -> Tone:
    line = connectors.first("tone")
    return Service(line) if line else lexicon()


def judged(texts: Sequence[str]) -> list[Said]:
    """By what the province chose, by the lexicon where that does not answer."""
    short = [one[:MOST_TEXT] for one in texts]
    try:
        return chosen().judge(short)
    except (OSError, ValueError):
        return lexicon().judge(short)


def words_of(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())
