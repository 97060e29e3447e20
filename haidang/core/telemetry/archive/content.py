"""What a set of readings sums up to, in whatever order they come: equal sums of both sides prove a copy.

Every reading is mixed into 64 bits (the finaliser of SplitMix64: G. Steele et al., "Fast Splittable Pseudorandom Number
Generators", OOPSLA 2014) and all are added modulo 2**64, so that sets can be added and taken away.
"""

import numpy as np
from numpy.typing import NDArray

from .columns import Stored

Words = NDArray[np.uint64]


def of(readings: Stored) -> int:
    """0 .. 2**64 - 1"""
    with np.errstate(over="ignore"):
        mixed = np.zeros(len(readings), np.uint64)
        for column in (readings.series, readings.at, readings.value, readings.quality, readings.origin):
            mixed = _mixed(mixed + np.uint64(0x9E3779B97F4A7C15) + _bits(column))
        return int(mixed.sum(dtype=np.uint64))


def plus(*sums: int) -> int:
    return sum(sums) % 2**64


def _bits(column: NDArray[np.generic]) -> Words:
    return column.view(np.uint64) if column.dtype == np.float64 else column.astype(np.int64).view(np.uint64)


def _mixed(words: Words) -> Words:
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
