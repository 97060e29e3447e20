"""Values over places and periods, each with its quality or with why it is missing."""

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haidang.kernel.facts import Words
from haidang.kernel.periods import Period

Floats = NDArray[np.float64]
Small = NDArray[np.int16]
Places = NDArray[np.intp]

PROVINCE, DEPARTMENT, COMMUNE = 0, 1, 2


class Why(IntEnum):
    """Why there is no value; the larger one is told where several would do."""

    PRESENT = 0
    NO_VALUE = 1
    NOT_REACHED = 2
    NOT_HERE = 3
    SOME_MISSING = 4
    TOO_FEW = 5
    DIVIDED_BY_ZERO = 6
    NOT_FINITE = 7
    NOT_UNDERSTOOD = 8
    NOT_OVER = 9

    @property
    def words(self) -> Words:
        return WORDS[self]


WORDS = {
    Why.PRESENT: Words(vi="có giá trị", en="there is a value"),
    Why.NO_VALUE: Words(vi="chưa có số liệu", en="no figure yet"),
    Why.NOT_REACHED: Words(vi="không có số liệu xa như vậy", en="no figures reach back so far"),
    Why.NOT_HERE: Words(vi="không có ở cấp này", en="not given at this level"),
    Why.SOME_MISSING: Words(vi="thiếu số liệu của một phần", en="figures of a part are missing"),
    Why.TOO_FEW: Words(vi="quá ít số đo", en="too few readings"),
    Why.DIVIDED_BY_ZERO: Words(vi="chia cho 0", en="division by zero"),
    Why.NOT_FINITE: Words(vi="ngoài phạm vi tính được", en="beyond what can be computed"),
    Why.NOT_UNDERSTOOD: Words(vi="công thức không dùng được", en="the formula cannot be used"),
    Why.NOT_OVER: Words(vi="kỳ chưa hết, chưa so được", en="the period is not over: nothing to compare yet"),
}


class Quality(IntFlag):
    """What is to be known of a value; 0 is good. What is computed carries the marks of what it is made of."""

    GOOD = 0
    PROVISIONAL = 1  # of a period that still runs, or that is not approved yet
    CARRIED = 2  # made with the last known value of something given less often
    DOUBTED = 4  # outside the usual: its jump asked for a word
    SPLIT = 8  # of a divided place, by a rule and not by counting
    PARTIAL = 16  # of most places or periods, not of all
    SIMULATED = 32
    TO_DATE = 64  # the sum of a period so far: never to be taken for the whole period

    @property
    def words(self) -> list[Words]:
        return [text for mark, text in _MARKS.items() if mark in self.told]

    @property
    def told(self) -> "Quality":
        """What is summed up so far is provisional anyway."""
        return self & ~Quality.PROVISIONAL if Quality.TO_DATE in self else self


_MARKS = {
    Quality.TO_DATE: Words(vi="luỹ kế đến nay", en="so far"),
    Quality.PROVISIONAL: Words(vi="tạm tính", en="provisional"),
    Quality.CARRIED: Words(vi="dùng số kỳ trước", en="with an earlier figure"),
    Quality.DOUBTED: Words(vi="cần kiểm tra", en="to be checked"),
    Quality.SPLIT: Words(vi="chia theo quy tắc", en="split by a rule"),
    Quality.PARTIAL: Words(vi="chưa đủ các phần", en="of most parts, not all"),
    Quality.SIMULATED: Words(vi="mô phỏng", en="simulated"),
}


@dataclass(frozen=True, slots=True)
class Grid:
    """Places by periods. `parent` gives the row of the place above, -1 for the province; `level` is 0, 1 or 2.

    Periods follow each other without gaps, oldest first. Rows of departments (level 1) and communes (level 2) both lie
    below the province.
    """

    periods: tuple[Period, ...]
    parent: Places
    level: Small

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.parent), len(self.periods)

    @property
    def root(self) -> int:
        return int(np.flatnonzero(self.parent < 0)[0])

    def below(self, level: int) -> NDArray[np.bool_]:
        """Rows of a level that have a place above them."""
        rows: NDArray[np.bool_] = (self.level == level) & (self.parent >= 0)
        return rows


@dataclass(frozen=True, slots=True)
class Cells:
    """`value` is NaN exactly where `why` is not 0; `quality` is of Quality. All of one shape, [places x periods]."""

    value: Floats
    why: Small
    quality: Small

    @classmethod
    def made(cls, value: Any, why: Any, quality: Any) -> "Cells":
        """Where the value turned out not finite that is the reason, unless another is known."""
        value = np.asarray(value, np.float64)
        why = np.asarray(why, np.int16)
        why = np.where((why == 0) & ~np.isfinite(value), np.int16(Why.NOT_FINITE), why)
        return cls(
            np.where(why == 0, value, np.nan),
            np.broadcast_to(why, value.shape),
            np.where(why == 0, np.asarray(quality, np.int16), np.int16(0)),
        )

    @classmethod
    def missing(cls, shape: tuple[int, int], why: Why) -> "Cells":
        return cls(np.full(shape, np.nan), np.full(shape, why, np.int16), np.zeros(shape, np.int16))

    @classmethod
    def constant(cls, shape: tuple[int, int], value: float) -> "Cells":
        return cls(np.full(shape, value), np.zeros(shape, np.int16), np.zeros(shape, np.int16))

    @classmethod
    def given(cls, value: Floats, quality: Small | None = None, why: Why = Why.NO_VALUE) -> "Cells":
        """Values with NaN where there is none."""
        absent = np.where(np.isnan(value), np.int16(why), np.int16(0))
        return cls.made(value, absent, np.zeros(value.shape, np.int16) if quality is None else quality)

    @property
    def is_there(self) -> NDArray[np.bool_]:
        there: NDArray[np.bool_] = self.why == 0
        return there

    def at(self, place: int, period: int) -> tuple[float | None, Why, Quality]:
        why = Why(int(self.why[place, period]))
        value = None if why else float(self.value[place, period])
        return value, why, Quality(int(self.quality[place, period]))

    def columns(self, which: Any) -> "Cells":
        return Cells(self.value[:, which], self.why[:, which], self.quality[:, which])

    def row(self, number: int) -> "Cells":
        """One place alone."""
        which = slice(number, number + 1)
        return Cells(self.value[which], self.why[which], self.quality[which])
