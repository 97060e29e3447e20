"""Which values lie in a band that asks for attention: thousands at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from haidang.kernel.formula import Quality

if TYPE_CHECKING:
    from .book import Entry

RATES = ("%", "‰")
"""What is of both sides of a quotient so far is as good as of a whole period."""


def adds_up(entry: "Entry") -> bool:
    """Whether its value so far says nothing of the whole period."""
    return entry.facts.over_time == "sum" or entry.facts.unit not in RATES


@dataclass(frozen=True)
class Judged:
    """Indicators with bands, sorted by id; `low`, `high` and `severity` are [indicators x bands], filled up with nothing."""

    ids: NDArray[np.int32]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    severity: NDArray[np.int16]
    adds_up: NDArray[np.bool_]

    @classmethod
    def of(cls, entries: Iterable["Entry"]) -> "Judged":
        judged = sorted((one for one in entries if one.is_judged), key=lambda one: one.id)
        most = max((len(one.facts.bands) for one in judged), default=1)
        shape = (len(judged), most)
        low, high, severity = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape, np.int16)
        for row, one in enumerate(judged):
            for column, band in enumerate(one.facts.bands):
                low[row, column] = -np.inf if band.from_ is None else band.from_
                high[row, column] = np.inf if band.below is None else band.below
                severity[row, column] = band.severity or 0
        ids = np.array([one.id for one in judged], np.int32)
        return cls(ids, low, high, severity, np.array([adds_up(one) for one in judged], np.bool_))

    def severities(
        self, number: NDArray[np.int32], value: NDArray[np.float64], quality: NDArray[np.int16]
    ) -> NDArray[np.int16]:
        """Of each value the severity of the first band it lies in; 0 for none, and for a sum of a period that still runs."""
        if not len(self.ids):
            return np.zeros(len(number), np.int16)
        row = np.minimum(np.searchsorted(self.ids, number), len(self.ids) - 1)
        known = self.ids[row] == number
        within = (value[:, None] >= self.low[row]) & (value[:, None] < self.high[row])
        first = np.argmax(within, axis=1)
        found = np.where(within.any(axis=1), self.severity[row, first], 0)
        is_part = self.adds_up[row] & ((quality & Quality.TO_DATE) > 0)
        judged: NDArray[np.int16] = np.where(known & ~is_part, found, 0).astype(np.int16)
        return judged
