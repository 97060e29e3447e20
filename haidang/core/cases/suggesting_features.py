"""The features a text is sorted by: runs of syllables and runs of letters, hashed into a fixed number of buckets."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from .as_typed import syllables

BUCKETS = 1 << 15
SYLLABLES = (1, 2)
LETTERS = (3, 4, 5)
MOST_SYLLABLES = 200
"""What follows says nothing new, and a text of any length must be sorted at once."""

Buckets = NDArray[np.int64]
Weights = NDArray[np.float32]


def runs(text: str) -> tuple[Counter[int], Counter[int]]:
    """How often each bucket occurs among the runs of syllables, and among those of letters within a syllable."""
    words = syllables(text)[:MOST_SYLLABLES]
    return _counted(_runs_of_syllables(words)), _counted(_runs_of_letters(words))


def features(text: str, rarity: Weights) -> tuple[Buckets, Weights]:
    """Buckets, rising, and their weights. `rarity` says how telling each bucket is; a repeated run tells little more.

    Syllables and letters count for as much as each other, and a long text for as much as a short one.
    """
    weights: defaultdict[int, float] = defaultdict(float)
    for counts in runs(text):
        block = {bucket: (1 + log(count)) * float(rarity[bucket]) for bucket, count in counts.items()}
        length = sum(one * one for one in block.values()) ** 0.5 or 1.0
        for bucket, weight in block.items():
            weights[bucket] += weight / length
    buckets = sorted(weights)
    return np.array(buckets, dtype=np.int64), np.array([weights[one] for one in buckets], dtype=np.float32)


def _counted(found: Iterator[str]) -> Counter[int]:
    return Counter(crc32(run.encode()) % BUCKETS for run in found)


def _runs_of_syllables(words: list[str]) -> Iterator[str]:
    return chain.from_iterable(
        (" ".join(words[at : at + size]) for at in range(len(words) - size + 1)) for size in SYLLABLES
    )


def _runs_of_letters(words: list[str]) -> Iterator[str]:
    """The ends of a word are marked; a slip of the thumb leaves most of them as they were."""
    for word in words:
        marked = f"_{word}_"
        for size in LETTERS:
            for at in range(len(marked) - size + 1):
                yield f"#{marked[at : at + size]}"
