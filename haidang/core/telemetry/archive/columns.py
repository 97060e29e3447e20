"""Readings as columns on their way between tables, files and whoever asks; sorted by series and time."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Stored:
    """One entry a reading. `at` in microseconds since 1970; `origin` names what brought it, 0 when that is not known."""

    series: NDArray[np.int32]
    at: NDArray[np.int64]
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]
    origin: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.series)

    def only(self, which: NDArray[Any]) -> "Stored":
        return Stored(*(getattr(self, name)[which] for name in self.__slots__))

    def sorted(self) -> "Stored":
        return self.only(np.lexsort((self.at, self.series)))


NOTHING = Stored(
    np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0), np.empty(0, np.uint8), np.empty(0, np.int64)
)


def joined(parts: list[Stored]) -> Stored:
    if len(parts) == 1:
        return parts[0]
    return Stored(*(np.concatenate([getattr(part, name) for part in parts or [NOTHING]]) for name in Stored.__slots__))


def _follow(filed: Stored, hot: Stored) -> bool:
    """The usual case of a curve: one series, all of the file's days before those of the table. Nothing is to be sorted."""
    one = filed.series[0]
    if not ((filed.series == one).all() and (hot.series == one).all()):
        return False
    return not len(hot) or bool(filed.at[-1] < hot.at[0])


def laid_over(hot: Stored, filed: Stored) -> Stored:
    """Both, sorted; where both know a moment of a series, what the table says goes before the file."""
    if not len(filed):
        return hot
    if _follow(filed, hot):
        return joined([filed, hot])
    if not len(hot):
        return filed.sorted()
    both = joined([hot, filed])
    order = np.lexsort((np.arange(len(both)) >= len(hot), both.at, both.series))
    both = both.only(order)
    is_first = np.r_[True, (both.series[1:] != both.series[:-1]) | (both.at[1:] != both.at[:-1])]
    return both.only(is_first)
