"""Marking the quality of readings, for whole columns at once.

Codes: 0 good; 1 calibrating and 2 device fault (said by the sender, TT 10/2021 status 01 and 02); 3 out of the plausible
range; 4 jumped too fast; 5 stuck; 6 late (arrived more than an hour after its time); 7 marked bad by the sender.
The first that applies stands, in the order: what the sender says, range, jump, stuck, late.

Only readings newer than the newest of their series are held against it for jump and stuck; older ones, which fill a
gap or correct, are marked for range and lateness alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .book import MINUTE_US, NO_BOUND_US, Facts

GOOD, CALIBRATING, FAULT, RANGE, JUMP, STUCK, LATE, SAID_BAD = range(8)
SAID_BY_SENDERS = (GOOD, CALIBRATING, FAULT, SAID_BAD)
LATE_AFTER_US = 3_600_000_000

IN_AVERAGES = np.array([True, False, False, False, False, False, True, False])
IS_BAD = np.array([False, False, False, True, True, True, False, True])
IS_DOWN = np.array([False, True, True, False, False, False, False, False])

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]


@dataclass(slots=True)
class Before:
    """For each series of a batch, in ascending id: its newest reading, and what marking carries from one to the next."""

    at: Ints
    value: Floats
    same_since: Ints
    good_at: Ints
    good_value: Floats


def simple(facts: Facts, series: NDArray[np.int32], value: Floats, sent: Codes) -> Codes:
    """What is seen from a reading alone: the sender's word and the range."""
    outside = (sent == GOOD) & ((value < facts.low[series]) | (value > facts.high[series]))
    return np.where(outside, np.uint8(RANGE), sent).astype(np.uint8)


def late(quality: Codes, at: Ints, received: Ints) -> Codes:
    return np.where((quality == GOOD) & (received - at > LATE_AFTER_US), np.uint8(LATE), quality).astype(np.uint8)


def against_history(
    facts: Facts, series: NDArray[np.int32], group: Ints, at: Ints, value: Floats, quality: Codes, before: Before
) -> Ints:
    """Mark jumps and stuck values in `quality`, and carry `before.good_*` on.

    Rows are sorted by series and time and newer than `before`; `group` is each row's position in `before`.
    Returns for each row since when its value has been the same.
    """
    _mark_jumps(facts.step_per_minute[series], group, at, value, quality, before)
    since = _same_since(group, at, value, before)
    stuck_us = facts.stuck_us[series]
    stuck = (stuck_us != NO_BOUND_US) & (quality == GOOD) & (at - since >= stuck_us)
    quality[stuck] = STUCK
    return since


def _mark_jumps(step: Floats, group: Ints, at: Ints, value: Floats, quality: Codes, before: Before) -> None:
    """Against the last good value, so that a spike is one bad reading, and a true change of level is believed in the end.

    What is good depends on the row before, so rows go in rounds: the first of every series, then every second ...
    """
    checked = np.flatnonzero(np.isfinite(step) & (quality == GOOD))
    if not len(checked):
        return
    for rows in _rounds(group[checked]):
        row = checked[rows]
        one = group[row]
        minutes = (at[row] - before.good_at[one]) / MINUTE_US
        jumped = np.abs(value[row] - before.good_value[one]) > step[row] * minutes  # False while there is no good value
        quality[row[jumped]] = JUMP
        kept, of = row[~jumped], one[~jumped]
        before.good_at[of], before.good_value[of] = at[kept], value[kept]


def _rounds(group: Ints) -> list[NDArray[np.intp]]:
    """Positions of the first row of each group, of the second, and so on; groups are contiguous."""
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    sizes = np.diff(np.r_[starts, len(group)])
    rank = np.arange(len(group)) - np.repeat(starts, sizes)
    order = np.argsort(rank, kind="stable")
    return np.split(order, np.cumsum(np.bincount(rank))[:-1])


def _same_since(group: Ints, at: Ints, value: Floats, before: Before) -> Ints:
    is_first = np.r_[True, group[1:] != group[:-1]]
    goes_on = np.r_[False, value[1:] == value[:-1]] & ~is_first
    begins = np.where(goes_on, 0, np.arange(len(group)))
    run = np.maximum.accumulate(begins)
    since = at.copy()
    carried = is_first & (value == before.value[group])
    since[carried] = before.same_since[group[carried]]
    return since[run]
