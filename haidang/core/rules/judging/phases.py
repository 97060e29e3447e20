"""The life of rule instances between readings, as columns: normal, pending, firing, clearing.

A bad value holds until the next reading, at most for two cadences of its series. So a duration ("for 10 minutes") ends
by the clock while the last value still holds, or at the next reading that agrees; a return ends by the clock alone. The
same readings give the same moves whether they come one by one or after an outage, and a dry run repeats what happened.

All values here are signed so that larger is worse: rules with `<` see the negative of what was measured.
Moments are microseconds of Unix time, UTC.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NORMAL, PENDING, FIRING, CLEARING = range(4)
OPENED, RETURNED = 1, 2
NEVER = int(np.iinfo(np.int64).max)
LONG_AGO = -(1 << 62)


class Move(NamedTuple):
    """One instance began or ceased to fire, when (by the readings' time) and at which signed value."""

    which: int
    what: int
    at: int
    value: float


@dataclass(slots=True)
class Saved:
    """What must outlive the process of instances that are not normal; columns of equal length."""

    which: Ints
    phase: NDArray[np.uint8]
    began: Ints
    opened: Ints
    due: Ints
    peak: Floats
    last: Floats


class Phases:
    """One row for each instance (a rule on a series).

    high: fires above it.  low: has returned at or below it (hysteresis).  for_us, clear_us: how long each must last.
    hold_us: how long a value is taken to last when no other follows.  at_first: it began with the first value there ever was.
    """

    def __init__(self, high: Floats, low: Floats, for_us: Ints, clear_us: Ints, hold_us: Ints) -> None:
        size = len(high)
        self.high, self.low, self.for_us, self.clear_us, self.hold_us = high, low, for_us, clear_us, hold_us
        self.phase = np.full(size, NORMAL, np.uint8)
        self.began = np.full(size, NEVER, np.int64)
        self.opened = np.full(size, NEVER, np.int64)
        self.due = np.full(size, NEVER, np.int64)
        self.peak = np.full(size, -np.inf)
        self.last = np.full(size, np.nan)
        self.at_first = np.zeros(size, np.bool_)
        self.next_due = NEVER
        self.touched = np.zeros(size, np.bool_)
        self._moves: list[tuple[Ints, int, Ints, Floats]] = []

    def step(self, which: Ints, x: Floats, at: Ints, before_at: Ints, may_open: Flags) -> None:
        """One reading for each instance of `which` (no instance twice).

        before_at: moment of the reading before it.  may_open: false for late rows, which can only end things.
        A deadline passes just before the first reading after it; a reading in the same moment speaks first.
        """
        self._pass_deadlines(which, at, before_at, may_open)
        phase, high, low, due = self.phase[which], self.high[which], self.low[which], self.due[which]
        breach, near = x > high, x > low
        begins = (phase == NORMAL) & breach & may_open
        lasted = (phase == PENDING) & breach & may_open & (at >= due)
        ends = (phase == PENDING) & ~(breach & may_open)
        calms = (phase == FIRING) & ~near
        worse_again = (phase == CLEARING) & near
        cleared = (phase == CLEARING) & ~near & (at >= due)
        self._keep_values(which, x, begins, phase != NORMAL)
        if begins.any():
            self._begin(which[begins], at[begins])
            self.at_first[which[begins]] = before_at[begins] == LONG_AGO
        if lasted.any():
            self._open(which[lasted], at[lasted])
        if ends.any():
            self._reset(which[ends])
        if calms.any():
            self._calm(which[calms], at[calms])
        if worse_again.any():
            self._set(which[worse_again], FIRING, NEVER)
        if cleared.any():
            self._return(which[cleared], at[cleared])

    def _pass_deadlines(self, which: Ints, at: Ints, before_at: Ints, may_open: Flags) -> None:
        """What came due between the reading before and this one, while the one before still held."""
        due = self.due[which]
        passed = due < at
        if passed.any():
            passed &= (self.phase[which] == CLEARING) | (may_open & (due - self.hold_us[which] <= before_at))
            self.come_due(which[passed])

    def come_due(self, which: Ints) -> None:
        """The deadline of these instances has passed undisturbed."""
        if not len(which):
            return
        phase, due = self.phase[which], self.due[which]
        opens, returns = phase <= PENDING, phase == CLEARING
        if opens.any():
            self._open(which[opens], due[opens])
        if returns.any():
            self._return(which[returns], due[returns])

    def _keep_values(self, which: Ints, x: Floats, begins: Flags, busy: Flags) -> None:
        if begins.any():
            self.peak[which[begins]] = -np.inf
        kept = begins | busy
        if kept.any():
            rows, seen = which[kept], x[kept]
            self.last[rows] = seen
            self.peak[rows] = np.maximum(self.peak[rows], seen)

    def _begin(self, which: Ints, at: Ints) -> None:
        self.began[which] = at
        at_once = self.for_us[which] == 0
        if at_once.any():
            self._open(which[at_once], at[at_once])
        waits = ~at_once
        if waits.any():
            self._set(which[waits], PENDING, at[waits] + self.for_us[which[waits]])

    def _open(self, which: Ints, at: Ints) -> None:
        self.opened[which] = at
        self._set(which, FIRING, NEVER)
        self._moves.append((which, OPENED, at, self.last[which]))

    def _calm(self, which: Ints, at: Ints) -> None:
        at_once = self.clear_us[which] == 0
        if at_once.any():
            self._return(which[at_once], at[at_once])
        waits = ~at_once
        if waits.any():
            self._set(which[waits], CLEARING, at[waits] + self.clear_us[which[waits]])

    def _return(self, which: Ints, at: Ints) -> None:
        self._moves.append((which, RETURNED, at, self.last[which]))
        self._reset(which)

    def _reset(self, which: Ints) -> None:
        self.began[which] = self.opened[which] = NEVER
        self._set(which, NORMAL, NEVER)

    def _set(self, which: Ints, phase: int, due: Ints | int) -> None:
        self.phase[which] = phase
        self.due[which] = due
        self.touched[which] = True
        if not isinstance(due, int):
            self.next_due = min(self.next_due, int(due.min()))

    def wait(self, which: Ints, due: Ints) -> None:
        """Give normal instances a deadline by which they fire unless it is moved: silence."""
        self.due[which] = due
        if len(due):
            self.next_due = min(self.next_due, int(due.min()))

    def back(self, which: Ints, at: Ints) -> None:
        """Instances without a value return: the silent thing spoke again."""
        self._return(which, at)

    def all_due(self, now: int) -> Ints:
        """Instances whose deadline is not after `now`, the earliest first; the next deadline is remembered."""
        due = np.flatnonzero(self.due <= now)
        later = self.due[self.due > now]
        self.next_due = int(later.min()) if len(later) else NEVER
        return due[np.argsort(self.due[due], kind="stable")]

    def moves(self) -> list[Move]:
        """What happened since the last call, each instance in its order."""
        found = [
            Move(int(one), what, int(at), float(value))
            for which, what, moments, values in self._moves
            for one, at, value in zip(which, moments, values, strict=True)
        ]
        self._moves.clear()
        return found

    def saved(self, which: Ints) -> Saved:
        return Saved(
            which,
            self.phase[which],
            self.began[which],
            self.opened[which],
            self.due[which],
            self.peak[which],
            self.last[which],
        )

    def load(self, saved: Saved) -> None:
        which = saved.which
        self.phase[which], self.began[which], self.opened[which] = saved.phase, saved.began, saved.opened
        self.due[which], self.peak[which], self.last[which] = saved.due, saved.peak, saved.last
        if len(which):
            self.next_due = min(self.next_due, int(saved.due.min()))
