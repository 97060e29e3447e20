"""Procedures found by a question in everyday words, with or without diacritics.

BM25 over the syllables of what the facts say (Robertson and Zaragoza 2009, with fields), each field with a weight of its
own; pairs of syllables count as words do, and syllables with their diacritics once more when the question has any. The
other words people have for a procedure are its `words`.
"""

import re
import threading
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Any

import numpy as np
from django.db.models import Count, F, Max, Sum
from numpy.typing import NDArray

from haidang.kernel.manifest.procedure import Procedure as Facts
from haidang.kernel.text import folded

from .as_typed import syllables
from .models import Procedure, ProcedureVersion

SATURATION, LENGTH = 1.2, 0.4
"""k1 and b of BM25: how fast repetition stops telling, how much a long field is discounted."""
PAIR, EXACT, COMMON = 0.8, 0.4, 0.25
"""What a pair of syllables, a syllable with its diacritics, and a word of asking count for, beside a plain syllable."""
FAR = 0.25
"""The share of the best score below which a procedure no longer answers the question, but has a word of it by chance."""
MOST_SYLLABLES = 60
ASKING = frozenset(
    "lam the nao o dau can gi toi em minh muon xin cho hoi thi phai giay to thu tuc ho so duoc khong la bao nhieu nhu "
    "a va cua co de nhung cac khi bi voi con roi moi di ai sao hay ra vo vao cap don hien nay".split()
)
_WORD = re.compile(r"[^\W\d_]+")

Field = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A procedure, its row and how well it fits; scores compare within one answer only."""

    pk: int
    score: float


@dataclass(frozen=True, slots=True)
class Index:
    """`postings` holds for each term the documents that have it and what it adds to their scores."""

    keys: Sequence[int]
    postings: dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]]

    def find(self, question: str, limit: int = 10) -> list[Found]:
        """The best first, without those that fit far worse; nothing when no word of the question is known."""
        scores = np.zeros(len(self.keys), dtype=np.float32)
        for term, count in Counter(_asked(question)).items():
            documents, added = self.postings.get(term, _NOTHING)
            scores[documents] += added * min(count, 2)
        best = np.argsort(-scores, kind="stable")[:limit]
        enough = FAR * scores.max(initial=0)
        return [Found(self.keys[at], float(scores[at])) for at in best if scores[at] > 0 and scores[at] >= enough]


_NOTHING = np.array([], dtype=np.int32), np.array([], dtype=np.float32)


def fields(facts: Facts) -> list[Field]:
    """What is read of a procedure, with its weight."""
    inside = [*(one.name for one in facts.questions()), *(one.name for one in facts.parts)]
    inside += [one.name for one in facts.results]
    names = [facts.name.vi, *([facts.short.vi] if facts.short else [])]
    return [
        (3.0, f"{facts.code} {' . '.join(names)}"),
        (3.0, " . ".join(facts.words)),
        (1.0, facts.about.vi),
        (0.4, f"{facts.name.en} . {facts.about.en}"),
        (0.2, " . ".join(one.vi for one in inside)),
    ]


def index_of(documents: Sequence[tuple[int, Iterable[Field]]]) -> Index:
    """An index of documents, each with its key."""
    counted = [[(weight, Counter(_terms(text))) for weight, text in fields] for _, fields in documents]
    usual = _usual_lengths(counted)
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, document in enumerate(counted):
        for term, weight in _weighed(document, usual).items():
            found[term].append((at, weight))
    return Index(
        [key for key, _ in documents], {term: _posting(term, rows, len(counted)) for term, rows in found.items()}
    )


def _usual_lengths(counted: list[list[tuple[float, Counter[str]]]]) -> list[float]:
    by_field: dict[int, list[int]] = defaultdict(list)
    for document in counted:
        for number, (_, terms) in enumerate(document):
            by_field[number].append(terms.total())
    return [max(1.0, sum(lengths) / len(lengths)) for lengths in by_field.values()]


def _weighed(document: list[tuple[float, Counter[str]]], usual: list[float]) -> dict[str, float]:
    weighed: dict[str, float] = defaultdict(float)
    for (weight, terms), length in zip(document, usual, strict=True):
        discount = weight / (1 - LENGTH + LENGTH * terms.total() / length)
        for term, count in terms.items():
            weighed[term] += discount * count
    return weighed


def _posting(term: str, rows: list[tuple[int, float]], total: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    rarity = log(1 + (total - len(rows) + 0.5) / (len(rows) + 0.5)) * _worth(term)
    weights = np.array([weight for _, weight in rows], dtype=np.float32)
    return np.array([at for at, _ in rows], dtype=np.int32), rarity * weights / (SATURATION + weights)


def _worth(term: str) -> float:
    if " " in term:
        return PAIR * (COMMON if ASKING.issuperset(term.split()) else 1.0)
    if term.startswith("="):
        return EXACT * (COMMON if folded(term[1:]) in ASKING else 1.0)
    return COMMON if term in ASKING else 1.0


def _terms(text: str) -> list[str]:
    """Syllables, pairs of them within one phrase, and syllables as they are written."""
    found = []
    for phrase in text.split(" . "):
        plain = syllables(phrase)
        found += [*plain, *(" ".join(pair) for pair in pairwise(plain))]
    return found + _with_diacritics(text)


def _asked(question: str) -> list[str]:
    plain = syllables(question)[:MOST_SYLLABLES]
    return [*plain, *(" ".join(pair) for pair in pairwise(plain)), *_with_diacritics(question)[:MOST_SYLLABLES]]


def _with_diacritics(text: str) -> list[str]:
    written = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    return [f"={one}" for one in written if not one.isascii()]


class _Kept:
    """The index of the published procedures, built when first asked and again when a procedure has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_kind: dict[str, tuple[Any, Index]] = {}

    def index(self, kind: str) -> Index:
        rows = Procedure.objects.filter(kind=kind, state="published")
        mark = rows.aggregate(Count("pk"), Sum("number"), Max("changed_at"))
        with self._lock:
            known = self._by_kind.get(kind)
            if known is None or known[0] != mark:
                known = self._by_kind[kind] = mark, _read(kind)
            return known[1]


def _read(kind: str) -> Index:
    versions = ProcedureVersion.objects.filter(
        procedure__kind=kind, procedure__state="published", number=F("procedure__number")
    )
    return index_of(
        [(one.procedure_id, fields(one.book.procedure)) for one in versions.order_by("procedure__sort_key")]
    )


_kept = _Kept()


def find(question: str, kind: str = "dossier", limit: int = 10) -> list[Procedure]:
    """The published procedures of a kind that fit a question, the best first. One or two small queries."""
    found = _kept.index(kind).find(question, limit)
    rows = Procedure.objects.defer("manifest").in_bulk([one.pk for one in found])
    return [rows[one.pk] for one in found if one.pk in rows]
