"""Values as columns, sorted by indicator, period and place, and as grids of places by periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haidang.core.telemetry import wire
from haidang.core.telemetry.wire import Bool, Column, Date, Float8, Int2, Int4
from haidang.kernel.formula import Cells, Quality, Why
from haidang.kernel.periods import Period

from .places import Axis

SIMULATED = np.int16(Quality.SIMULATED)


def day_number(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - 719_163


def day_of(number: int) -> date:
    return date.fromordinal(int(number) + 719_163)


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry a value; `period` is days since 1970, `quality` carries the mark of simulation too."""

    indicator: NDArray[np.int32]
    period: NDArray[np.int32]
    place: NDArray[np.int32]
    value: NDArray[np.float64]
    quality: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.value)

    @classmethod
    def of(cls, rows: Sequence[tuple[int, date, int, float, int]]) -> "Columns":
        """From (indicator, first day, place, value, quality)."""
        number, day, place, value, quality = zip(*rows, strict=True) if rows else ((), (), (), (), ())
        return cls(
            np.array(number, np.int32),
            np.array([day_number(one) for one in day], np.int32),
            np.array(place, np.int32),
            np.array(value, np.float64),
            np.array(quality, np.int16),
        )

    @classmethod
    def joined(cls, several: Sequence["Columns"]) -> "Columns":
        if not several:
            return cls.of([])
        return cls(*(np.concatenate([getattr(one, name) for one in several]) for name in cls.__slots__))

    def take(self, which: Any) -> "Columns":
        return Columns(*(getattr(self, name)[which] for name in self.__slots__))

    def in_order(self) -> "Columns":
        return self.take(np.lexsort((self.place, self.period, self.indicator)))

    def parameters(self) -> list[Column]:
        """indicator, period, place, value, quality, is_simulated, as array parameters."""
        return [
            Int4(self.indicator), Date(self.period), Int4(self.place), Float8(self.value),
            Int2(self.quality & ~SIMULATED), Bool((self.quality & SIMULATED) != 0),
        ]  # fmt: skip


_READ = """
SELECT array_agg(indicator_id), array_agg(period), array_agg(place_id), array_agg(value),
       array_agg(quality | (CASE WHEN is_simulated THEN 32 ELSE 0 END)::smallint)
FROM (SELECT indicator_id, period, place_id, value, quality, is_simulated FROM indicator_value WHERE {which}
      ORDER BY indicator_id, period, place_id) AS found
"""


def read(which: str, *arguments: Any) -> Columns:
    """The values that an SQL condition of ours names, in order."""
    found = wire.cursor().execute(_READ.format(which=which), arguments, prepare=True, binary=True)
    return Columns(*wire.columns(found, Int4, Date, Int4, Float8, Int2))


def between(indicators: Sequence[int], first: date, last: date) -> Columns:
    """Every place's values of these indicators whose period begins from `first` to `last`."""
    if not indicators:
        return Columns.of([])
    return read(
        "indicator_id = ANY(%s) AND period BETWEEN %s AND %s", Int4(np.array(indicators, np.int32)), first, last
    )


def trend(indicators: Sequence[int], place: int, periods: Sequence[Period]) -> Columns:
    """One place's values in these periods: one look into the key for each."""
    if not indicators or not periods:
        return Columns.of([])
    days = np.array([day_number(one.first) for one in periods], np.int32)
    return read(
        "indicator_id = ANY(%s) AND period = ANY(%s) AND place_id = %s",
        Int4(np.array(indicators, np.int32)), Date(days), place,
    )  # fmt: skip


def side_by_side(columns: Columns, indicators: NDArray[np.int32], periods: Sequence[Period]) -> Cells:
    """One place's values of many indicators (sorted ids) as [indicators x periods]; NO_VALUE where there is none."""
    days = np.array([day_number(one.first) for one in periods], np.int32)
    value, quality = np.full((len(indicators), len(days)), np.nan), np.zeros((len(indicators), len(days)), np.int16)
    column = np.minimum(np.searchsorted(days, columns.period), len(days) - 1)
    row = np.minimum(np.searchsorted(indicators, columns.indicator), len(indicators) - 1)
    fits = (days[column] == columns.period) & (indicators[row] == columns.indicator)
    value[row[fits], column[fits]] = columns.value[fits]
    quality[row[fits], column[fits]] = columns.quality[fits]
    return Cells.given(value, quality)


@dataclass(frozen=True, slots=True)
class Store:
    """Values of many indicators at hand, each found by its part of the columns."""

    columns: Columns
    parts: dict[int, slice]

    @classmethod
    def of(cls, columns: Columns) -> "Store":
        if not len(columns):
            return cls(columns, {})
        number = columns.indicator
        starts = np.flatnonzero(np.r_[True, number[1:] != number[:-1]])
        ends = np.r_[starts[1:], len(number)].astype(int)
        parts = {int(number[start]): slice(int(start), int(end)) for start, end in zip(starts, ends, strict=True)}
        return cls(columns, parts)

    def cells(self, indicator: int, axis: Axis, periods: Sequence[Period]) -> Cells:
        """On a grid of periods that follow each other; NO_VALUE where there is none."""
        shape = (len(axis), len(periods))
        part = self.parts.get(indicator)
        if part is None:
            return Cells.missing(shape, Why.NO_VALUE)
        mine = self.columns.take(part)
        days = np.array([day_number(one.first) for one in periods], np.int32)
        column = np.minimum(np.searchsorted(days, mine.period), len(days) - 1)
        row = axis.rows(mine.place)
        fits = (days[column] == mine.period) & (row >= 0)
        value, quality = np.full(shape, np.nan), np.zeros(shape, np.int16)
        value[row[fits], column[fits]] = mine.value[fits]
        quality[row[fits], column[fits]] = mine.quality[fits]
        return Cells.given(value, quality)


def as_columns(indicator: int, cells: Cells, axis: Axis, periods: Sequence[Period], rows: NDArray[np.bool_]) -> Columns:
    """What is there of a grid, at the chosen rows, in order of period and place id."""
    there = cells.is_there & rows[:, None]
    column, row = np.nonzero(there.T)
    days = np.array([day_number(one.first) for one in periods], np.int32)
    made = Columns(
        np.full(len(row), indicator, np.int32),
        days[column],
        axis.ids[row],
        cells.value[row, column],
        cells.quality[row, column],
    )
    return made.in_order()
