"""Chance that can be asked again: every number depends only on the seed, some names and a place on the time axis.

So the history given at the first start, the live values and a repeated exercise agree, and no state is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True)
class Noise:
    """Random curves of one seed. `names` tell one curve from another; shapes follow the first argument."""

    seed: int

    def uniform(self, index: NDArray[np.int64], *names: object) -> Numbers:
        """One number in [0, 1) for each integer (splitmix64)."""
        return _mixed(index, np.uint64(_key(self.seed, names)))

    def uniforms(self, index: NDArray[np.int64], rows: Sequence[tuple[object, ...]]) -> Numbers:
        """[rows, index]: a curve for each tuple of names, all at once."""
        keys = np.array([_key(self.seed, names) for names in rows], np.uint64)
        return _mixed(index[None, :], keys[:, None])

    def normals(self, index: NDArray[np.int64], rows: Sequence[tuple[object, ...]]) -> Numbers:
        """[rows, index]: as `normal`, other numbers."""
        total: Numbers = sum((self.uniforms(4 * index + part, rows) for part in range(4)), np.array(-2.0))
        scaled: Numbers = total * 3.0**0.5
        return scaled

    def normal(self, index: NDArray[np.int64], *names: object) -> Numbers:
        """One number for each integer, mean 0, deviation 1, never beyond 3.5 (a sum of four uniform ones)."""
        total: Numbers = sum((self.uniform(index, *names, part) for part in range(4)), np.zeros(index.shape))
        scaled: Numbers = (total - 2.0) * 3.0**0.5
        return scaled

    def white(self, seconds: Numbers, *names: object) -> Numbers:
        """Measuring noise: a fresh normal number each second."""
        return self.normal(np.floor(seconds).astype(np.int64), *names)

    def smooth(self, seconds: Numbers, period: float, *names: object) -> Numbers:
        """A curve through a normal number every `period` seconds, without corners."""
        place = seconds / period
        knot = np.floor(place).astype(np.int64)
        part = place - knot
        ease = part * part * (3.0 - 2.0 * part)
        before, after = self.normal(knot, *names), self.normal(knot + 1, *names)
        return before + (after - before) * ease

    def once(self, *names: object) -> float:
        """One number in [0, 1) for the names alone: what is fixed about a station."""
        return float(self.uniform(np.zeros(1, np.int64), *names)[0])


def _mixed(index: NDArray[np.int64], key: np.uint64 | NDArray[np.uint64]) -> Numbers:
    mixed = (index.astype(np.uint64) + key) * _GOLDEN
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX_1
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX_2
    mixed = (mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)
    fraction: Numbers = mixed.astype(np.float64) * 2.0**-53
    return fraction


@cache
def _key(seed: int, names: tuple[object, ...]) -> int:
    return int.from_bytes(blake2b(repr((seed, names)).encode(), digest_size=8).digest(), "big")
