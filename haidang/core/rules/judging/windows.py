"""What rules compare when it is not the reading itself: a mean over time, a change over time, an expected value.

A window is cut into sixty slots, so that one row costs the same memory whatever the cadence: a mean over one hour is
right to the minute. Moments are microseconds of Unix time.
"""

from typing import Protocol

import numpy as np

from .phases import LONG_AGO, Floats, Ints

SLOTS = 60
ENOUGH = 0.75  # share of the readings due in a window without which its mean is not judged
REMEMBERED = 8  # readings kept of an expected series
HOUR_US = 3_600_000_000
ZONE_US = 7 * HOUR_US  # Asia/Ho_Chi_Minh has had no summer time since 1975
HOURS_OF_WEEK = 168
EPOCH_HOUR = 3 * 24  # 1 January 1970 was a Thursday; hour 0 of our week is Monday 00:00


class Window(Protocol):
    """Follows some instances; `rows` are its own row numbers, none twice in a call."""

    def add(self, rows: Ints, at: Ints, value: Floats) -> None: ...

    def read(self, rows: Ints, at: Ints, value: Floats) -> Floats:
        """What is compared after this reading, NaN where it cannot be judged."""
        ...


class Means:
    """Mean of the readings of the last `window`; NaN until three quarters of the readings due are there."""

    def __init__(self, window_us: Ints, cadence_us: Ints) -> None:
        self.slot_us = np.maximum(window_us // SLOTS, 1)
        self.needed = np.maximum(ENOUGH * window_us / np.maximum(cadence_us, 1), 1)
        shape = (len(window_us), SLOTS)
        self.slot, self.total = np.full(shape, LONG_AGO), np.zeros(shape)
        self.count = np.zeros(shape, np.int32)

    def add(self, rows: Ints, at: Ints, value: Floats) -> None:
        slot = at // self.slot_us[rows]
        column = slot % SLOTS
        stale = self.slot[rows, column] != slot
        self.slot[rows, column] = slot
        self.total[rows, column] = np.where(stale, 0, self.total[rows, column]) + value
        self.count[rows, column] = np.where(stale, 0, self.count[rows, column]) + 1

    def read(self, rows: Ints, at: Ints, value: Floats) -> Floats:
        slot = at // self.slot_us[rows]
        inside = self.slot[rows] > (slot - SLOTS)[:, None]
        count = (self.count[rows] * inside).sum(1)
        total = (self.total[rows] * inside).sum(1)
        return np.where(count >= self.needed[rows], total / np.maximum(count, 1), np.nan)


class Rates:
    """Change per `window`, from the oldest reading in it; NaN until half the window is spanned."""

    def __init__(self, window_us: Ints) -> None:
        self.window_us = window_us
        self.slot_us = np.maximum(window_us // SLOTS, 1)
        shape = (len(window_us), SLOTS)
        self.slot = np.full(shape, LONG_AGO)
        self.at, self.value = np.zeros(shape, np.int64), np.zeros(shape)

    def add(self, rows: Ints, at: Ints, value: Floats) -> None:
        slot = at // self.slot_us[rows]
        column = slot % SLOTS
        first = self.slot[rows, column] != slot
        rows, column, slot = rows[first], column[first], slot[first]
        self.slot[rows, column] = slot
        self.at[rows, column], self.value[rows, column] = at[first], value[first]

    def read(self, rows: Ints, at: Ints, value: Floats) -> Floats:
        slot = at // self.slot_us[rows]
        inside = self.slot[rows] > (slot - SLOTS)[:, None]
        column = np.where(inside, self.at[rows], np.iinfo(np.int64).max).argmin(1)
        span = at - self.at[rows, column]
        spanned = inside.any(1) & (2 * span >= self.window_us[rows])
        change = (value - self.value[rows, column]) * self.window_us[rows] / np.maximum(span, 1)
        return np.where(spanned, change, np.nan)


class Expected:
    """The newest readings of the series that others are compared with.

    of, hold_us: for each instance the row of its expected series, and how long a value of that holds for it.
    """

    def __init__(self, of: Ints, hold_us: Ints) -> None:
        self.of, self.hold_us = of, hold_us
        size = int(of.max(initial=-1)) + 1
        self.at, self.value = np.full((size, REMEMBERED), LONG_AGO), np.full((size, REMEMBERED), np.nan)
        self._next = np.zeros(size, np.int64)

    def add(self, rows: Ints, at: Ints, value: Floats) -> None:
        """By rows of expected series."""
        column = self._next[rows]
        self.at[rows, column], self.value[rows, column] = at, value
        self._next[rows] = (column + 1) % REMEMBERED

    def read(self, rows: Ints, at: Ints, value: Floats) -> Floats:
        """`value` of instances minus the newest expected value not after `at`, NaN when there is none that still holds."""
        of = self.of[rows]
        moments = self.at[of]
        column = np.where(moments <= at[:, None], moments, LONG_AGO - 1).argmax(1)
        index = np.arange(len(rows))
        holds = (moments[index, column] <= at) & (at - moments[index, column] <= self.hold_us[rows])
        return np.where(holds, value - self.value[of, column], np.nan)


class Weeks:
    """The usual value of each hour of the week (Monday 00:00 first), from the last four weeks."""

    def __init__(self, size: int) -> None:
        self.usual = np.full((size, HOURS_OF_WEEK), np.nan)

    def add(self, rows: Ints, at: Ints, value: Floats) -> None:
        pass

    def read(self, rows: Ints, at: Ints, value: Floats) -> Floats:
        return np.asarray(value - self.usual[rows, hour_of_week(at)])


def hour_of_week(at: Ints) -> Ints:
    """0 for Monday 00:00-01:00 local time up to 167.

    >>> int(hour_of_week(np.array([0]))[0])  # 1970-01-01T07:00+07:00, a Thursday
    79
    """
    return np.asarray((at + ZONE_US) // HOUR_US + EPOCH_HOUR, np.int64) % HOURS_OF_WEEK


def means_along(at: Ints, value: Floats, window_us: int, cadence_us: int) -> Floats:
    """What Means reads after each of the readings of one series (ascending by time)."""
    first = _first_inside(at, window_us)
    total = np.append(0.0, np.cumsum(value))
    count = np.arange(1, len(at) + 1) - first
    mean = (total[1:] - total[first]) / count
    return np.where(count >= max(ENOUGH * window_us / cadence_us, 1), mean, np.nan)


def rates_along(at: Ints, value: Floats, window_us: int) -> Floats:
    """What Rates reads after each of the readings of one series (ascending by time)."""
    first = _first_inside(at, window_us)
    span = at - at[first]
    change = (value - value[first]) * window_us / np.maximum(span, 1)
    return np.where(2 * span >= window_us, change, np.nan)


def _first_inside(at: Ints, window_us: int) -> Ints:
    slot = at // max(window_us // SLOTS, 1)
    return np.searchsorted(slot, slot - SLOTS, "right").astype(np.int64)


def deviations_along(at: Ints, value: Floats, of_at: Ints, of_value: Floats, hold_us: int) -> Floats:
    """Each reading minus the newest reading of the expected series not after it, NaN where none holds."""
    if not len(of_at):
        return np.full(len(at), np.nan)
    last = np.searchsorted(of_at, at, "right") - 1
    holds = (last >= 0) & (at - of_at[np.maximum(last, 0)] <= hold_us)
    return np.where(holds, value - of_value[np.maximum(last, 0)], np.nan)
